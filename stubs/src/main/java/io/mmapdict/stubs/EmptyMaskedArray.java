package io.mmapdict.stubs;

import io.mmapdict.masked.FillValue;
import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A masked array of zeros, none masked, that takes no memory: put into a file it becomes two holes
 * of the right size, and what is got from there is a {@link io.mmapdict.masked.MaskedArray} to be
 * filled in place. Immutable.
 *
 * @param dtype the type of the elements
 * @param shape the lengths of the axes; data and mask are in C order
 * @param fillValue as in {@link io.mmapdict.masked.MaskedArray#of}; null for numpy's default
 * @param form how it is written
 * @param isReserved whether the disk keeps room for it, as in {@link EmptyNDArray#reserved}
 */
public record EmptyMaskedArray(
    DType dtype, Shape shape, @Nullable Object fillValue, ArrayForm form, boolean isReserved) {
  /**
   * Checks that there is such an array.
   *
   * @throws IllegalArgumentException if its bytes are more than a long counts, or elements cannot
   *     hold the fill value
   * @throws UnsupportedOperationException if the form cannot hold it
   */
  public EmptyMaskedArray {
    shape.byteSize(dtype);
    form.check(dtype, shape);
    fillValue = FillValue.checked(dtype, fillValue);
  }

  /** Holes in the portable form with numpy's default fill value. */
  public static EmptyMaskedArray of(DType dtype, long... shape) {
    return new EmptyMaskedArray(dtype, Shape.of(shape), null, ArrayForm.PORTABLE, false);
  }

  /** The same with another fill value. */
  public EmptyMaskedArray withFillValue(@Nullable Object value) {
    return new EmptyMaskedArray(dtype, shape, value, form, isReserved);
  }

  /** The same in another form. */
  public EmptyMaskedArray as(ArrayForm form) {
    return new EmptyMaskedArray(dtype, shape, fillValue, form, isReserved);
  }

  /** The same with room on the disk, as {@link EmptyNDArray#reserved} has it. */
  public EmptyMaskedArray reserved() {
    return new EmptyMaskedArray(dtype, shape, fillValue, form, true);
  }
}
