package io.mmapdict.neighbours;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.ndarray.StoredArrays;
import io.mmapdict.pickle.spi.ByteSlice;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The rows of an array (its first axis) in one Java array, each without gaps: what libraries that
 * hold Java arrays can share.
 *
 * @param array the Java array, not a copy
 * @param start where the first element stands, counted in elements of the array's type
 * @param stride how many of these lie from the start of a row to the next, at least a row's length
 */
public record HeapRows(Object array, int start, int stride) {
  /**
   * Where the rows of an array lie.
   *
   * @param library what the array is to be shared with, for the errors
   * @param dtype the type its elements must have
   * @throws IllegalArgumentException if the array has another type
   * @throws UnsupportedOperationException if it does not lie in a Java array, is read-only, or its
   *     rows have gaps or run backwards: whoever needs it must copy
   */
  public static HeapRows of(NDArray array, DType dtype, String library) {
    if (!array.dtype().withOrder(ByteOrder.nativeOrder()).equals(dtype)) {
      throw new IllegalArgumentException(
          "expected an array of " + dtype + ", found one of " + array.dtype());
    }
    if (array.isReadOnly()) {
      throw refusal(array, library, "it is read-only");
    }
    if (!array.dtype().isNative()) {
      throw refusal(array, library, "its byte order is not Java's");
    }
    NDArray row = array.size() == 0 ? array : array.select(0, 0);
    if (!row.isContiguous(Order.C)) {
      throw refusal(array, library, "its rows have gaps or another order");
    }
    MemorySegment memory = row.asSegment();
    Object base = memory.heapBase().orElse(null);
    int itemSize = dtype.itemSize();
    if (base == null || base.getClass() != javaArray(dtype)) {
      throw refusal(array, library, "it does not lie in a " + javaArray(dtype).getSimpleName());
    }
    long length = array.size() == 0 ? rowLength(array.shape()) : row.size();
    boolean oneRow = array.shape().length(0) <= 1 || array.size() == 0;
    long bytes = oneRow ? length * itemSize : array.strides()[0];
    if (bytes < length * itemSize || bytes % itemSize != 0 || memory.address() % itemSize != 0) {
      throw refusal(
          array,
          library,
          "its rows overlap, run backwards or lie between the Java array's numbers");
    }
    return new HeapRows(
        base, Math.toIntExact(memory.address() / itemSize), Math.toIntExact(bytes / itemSize));
  }

  /**
   * The array that elements of a Java array are, not copied.
   *
   * @param values a Java array of numbers
   * @param start the index of the element at [0, ..., 0]
   * @param strides for each axis how many elements of the type lie from one to the next
   * @throws IllegalArgumentException if an element lies outside the Java array
   */
  public static NDArray view(
      MemorySegment values, DType dtype, Shape shape, long start, long... strides) {
    long[] bytes = Arrays.stream(strides).map(stride -> stride * dtype.itemSize()).toArray();
    ByteSlice slice = new ByteSlice(values, -1, true);
    return StoredArrays.strided(slice, dtype, shape, start * dtype.itemSize(), bytes);
  }

  /** The Java array whose elements are of a type, signed or not, or the parts of complex ones. */
  private static Class<?> javaArray(DType dtype) {
    return switch (dtype.kind()) {
      case COMPLEX -> dtype.itemSize() == 8 ? float[].class : double[].class;
      case FLOAT -> dtype.itemSize() == 4 ? float[].class : double[].class;
      default ->
          switch (dtype.itemSize()) {
            case 1 -> byte[].class;
            case 2 -> short[].class;
            case 4 -> int[].class;
            default -> long[].class;
          };
    };
  }

  private static long rowLength(Shape shape) {
    long length = 1;
    for (int axis = 1; axis < shape.rank(); axis++) {
      length = Math.multiplyExact(length, shape.length(axis));
    }
    return length;
  }

  private static UnsupportedOperationException refusal(NDArray array, String library, String why) {
    return new UnsupportedOperationException(
        "%s cannot share this array of %s %s: %s; copy it"
            .formatted(library, array.dtype(), array.shape(), why));
  }
}
