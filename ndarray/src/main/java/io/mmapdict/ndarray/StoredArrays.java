package io.mmapdict.ndarray;

import io.mmapdict.pickle.spi.ByteSlice;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The arrays that byte strings of a pickle are, in place: for codecs. They know where they stand in
 * the file, and are read-only over Python's bytes.
 */
public final class StoredArrays {
  private StoredArrays() {}

  /**
   * The array that the first bytes of a byte string are.
   *
   * @throws IllegalArgumentException if the byte string is too short
   */
  public static NDArray over(ByteSlice bytes, DType dtype, Order order, Shape shape) {
    return at(bytes, dtype, Layout.within(bytes.byteSize(), dtype, order, shape));
  }

  /**
   * The array whose first element stands at an offset of a byte string, with so many bytes from one
   * element to the next on each axis.
   *
   * @throws IllegalArgumentException if an element lies outside, or there is not a stride per axis
   */
  public static NDArray strided(
      ByteSlice bytes, DType dtype, Shape shape, long offset, long... strides) {
    Layout layout = new Layout(shape, strides.clone(), offset);
    if (strides.length != shape.rank() || !layout.fitsIn(bytes.byteSize(), dtype.itemSize())) {
      throw new IllegalArgumentException(
          "shape %s of %s with strides %s from byte %d does not lie within %d bytes"
              .formatted(shape, dtype, Arrays.toString(strides), offset, bytes.byteSize()));
    }
    return at(bytes, dtype, layout);
  }

  /**
   * The array that the first bytes of a byte string are, which may have room for more, and whose
   * lengths stand in the file themselves: it is as long as they say now.
   *
   * @param shape one int64 for each axis
   * @param strides null for C order
   * @throws IllegalArgumentException if it does not fit
   */
  public static NDArray growing(
      ByteSlice bytes, DType dtype, NDArray shape, long @Nullable [] strides) {
    Shape now = Shape.of(shape.toLongArray());
    NDArray array =
        strides == null ? over(bytes, dtype, Order.C, now) : strided(bytes, dtype, now, 0, strides);
    return array.growing(shape);
  }

  /** The lengths of an array that grows in the file, where they stand; empty for others. */
  public static Optional<NDArray> shapeOf(NDArray array) {
    return Optional.ofNullable(array.storedShape());
  }

  /** How many bytes the array has room for from its first element on. */
  public static long roomFor(NDArray array) {
    return array.place().byteSize() - array.layout().offset;
  }

  private static NDArray at(ByteSlice bytes, DType dtype, Layout layout) {
    if (bytes.source() != null) {
      Fetched fetched = new Fetched(bytes, layout, dtype.itemSize());
      return new NDArray(dtype, layout, null, fetched, ArrayForm.PORTABLE, bytes.offset(), null);
    }
    MemorySegment memory = bytes.mutable() ? bytes.segment() : bytes.segment().asReadOnly();
    return new NDArray(dtype, layout, memory, ArrayForm.PORTABLE, bytes.offset());
  }
}
