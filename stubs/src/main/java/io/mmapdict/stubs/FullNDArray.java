package io.mmapdict.stubs;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Shape;
import org.jspecify.annotations.Nullable;

/**
 * An array whose elements are all the same, written into the file piece by piece: it never is in
 * memory. Immutable.
 *
 * @param dtype the type of the elements
 * @param shape the lengths of the axes; the array is in C order
 * @param value as {@link io.mmapdict.ndarray.Element#set} takes it
 */
public record FullNDArray(DType dtype, Shape shape, @Nullable Object value) {
  /**
   * Checks that there is such an array.
   *
   * @throws IllegalArgumentException if its bytes are more than a long counts
   * @throws ArithmeticException if the value does not fit an element
   * @throws UnsupportedOperationException if it is no value of such an element
   */
  public FullNDArray {
    shape.byteSize(dtype);
    NDArray.zeros(dtype).at().set(value);
  }

  /** So many of one value. */
  public static FullNDArray of(@Nullable Object value, DType dtype, long... shape) {
    return new FullNDArray(dtype, Shape.of(shape), value);
  }
}
