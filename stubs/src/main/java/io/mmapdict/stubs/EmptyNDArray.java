package io.mmapdict.stubs;

import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Shape;

/**
 * An array of zeros that takes no memory: put into a file it becomes a hole of the right size, and
 * what is got from there is an {@link io.mmapdict.ndarray.NDArray} to be filled in place.
 * Immutable.
 *
 * @param dtype the type of the elements
 * @param shape the lengths of the axes; the array is in C order
 * @param form how it is written
 */
public record EmptyNDArray(DType dtype, Shape shape, ArrayForm form) {
  /**
   * Checks that there is such an array.
   *
   * @throws IllegalArgumentException if its bytes are more than a long counts
   * @throws UnsupportedOperationException if the form cannot hold it
   */
  public EmptyNDArray {
    shape.byteSize(dtype);
    form.check(dtype, shape);
  }

  /** One in the portable form. */
  public static EmptyNDArray of(DType dtype, long... shape) {
    return new EmptyNDArray(dtype, Shape.of(shape), ArrayForm.PORTABLE);
  }

  /** The same in another form. */
  public EmptyNDArray as(ArrayForm form) {
    return new EmptyNDArray(dtype, shape, form);
  }
}
