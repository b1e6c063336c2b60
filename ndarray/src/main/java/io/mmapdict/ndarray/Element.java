package io.mmapdict.ndarray;

import io.mmapdict.pickle.PyComplex;
import io.mmapdict.pickle.PyTuple;
import org.jspecify.annotations.Nullable;

/**
 * One element of an {@link NDArray}, in place: {@code image.at(y, x).getInt()}. It is not a copy:
 * it reads what stands in the array when it is asked.
 *
 * <p>Floating point rounds to the nearest. Integers are kept exactly or an {@link
 * ArithmeticException} says why not: {@code getInt} of 3.5 and {@code setLong(300)} of a uint8 are
 * refused. bool is 0 or 1 and takes "is not zero"; datetime64 and timedelta64 are their counts.
 * What is no number has {@link #get}, {@link #set} and {@link #field}.
 *
 * <p>In a loop it costs what an access to a Java array costs: compiled code makes no object of it.
 * Setting throws {@link UnsupportedOperationException} where the array is read-only, and any access
 * {@link IllegalStateException} once its file is closed.
 */
public final class Element {
  private final NDArray array;
  private final long offset;

  Element(NDArray array, long offset) {
    this.array = array;
    this.offset = offset;
  }

  DType dtype() {
    return array.dtype();
  }

  /** The element as a double. */
  public double getDouble() {
    return Elements.getDouble(array.dtype(), array.memoryAt(offset), offset);
  }

  /** The element as a float. */
  public float getFloat() {
    return Elements.getFloat(array.dtype(), array.memoryAt(offset), offset);
  }

  /** The element as a long, exactly. */
  public long getLong() {
    return Elements.getLong(array.dtype(), array.memoryAt(offset), offset);
  }

  /** The element as an int, exactly. */
  public int getInt() {
    return Math.toIntExact(getLong());
  }

  /** Whether the element is not zero. */
  public boolean getBoolean() {
    return Elements.getBoolean(array.dtype(), array.memoryAt(offset), offset);
  }

  /** The real part of a complex element, or a real element itself. */
  public double getReal() {
    return Elements.getReal(array.dtype(), array.memoryAt(offset), offset);
  }

  /** The imaginary part of a complex element, or 0. */
  public double getImaginary() {
    return Elements.getImaginary(array.dtype(), array.memoryAt(offset), offset);
  }

  /**
   * The element as a Java value: a Boolean, Long (BigInteger from 2^63), Double (the nearest to a
   * long double), {@link PyComplex}, {@code byte[]} of S (without zeros at its end) and V, String
   * of U; of datetime64 a LocalDateTime and of timedelta64 a Duration, where these have no such
   * unit the count as a Long, and null for no time; of a structured type a {@link PyTuple} of its
   * fields' values, in which a sub-array is an {@link NDArray} in place.
   *
   * @throws ArithmeticException if Java's time does not hold it ({@link #getLong} is the count), or
   *     what stands for text is none
   */
  public @Nullable Object get() {
    return Values.get(array.dtype(), array.memoryAt(offset), offset);
  }

  /** The element as an array without axes, in place. */
  public NDArray array() {
    return NDArray.element(array.dtype(), array.memoryAt(offset), offset);
  }

  /**
   * A field of the element, in place.
   *
   * @throws IllegalArgumentException if there is none of this name or title
   */
  public NDArray field(String name) {
    return array().field(name);
  }

  /**
   * Sets the element to a value as {@link #get} gives it; numbers may be of any of Java's types.
   *
   * @throws ArithmeticException if it does not fit
   * @throws UnsupportedOperationException if it is no value of such an element
   */
  public void set(@Nullable Object value) {
    array.checkWritable();
    Values.set(array.dtype(), array.memoryAt(offset), offset, value);
  }

  /** Sets the element. */
  public void setDouble(double value) {
    array.checkWritable();
    Elements.setDouble(array.dtype(), array.memoryAt(offset), offset, value);
  }

  /** Sets the element. */
  public void setFloat(float value) {
    array.checkWritable();
    Elements.setFloat(array.dtype(), array.memoryAt(offset), offset, value);
  }

  /** Sets the element. */
  public void setLong(long value) {
    array.checkWritable();
    Elements.setLong(array.dtype(), array.memoryAt(offset), offset, value);
  }

  /** Sets the element. */
  public void setInt(int value) {
    setLong(value);
  }

  /** Sets the element to 1 or 0. */
  public void setBoolean(boolean value) {
    setLong(value ? 1 : 0);
  }

  /** Sets both parts of a complex element. */
  public void setComplex(double real, double imaginary) {
    array.checkWritable();
    Elements.setComplex(array.dtype(), array.memoryAt(offset), offset, real, imaginary);
  }

  /** As numpy prints it. */
  @Override
  public String toString() {
    return ElementText.alone(this);
  }
}
