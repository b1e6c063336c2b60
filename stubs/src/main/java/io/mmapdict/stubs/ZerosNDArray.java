package io.mmapdict.stubs;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Shape;

/**
 * An array of zeros that stays zeros where nobody sets them: the same hole as {@link EmptyNDArray}
 * makes, of which zeros are only what it happens to hold. Immutable.
 *
 * @param dtype the type of the elements
 * @param shape the lengths of the axes; the array is in C order
 */
public record ZerosNDArray(DType dtype, Shape shape) {
  /**
   * Checks that there is such an array.
   *
   * @throws IllegalArgumentException if its bytes are more than a long counts
   */
  public ZerosNDArray {
    shape.byteSize(dtype);
  }

  /** Zeros of this type and shape. */
  public static ZerosNDArray of(DType dtype, long... shape) {
    return new ZerosNDArray(dtype, Shape.of(shape));
  }
}
