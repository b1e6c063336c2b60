package io.mmapdict.ndarray;

import io.mmapdict.pickle.PyComplex;

/**
 * One element of an {@link NDArray}, in place: {@code image.at(y, x).getInt()}. It is not a copy:
 * it reads what stands in the array when it is asked.
 *
 * <p>Floating point rounds to the nearest. Integers are kept exactly or an {@link
 * ArithmeticException} says why not: {@code getInt} of 3.5 and {@code setLong(300)} of a uint8 are
 * refused. bool is 0 or 1 and takes "is not zero".
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

  /** The element as a double. */
  public double getDouble() {
    return Elements.getDouble(array.dtype(), array.memory(), offset);
  }

  /** The element as a float. */
  public float getFloat() {
    return Elements.getFloat(array.dtype(), array.memory(), offset);
  }

  /** The element as a long, exactly. */
  public long getLong() {
    return Elements.getLong(array.dtype(), array.memory(), offset);
  }

  /** The element as an int, exactly. */
  public int getInt() {
    return Math.toIntExact(getLong());
  }

  /** Whether the element is not zero. */
  public boolean getBoolean() {
    return Elements.getBoolean(array.dtype(), array.memory(), offset);
  }

  /** The real part of a complex element, or a real element itself. */
  public double getReal() {
    return Elements.getReal(array.dtype(), array.memory(), offset);
  }

  /** The imaginary part of a complex element, or 0. */
  public double getImaginary() {
    return Elements.getImaginary(array.dtype(), array.memory(), offset);
  }

  /**
   * The element as the Java value of Python's: Boolean, Long (BigInteger from 2^63), Double or
   * {@link PyComplex}.
   */
  public Object get() {
    return Elements.get(array.dtype(), array.memory(), offset);
  }

  /** Sets the element. */
  public void setDouble(double value) {
    array.checkWritable();
    Elements.setDouble(array.dtype(), array.memory(), offset, value);
  }

  /** Sets the element. */
  public void setFloat(float value) {
    array.checkWritable();
    Elements.setFloat(array.dtype(), array.memory(), offset, value);
  }

  /** Sets the element. */
  public void setLong(long value) {
    array.checkWritable();
    Elements.setLong(array.dtype(), array.memory(), offset, value);
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
    Elements.setComplex(array.dtype(), array.memory(), offset, real, imaginary);
  }

  /** The number, as {@link #get} gives it. */
  @Override
  public String toString() {
    return get().toString();
  }
}
