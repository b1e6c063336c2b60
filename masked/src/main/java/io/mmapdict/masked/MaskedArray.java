package io.mmapdict.masked;

import static java.util.Objects.requireNonNull;

import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Element;
import io.mmapdict.ndarray.Flat;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.ndarray.Statistics;
import io.mmapdict.pickle.DeepEquality;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An array together with a mask that says which of its elements are not valid, as numpy's {@code
 * numpy.ma.MaskedArray}.
 *
 * <p>Data and mask are views: of a stored array both are mapped, and setting an element of either
 * changes the file. Views of a masked array are views of both. Lifetime and thread safety are those
 * of {@link NDArray}. Equal are masked arrays of equal data, mask and fill value.
 */
public final class MaskedArray {
  private final NDArray data;

  /** Null where there is none, and no element is masked. */
  private final @Nullable NDArray mask;

  private final @Nullable Object fillValue;
  private final ArrayForm form;
  private final boolean isHard;

  private MaskedArray(
      NDArray data,
      @Nullable NDArray mask,
      @Nullable Object fillValue,
      ArrayForm form,
      boolean isHard) {
    this.data = data;
    this.mask = mask;
    this.fillValue = fillValue;
    this.form = form;
    this.isHard = isHard;
  }

  /** The same as {@link #of(NDArray, NDArray, Object)} with numpy's default fill value. */
  public static MaskedArray of(NDArray data, NDArray mask) {
    return of(data, mask, null);
  }

  /**
   * Data and a mask of the same shape, neither copied.
   *
   * @param mask of bool, or of {@link #maskType} for structures; true where the element is masked
   *     out
   * @param fillValue what stands for masked elements where that is needed, as {@link Element#set}
   *     takes it; null for numpy's default
   * @throws IllegalArgumentException if the mask has another shape or type, or elements of the
   *     data's type cannot hold the fill value
   */
  public static MaskedArray of(NDArray data, NDArray mask, @Nullable Object fillValue) {
    requireNonNull(data, "data");
    DType type = maskType(data.dtype());
    if (!mask.dtype().equals(type) || !mask.shape().equals(data.shape())) {
      throw new IllegalArgumentException(
          "a mask of %s and shape %s for data of shape %s; it must be %s of the same shape"
              .formatted(mask.dtype(), mask.shape(), data.shape(), type));
    }
    Object fill = FillValue.checked(data.dtype(), fillValue);
    return new MaskedArray(data, mask, fill, ArrayForm.PORTABLE, false);
  }

  /**
   * Data without a mask, numpy's {@code nomask}: nothing is masked, and nothing can be.
   *
   * @param fillValue as in {@link #of(NDArray, NDArray, Object)}
   */
  public static MaskedArray unmasked(NDArray data, @Nullable Object fillValue) {
    Object fill = FillValue.checked(data.dtype(), fillValue);
    return new MaskedArray(data, null, fill, ArrayForm.PORTABLE, false);
  }

  /** The type of a mask: bool, and for structures one of the same fields, each of bool. */
  public static DType maskType(DType dtype) {
    return MaskTypes.of(dtype);
  }

  /** All elements, masked ones included. */
  public NDArray data() {
    return data;
  }

  /**
   * Of {@link #maskType}: true where the element is masked out. Read-only where there is none:
   * {@link #hasMask}.
   */
  public NDArray mask() {
    return mask == null ? NDArray.zeros(maskType(dtype())).broadcastTo(shape().toArray()) : mask;
  }

  /** Whether there is a mask, which need not mask anything. */
  public boolean hasMask() {
    return mask != null;
  }

  /** A value as {@link Element#get} gives one; null for numpy's default. */
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

  /** Whether {@link #set} leaves masked elements as they are. */
  public boolean isHardMask() {
    return isHard;
  }

  /** The same arrays with a mask that {@link #set} does not lift, or with one that it does. */
  public MaskedArray withHardMask(boolean isHard) {
    return new MaskedArray(data, mask, fillValue, form, isHard);
  }

  /** Whether an element is masked out; a structure is if all of its fields are. */
  public boolean isMasked(long... index) {
    return mask != null && MaskTypes.areAllSet(mask.at(index).get());
  }

  /**
   * Sets an element, which is valid then. Of a hard mask a masked one is left as it is.
   *
   * @param value as {@link Element#set} takes it
   */
  public void set(@Nullable Object value, long... index) {
    if (isHard && isMasked(index)) {
      return;
    }
    data.at(index).set(value);
    if (mask != null) {
      MaskTypes.setAll(mask.at(index), false);
    }
  }

  /**
   * Masks an element out.
   *
   * @throws UnsupportedOperationException if there is no mask, or it is read-only
   */
  public void maskOut(long... index) {
    if (mask == null) {
      throw new UnsupportedOperationException(
          "there is no mask; make one: MaskedArray.of(data, NDArray.zeros(DType.BOOL, ...))");
    }
    MaskTypes.setAll(mask.at(index), true);
  }

  /** One index of an axis, which is then gone: a view of data and mask. */
  public MaskedArray select(int axis, long index) {
    return view(array -> array.select(axis, index));
  }

  /** As {@link NDArray#slice(int, long, long, long)}: a view of data and mask. */
  public MaskedArray slice(int axis, long from, long to, long step) {
    return view(array -> array.slice(axis, from, to, step));
  }

  /** The axes in another order: a view of data and mask. */
  public MaskedArray transpose(int... axes) {
    return view(array -> array.transpose(axes));
  }

  /** As {@link NDArray#reshape}: a view of data and mask. */
  public MaskedArray reshape(long... lengths) {
    return view(array -> array.reshape(lengths));
  }

  /** A field of a structured array, with its mask: a view of both, with numpy's fill value. */
  public MaskedArray field(String name) {
    NDArray part = mask == null ? null : mask.field(name);
    return new MaskedArray(data.field(name), part, null, ArrayForm.PORTABLE, isHard);
  }

  private MaskedArray view(UnaryOperator<NDArray> of) {
    NDArray part = mask == null ? null : of.apply(mask);
    return new MaskedArray(of.apply(data), part, fillValue, ArrayForm.PORTABLE, isHard);
  }

  /**
   * The elements that are not masked, in C order and in place.
   *
   * @throws UnsupportedOperationException of structures: ask their fields
   */
  public Stream<Element> elements() {
    Flat all = data.flat();
    return validNumbers().mapToObj(all::at);
  }

  private void requireOneMask() {
    if (dtype().isStructured()) {
      throw new UnsupportedOperationException(
          "fields of " + dtype() + " are masked one by one; use field(name)");
    }
  }

  private LongStream validNumbers() {
    requireOneMask();
    LongStream all = LongStream.range(0, data.size());
    if (mask == null) {
      return all;
    }
    Flat masked = mask.flat();
    return all.filter(number -> !masked.at(number).getBoolean());
  }

  /** A copy of the elements that are not masked, in C order, as one axis. */
  public NDArray compressed() {
    requireOneMask();
    if (mask == null) {
      return data.copy().reshape(data.size());
    }
    NDArray isValid = NDArray.zeros(DType.BOOL, Order.C, shape());
    isValid.fill(true);
    isValid.copyFrom(NDArray.zeros(DType.BOOL).broadcastTo(shape().toArray()), mask);
    return data.flat().where(isValid);
  }

  /** A copy of all elements in C order, the fill value in the place of masked ones. */
  public NDArray filled() {
    NDArray filled = data.copy();
    if (mask != null) {
      FillValue.fill(filled, mask, fillValue);
    }
    return filled;
  }

  /** Of the elements that are not masked, of which no copy is made. */
  public Statistics statistics() {
    return mask == null
        ? data.statistics()
        : Statistics.of(elements().mapToDouble(Element::getDouble));
  }

  /** How a pickle holds it, or will when it is written. */
  public ArrayForm form() {
    return form;
  }

  /**
   * The same arrays, to be written in this form.
   *
   * @throws UnsupportedOperationException if the form cannot hold them, or that the mask is hard
   */
  public MaskedArray as(ArrayForm form) {
    if (form == ArrayForm.MMAPPICKLE && isHard) {
      throw new UnsupportedOperationException("mmappickle's form cannot hold a hard mask");
    }
    NDArray mask = this.mask;
    if (mask == null && form == ArrayForm.MMAPPICKLE) {
      mask = NDArray.zeros(DType.BOOL, Order.C, shape());
    }
    return new MaskedArray(
        data.as(form), mask == null ? null : mask.as(form), fillValue, form, isHard);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MaskedArray that
        && data.equals(that.data)
        && mask().equals(that.mask())
        && DeepEquality.equal(fillValue, that.fillValue);
  }

  @Override
  public int hashCode() {
    return 31 * data.hashCode() + mask().hashCode();
  }

  /**
   * As numpy prints it with its default options: {@code [1 -- 3]}. Where there is a mask, as numpy
   * does it, elements stand there as Python objects do, {@code 1.0} rather than {@code 1.}, and not
   * below each other; without one it is what {@link #data} prints.
   */
  @Override
  public String toString() {
    return MaskedText.of(this);
  }
}
