package io.mmapdict.stubs;

import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Shape;

/**
 * An array of zeros that takes no memory: put into a file it becomes a hole of the right size, and
 * what is got from there is an {@link io.mmapdict.ndarray.NDArray} to be filled in place.
 * Immutable.
 *
 * <p>A hole takes no disk either, and nobody has promised any: filled in while the disk is full, a
 * store into the array throws {@link InternalError}. {@link #reserved} asks for all of it when it
 * is put.
 *
 * @param dtype the type of the elements
 * @param shape the lengths of the axes; the array is in C order
 * @param form how it is written
 * @param isReserved whether the disk keeps room for it
 */
public record EmptyNDArray(DType dtype, Shape shape, ArrayForm form, boolean isReserved) {
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

  /** A hole in the portable form. */
  public static EmptyNDArray of(DType dtype, long... shape) {
    return new EmptyNDArray(dtype, Shape.of(shape), ArrayForm.PORTABLE, false);
  }

  /** The same in another form. */
  public EmptyNDArray as(ArrayForm form) {
    return new EmptyNDArray(dtype, shape, form, isReserved);
  }

  /**
   * The same with room on the disk: a put throws {@link io.mmapdict.NoSpaceException} where there
   * is none, and once it is put the array can be filled whatever else comes to the disk. A vacuum
   * takes what is still zeros for a hole again.
   */
  public EmptyNDArray reserved() {
    return new EmptyNDArray(dtype, shape, form, true);
  }
}
