package io.mmapdict.masked;

import static java.util.Objects.requireNonNull;

import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Shape;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An array together with a mask that says which of its elements are not valid, as numpy's {@code
 * numpy.ma.MaskedArray}.
 *
 * <p>Data and mask are views: of a stored array both are mapped, and setting an element of either
 * changes the file. Lifetime and thread safety are those of {@link NDArray}. Equal are masked
 * arrays of equal data, mask and fill value.
 */
public final class MaskedArray {
  private final NDArray data;
  private final NDArray mask;
  private final @Nullable Object fillValue;
  private final ArrayForm form;

  private MaskedArray(NDArray data, NDArray mask, @Nullable Object fillValue, ArrayForm form) {
    this.data = data;
    this.mask = mask;
    this.fillValue = fillValue;
    this.form = form;
  }

  /** The same as {@link #of(NDArray, NDArray, Object)} with numpy's default fill value. */
  public static MaskedArray of(NDArray data, NDArray mask) {
    return of(data, mask, null);
  }

  /**
   * Data and a mask of the same shape, neither copied.
   *
   * @param mask of bool, true where the element is masked out
   * @param fillValue what stands for masked elements where that is needed: a Boolean, Integer,
   *     Long, BigInteger (uint64), Float, Double or PyComplex; null for numpy's default
   * @throws IllegalArgumentException if the mask has another shape or type, or elements of the
   *     data's type cannot hold the fill value
   */
  public static MaskedArray of(NDArray data, NDArray mask, @Nullable Object fillValue) {
    requireNonNull(data, "data");
    if (!mask.dtype().equals(DType.BOOL) || !mask.shape().equals(data.shape())) {
      throw new IllegalArgumentException(
          "a mask of %s and shape %s for data of shape %s; it must be bool of the same shape"
              .formatted(mask.dtype(), mask.shape(), data.shape()));
    }
    Object fill = FillValue.checked(data.dtype(), fillValue);
    return new MaskedArray(data, mask, fill, ArrayForm.PORTABLE);
  }

  /** All elements, masked ones included. */
  public NDArray data() {
    return data;
  }

  /** Of bool: true where the element is masked out. */
  public NDArray mask() {
    return mask;
  }

  /** A Boolean, Long, BigInteger, Double or PyComplex; null for numpy's default. */
  public @Nullable Object fillValue() {
    return fillValue;
  }

  /** The type of the data. */
  public DType dtype() {
    return data.dtype();
  }

  /** The shape of data and mask. */
  public Shape shape() {
    return data.shape();
  }

  /** Whether an element is masked out. */
  public boolean isMasked(long... index) {
    return mask.at(index).getBoolean();
  }

  /** How a pickle holds it, or will when it is written. */
  public ArrayForm form() {
    return form;
  }

  /**
   * The same arrays, to be written in this form.
   *
   * @throws UnsupportedOperationException if the form cannot hold them
   */
  public MaskedArray as(ArrayForm form) {
    return new MaskedArray(data.as(form), mask.as(form), fillValue, form);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MaskedArray that
        && data.equals(that.data)
        && mask.equals(that.mask)
        && Objects.equals(fillValue, that.fillValue);
  }

  @Override
  public int hashCode() {
    return Objects.hash(data, mask, fillValue);
  }

  @Override
  public String toString() {
    String fill = fillValue == null ? "default" : fillValue.toString();
    return "MaskedArray(data=" + data + ", mask=" + mask + ", fill value " + fill + ")";
  }
}
