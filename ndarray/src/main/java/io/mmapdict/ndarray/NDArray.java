package io.mmapdict.ndarray;

import io.mmapdict.pickle.spi.ByteSlice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * An n-dimensional array: a typed, strided view over memory, as numpy's ndarray. Views share the
 * memory; nothing is copied unless a method says so.
 *
 * <p><b>Numbers.</b> Floating point rounds to the nearest. Integers are kept exactly or an {@link
 * ArithmeticException} says why not: {@code getInt} of 3.5 and {@code setLong(300, ...)} of a uint8
 * array are refused. bool is 0 or 1 and takes "is not zero". Complex elements go by their two
 * parts.
 *
 * <p><b>Indices</b> count from 0, one for each axis; any other is an {@link
 * IndexOutOfBoundsException}.
 *
 * <p><b>Lifetime.</b> An array that was read from a file is that file, mapped: setting an element
 * changes the file, and other processes see it. Once the file is closed every access throws {@link
 * IllegalStateException}. An array of a read-only file is read-only: setting throws {@link
 * UnsupportedOperationException}. An array over a Java array or of {@link #zeros} lives as long as
 * it is reachable.
 *
 * <p><b>Threads.</b> As Java arrays: elements may be read and set from many threads and processes,
 * unordered, and an element of more than one byte may be seen half written.
 */
public final class NDArray {
  private static final long NOT_STORED = -1;

  private final DType dtype;
  private final Layout layout;
  private final MemorySegment memory;
  private final boolean writable;
  private final ArrayForm form;

  /** Where the first byte of the memory stands in the pickle, or {@link #NOT_STORED}. */
  private final long storedAt;

  private NDArray(DType dtype, Layout layout, MemorySegment memory, ArrayForm form, long storedAt) {
    this.dtype = dtype;
    this.layout = layout;
    this.memory = memory;
    this.writable = !memory.isReadOnly();
    this.form = form;
    this.storedAt = storedAt;
  }

  /** An array of zeros in C order, in memory of its own outside the Java heap. */
  public static NDArray zeros(DType dtype, long... shape) {
    return zeros(dtype, Order.C, Shape.of(shape));
  }

  /** An array of zeros, in memory of its own outside the Java heap. */
  public static NDArray zeros(DType dtype, Order order, Shape shape) {
    MemorySegment memory =
        Arena.ofAuto().allocate(shape.byteSize(dtype), Math.max(8, dtype.itemSize()));
    return over(memory, dtype, order, shape);
  }

  /**
   * The array in C order that the first bytes of a segment are.
   *
   * @throws IllegalArgumentException if the segment is too short
   */
  public static NDArray over(MemorySegment memory, DType dtype, long... shape) {
    return over(memory, dtype, Order.C, Shape.of(shape));
  }

  /**
   * The array that the first bytes of a segment are.
   *
   * @throws IllegalArgumentException if the segment is too short
   */
  public static NDArray over(MemorySegment memory, DType dtype, Order order, Shape shape) {
    return over(memory, NOT_STORED, dtype, order, shape);
  }

  /**
   * The array that a byte string of a pickle is, for codecs; read-only over bytes.
   *
   * @throws IllegalArgumentException if the byte string is too short
   */
  public static NDArray over(ByteSlice bytes, DType dtype, Order order, Shape shape) {
    return over(memoryOf(bytes), bytes.offset(), dtype, order, shape);
  }

  private static NDArray over(
      MemorySegment memory, long storedAt, DType dtype, Order order, Shape shape) {
    long needed = shape.byteSize(dtype);
    if (needed > memory.byteSize()) {
      throw new IllegalArgumentException(
          "%d bytes are too few for shape %s of %s, which takes %d"
              .formatted(memory.byteSize(), shape, dtype, needed));
    }
    Layout layout = Layout.contiguous(shape, dtype.itemSize(), order);
    return new NDArray(dtype, layout, memory, ArrayForm.PORTABLE, storedAt);
  }

  /**
   * The array whose first element stands at an offset of a byte string of a pickle, with so many
   * bytes from one element to the next on each axis; for codecs.
   *
   * @throws IllegalArgumentException if an element lies outside, or there is not a stride per axis
   */
  public static NDArray strided(
      ByteSlice bytes, DType dtype, Shape shape, long offset, long... strides) {
    Layout layout = new Layout(shape, strides.clone(), offset);
    if (strides.length != shape.rank()
        || !layout.fitsIn(bytes.segment().byteSize(), dtype.itemSize())) {
      throw new IllegalArgumentException(
          "shape %s of %s with strides %s from byte %d does not lie within %d bytes"
              .formatted(
                  shape, dtype, Arrays.toString(strides), offset, bytes.segment().byteSize()));
    }
    return new NDArray(dtype, layout, memoryOf(bytes), ArrayForm.PORTABLE, bytes.offset());
  }

  private static MemorySegment memoryOf(ByteSlice bytes) {
    return bytes.mutable() ? bytes.segment() : bytes.segment().asReadOnly();
  }

  /** A float64 array over a Java array, not copied; 1-d without a shape. */
  public static NDArray of(double[] values, long... shape) {
    return wrap(MemorySegment.ofArray(values), DType.FLOAT64, values.length, shape);
  }

  /** A float32 array over a Java array, not copied; 1-d without a shape. */
  public static NDArray of(float[] values, long... shape) {
    return wrap(MemorySegment.ofArray(values), DType.FLOAT32, values.length, shape);
  }

  /** An int64 array over a Java array, not copied; 1-d without a shape. */
  public static NDArray of(long[] values, long... shape) {
    return wrap(MemorySegment.ofArray(values), DType.INT64, values.length, shape);
  }

  /** An int32 array over a Java array, not copied; 1-d without a shape. */
  public static NDArray of(int[] values, long... shape) {
    return wrap(MemorySegment.ofArray(values), DType.INT32, values.length, shape);
  }

  /** An int16 array over a Java array, not copied; 1-d without a shape. */
  public static NDArray of(short[] values, long... shape) {
    return wrap(MemorySegment.ofArray(values), DType.INT16, values.length, shape);
  }

  /** An int8 array over a Java array, not copied; 1-d without a shape. */
  public static NDArray of(byte[] values, long... shape) {
    return wrap(MemorySegment.ofArray(values), DType.INT8, values.length, shape);
  }

  /** A uint8 array over the bits of a Java array, not copied; 1-d without a shape. */
  public static NDArray ofUnsigned(byte[] values, long... shape) {
    return wrap(MemorySegment.ofArray(values), DType.UINT8, values.length, shape);
  }

  /** A uint16 array over the bits of a Java array, not copied; 1-d without a shape. */
  public static NDArray ofUnsigned(short[] values, long... shape) {
    return wrap(MemorySegment.ofArray(values), DType.UINT16, values.length, shape);
  }

  /** A bool array, copied from a Java array; 1-d without a shape. */
  public static NDArray of(boolean[] values, long... shape) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (values[i] ? 1 : 0);
    }
    return wrap(MemorySegment.ofArray(bytes), DType.BOOL, bytes.length, shape);
  }

  private static NDArray wrap(MemorySegment memory, DType dtype, int length, long[] lengths) {
    Shape shape = lengths.length == 0 ? Shape.of(length) : Shape.of(lengths);
    if (shape.size() != length) {
      throw new IllegalArgumentException(length + " values for shape " + shape);
    }
    return over(memory, dtype, Order.C, shape);
  }

  /** The type of the elements. */
  public DType dtype() {
    return dtype;
  }

  /** The lengths of the axes. */
  public Shape shape() {
    return layout.shape;
  }

  /** How many axes there are. */
  public int rank() {
    return layout.shape.rank();
  }

  /** How many elements there are. */
  public long size() {
    return layout.shape.size();
  }

  /** How many bytes the elements take. */
  public long byteSize() {
    return size() * dtype.itemSize();
  }

  /** For each axis the bytes from one element to the next; may be negative. A copy. */
  public long[] strides() {
    return layout.strides();
  }

  /** Whether elements cannot be set. */
  public boolean isReadOnly() {
    return !writable;
  }

  /** Whether the memory is still there: false once the file it was read from is closed. */
  public boolean isAlive() {
    return memory.scope().isAlive();
  }

  /** Whether all elements lie without gaps in this order. */
  public boolean isContiguous(Order order) {
    return layout.isContiguous(dtype.itemSize(), order);
  }

  /** The order in which it is written: FORTRAN where only that is without gaps, else C. */
  public Order storageOrder() {
    return isContiguous(Order.FORTRAN) && !isContiguous(Order.C) ? Order.FORTRAN : Order.C;
  }

  /** How a pickle holds it, or will when it is written. Views start as portable. */
  public ArrayForm form() {
    return form;
  }

  /**
   * Where its first element stands in the file it was read from, in bytes; empty where it was not.
   */
  public OptionalLong fileOffset() {
    return storedAt == NOT_STORED
        ? OptionalLong.empty()
        : OptionalLong.of(storedAt + layout.offset);
  }

  /**
   * The same array, over the same memory, to be written in this form.
   *
   * @throws UnsupportedOperationException if the form cannot hold it
   */
  public NDArray as(ArrayForm form) {
    form.check(dtype, shape());
    if (form == ArrayForm.MMAPPICKLE && storageOrder() == Order.FORTRAN) {
      throw ArrayForm.refusal("Fortran order; copy() into C order");
    }
    return new NDArray(dtype, layout, memory, form, storedAt);
  }

  /** The same elements, which cannot be set through the result. */
  public NDArray asReadOnly() {
    return new NDArray(dtype, layout, memory.asReadOnly(), form, storedAt);
  }

  /** A copy in C order, in memory of its own. */
  public NDArray copy() {
    NDArray copy = zeros(dtype, Order.C, shape());
    ArrayCopy.copy(this, copy);
    return copy;
  }

  /** The axes the other way round: of a matrix its transpose. */
  public NDArray transpose() {
    int[] axes = new int[rank()];
    Arrays.setAll(axes, i -> axes.length - 1 - i);
    return transpose(axes);
  }

  /**
   * The axes in another order: axis i of the result is axis {@code axes[i]} of this one.
   *
   * @throws IllegalArgumentException if that is not each axis once
   */
  public NDArray transpose(int... axes) {
    return view(layout.permute(axes));
  }

  /** One index of an axis, which is then gone. */
  public NDArray select(int axis, long index) {
    return view(layout.select(axis, index));
  }

  /** The indices of an axis from one (inclusive) to another (exclusive). */
  public NDArray slice(int axis, long from, long to) {
    return slice(axis, from, to, 1);
  }

  /**
   * Every {@code step}th index of an axis from one (inclusive) to another (exclusive). A negative
   * step goes down: {@code slice(0, 9, -1, -1)} turns ten rows round.
   *
   * @throws IndexOutOfBoundsException if the step is 0, or an end lies outside the axis or on the
   *     wrong side
   */
  public NDArray slice(int axis, long from, long to, long step) {
    return view(layout.slice(axis, from, to, step));
  }

  /**
   * The same elements in the same C order in another shape.
   *
   * @throws IllegalArgumentException if the number of elements differs
   * @throws UnsupportedOperationException if no strides give that: {@link #copy} first
   */
  public NDArray reshape(long... lengths) {
    Shape target = Shape.of(lengths);
    if (target.size() != size()) {
      throw new IllegalArgumentException(
          "%d elements of shape %s do not fill %s".formatted(size(), shape(), target));
    }
    Layout reshaped = layout.reshape(target, dtype.itemSize());
    if (reshaped == null) {
      throw new UnsupportedOperationException(
          "shape %s with strides %s cannot be seen as %s; copy() first"
              .formatted(shape(), Arrays.toString(strides()), target));
    }
    return view(reshaped);
  }

  private NDArray view(Layout other) {
    return new NDArray(dtype, other, memory, ArrayForm.PORTABLE, storedAt);
  }

  /**
   * Exactly the bytes of the elements, in place.
   *
   * @throws UnsupportedOperationException if they do not lie without gaps in C or Fortran order
   */
  public MemorySegment asSegment() {
    if (!isContiguous(Order.C) && !isContiguous(Order.FORTRAN)) {
      throw new UnsupportedOperationException(
          "shape %s with strides %s has gaps or another order; copy() first"
              .formatted(shape(), Arrays.toString(strides())));
    }
    return size() == 0 ? memory.asSlice(0, 0) : memory.asSlice(layout.offset, byteSize());
  }

  /**
   * Hands over the raw bytes of all elements in an order: in one segment if they lie so in native
   * memory or a byte array, else in chunks of at most 1 MiB, each valid during the call only.
   */
  public void forEachChunk(Order order, Consumer<MemorySegment> sink) {
    ArrayCopy.chunks(this, order, sink);
  }

  /** The element as a double. */
  public double getDouble(long i) {
    return Elements.getDouble(dtype, memory, layout.at(i));
  }

  /** The element as a double. */
  public double getDouble(long i, long j) {
    return Elements.getDouble(dtype, memory, layout.at(i, j));
  }

  /** The element as a double. */
  public double getDouble(long i, long j, long k) {
    return Elements.getDouble(dtype, memory, layout.at(i, j, k));
  }

  /** The element as a double. */
  public double getDouble(long... index) {
    return Elements.getDouble(dtype, memory, layout.at(index));
  }

  /** The element as a float. */
  public float getFloat(long i) {
    return Elements.getFloat(dtype, memory, layout.at(i));
  }

  /** The element as a float. */
  public float getFloat(long i, long j) {
    return Elements.getFloat(dtype, memory, layout.at(i, j));
  }

  /** The element as a float. */
  public float getFloat(long i, long j, long k) {
    return Elements.getFloat(dtype, memory, layout.at(i, j, k));
  }

  /** The element as a float. */
  public float getFloat(long... index) {
    return Elements.getFloat(dtype, memory, layout.at(index));
  }

  /** The element as a long, exactly. */
  public long getLong(long i) {
    return Elements.getLong(dtype, memory, layout.at(i));
  }

  /** The element as a long, exactly. */
  public long getLong(long i, long j) {
    return Elements.getLong(dtype, memory, layout.at(i, j));
  }

  /** The element as a long, exactly. */
  public long getLong(long i, long j, long k) {
    return Elements.getLong(dtype, memory, layout.at(i, j, k));
  }

  /** The element as a long, exactly. */
  public long getLong(long... index) {
    return Elements.getLong(dtype, memory, layout.at(index));
  }

  /** The element as an int, exactly. */
  public int getInt(long i) {
    return Math.toIntExact(Elements.getLong(dtype, memory, layout.at(i)));
  }

  /** The element as an int, exactly. */
  public int getInt(long i, long j) {
    return Math.toIntExact(Elements.getLong(dtype, memory, layout.at(i, j)));
  }

  /** The element as an int, exactly. */
  public int getInt(long i, long j, long k) {
    return Math.toIntExact(Elements.getLong(dtype, memory, layout.at(i, j, k)));
  }

  /** The element as an int, exactly. */
  public int getInt(long... index) {
    return Math.toIntExact(Elements.getLong(dtype, memory, layout.at(index)));
  }

  /** Whether the element is not zero. */
  public boolean getBoolean(long i) {
    return Elements.getBoolean(dtype, memory, layout.at(i));
  }

  /** Whether the element is not zero. */
  public boolean getBoolean(long i, long j) {
    return Elements.getBoolean(dtype, memory, layout.at(i, j));
  }

  /** Whether the element is not zero. */
  public boolean getBoolean(long i, long j, long k) {
    return Elements.getBoolean(dtype, memory, layout.at(i, j, k));
  }

  /** Whether the element is not zero. */
  public boolean getBoolean(long... index) {
    return Elements.getBoolean(dtype, memory, layout.at(index));
  }

  /** The real part of a complex element, or a real element itself. */
  public double getReal(long... index) {
    return Elements.getReal(dtype, memory, layout.at(index));
  }

  /** The imaginary part of a complex element, or 0. */
  public double getImaginary(long... index) {
    return Elements.getImaginary(dtype, memory, layout.at(index));
  }

  /**
   * The element as the Java value of Python's: Boolean, Long (BigInteger from 2^63), Double or
   * PyComplex.
   */
  public Object get(long... index) {
    return Elements.get(dtype, memory, layout.at(index));
  }

  /** Sets an element. */
  public void setDouble(double value, long i) {
    checkWritable();
    Elements.setDouble(dtype, memory, layout.at(i), value);
  }

  /** Sets an element. */
  public void setDouble(double value, long i, long j) {
    checkWritable();
    Elements.setDouble(dtype, memory, layout.at(i, j), value);
  }

  /** Sets an element. */
  public void setDouble(double value, long i, long j, long k) {
    checkWritable();
    Elements.setDouble(dtype, memory, layout.at(i, j, k), value);
  }

  /** Sets an element. */
  public void setDouble(double value, long... index) {
    checkWritable();
    Elements.setDouble(dtype, memory, layout.at(index), value);
  }

  /** Sets an element. */
  public void setFloat(float value, long i) {
    checkWritable();
    Elements.setFloat(dtype, memory, layout.at(i), value);
  }

  /** Sets an element. */
  public void setFloat(float value, long i, long j) {
    checkWritable();
    Elements.setFloat(dtype, memory, layout.at(i, j), value);
  }

  /** Sets an element. */
  public void setFloat(float value, long i, long j, long k) {
    checkWritable();
    Elements.setFloat(dtype, memory, layout.at(i, j, k), value);
  }

  /** Sets an element. */
  public void setFloat(float value, long... index) {
    checkWritable();
    Elements.setFloat(dtype, memory, layout.at(index), value);
  }

  /** Sets an element. */
  public void setLong(long value, long i) {
    checkWritable();
    Elements.setLong(dtype, memory, layout.at(i), value);
  }

  /** Sets an element. */
  public void setLong(long value, long i, long j) {
    checkWritable();
    Elements.setLong(dtype, memory, layout.at(i, j), value);
  }

  /** Sets an element. */
  public void setLong(long value, long i, long j, long k) {
    checkWritable();
    Elements.setLong(dtype, memory, layout.at(i, j, k), value);
  }

  /** Sets an element. */
  public void setLong(long value, long... index) {
    checkWritable();
    Elements.setLong(dtype, memory, layout.at(index), value);
  }

  /** Sets an element. */
  public void setInt(int value, long i) {
    checkWritable();
    Elements.setLong(dtype, memory, layout.at(i), value);
  }

  /** Sets an element. */
  public void setInt(int value, long i, long j) {
    checkWritable();
    Elements.setLong(dtype, memory, layout.at(i, j), value);
  }

  /** Sets an element. */
  public void setInt(int value, long i, long j, long k) {
    checkWritable();
    Elements.setLong(dtype, memory, layout.at(i, j, k), value);
  }

  /** Sets an element. */
  public void setInt(int value, long... index) {
    checkWritable();
    Elements.setLong(dtype, memory, layout.at(index), value);
  }

  /** Sets an element to 1 or 0. */
  public void setBoolean(boolean value, long i) {
    checkWritable();
    Elements.setLong(dtype, memory, layout.at(i), value ? 1 : 0);
  }

  /** Sets an element to 1 or 0. */
  public void setBoolean(boolean value, long i, long j) {
    checkWritable();
    Elements.setLong(dtype, memory, layout.at(i, j), value ? 1 : 0);
  }

  /** Sets an element to 1 or 0. */
  public void setBoolean(boolean value, long i, long j, long k) {
    checkWritable();
    Elements.setLong(dtype, memory, layout.at(i, j, k), value ? 1 : 0);
  }

  /** Sets an element to 1 or 0. */
  public void setBoolean(boolean value, long... index) {
    checkWritable();
    Elements.setLong(dtype, memory, layout.at(index), value ? 1 : 0);
  }

  /** Sets both parts of a complex element. */
  public void setComplex(double real, double imaginary, long... index) {
    checkWritable();
    Elements.setComplex(dtype, memory, layout.at(index), real, imaginary);
  }

  /** Sets every element. */
  public void fill(double value) {
    ArrayCopy.fill(this, value);
  }

  /** Sets every element from an array of the same shape and any type, over other memory. */
  public void copyFrom(NDArray source) {
    ArrayCopy.copy(source, this);
  }

  /** All elements in C order. */
  public double[] toDoubleArray() {
    double[] target = new double[JavaArrays.length(this)];
    copyTo(target);
    return target;
  }

  /** All elements in C order into a Java array of exactly their number. */
  public void copyTo(double[] target) {
    JavaArrays.get(this, target);
  }

  /** Sets all elements, in C order, from a Java array of exactly their number. */
  public void copyFrom(double[] source) {
    JavaArrays.set(this, source);
  }

  /** All elements in C order. */
  public float[] toFloatArray() {
    float[] target = new float[JavaArrays.length(this)];
    copyTo(target);
    return target;
  }

  /** All elements in C order into a Java array of exactly their number. */
  public void copyTo(float[] target) {
    JavaArrays.get(this, target);
  }

  /** Sets all elements, in C order, from a Java array of exactly their number. */
  public void copyFrom(float[] source) {
    JavaArrays.set(this, source);
  }

  /** All elements in C order. */
  public long[] toLongArray() {
    long[] target = new long[JavaArrays.length(this)];
    copyTo(target);
    return target;
  }

  /** All elements in C order into a Java array of exactly their number. */
  public void copyTo(long[] target) {
    JavaArrays.get(this, target);
  }

  /** Sets all elements, in C order, from a Java array of exactly their number. */
  public void copyFrom(long[] source) {
    JavaArrays.set(this, source);
  }

  /** All elements in C order. */
  public int[] toIntArray() {
    int[] target = new int[JavaArrays.length(this)];
    copyTo(target);
    return target;
  }

  /** All elements in C order into a Java array of exactly their number. */
  public void copyTo(int[] target) {
    JavaArrays.get(this, target);
  }

  /** Sets all elements, in C order, from a Java array of exactly their number. */
  public void copyFrom(int[] source) {
    JavaArrays.set(this, source);
  }

  /** All elements in C order. Only of int16 and uint16: their bits. */
  public short[] toShortArray() {
    short[] target = new short[JavaArrays.length(this)];
    copyTo(target);
    return target;
  }

  /**
   * All elements in C order into a Java array of exactly their number. Only of int16 and uint16:
   * their bits.
   */
  public void copyTo(short[] target) {
    JavaArrays.get(this, target);
  }

  /**
   * Sets all elements, in C order, from a Java array of exactly their number. Only of int16 and
   * uint16: their bits.
   */
  public void copyFrom(short[] source) {
    JavaArrays.set(this, source);
  }

  /** All elements in C order. Only of int8, uint8 and bool: their bits. */
  public byte[] toByteArray() {
    byte[] target = new byte[JavaArrays.length(this)];
    copyTo(target);
    return target;
  }

  /**
   * All elements in C order into a Java array of exactly their number. Only of int8, uint8 and
   * bool: their bits.
   */
  public void copyTo(byte[] target) {
    JavaArrays.get(this, target);
  }

  /**
   * Sets all elements, in C order, from a Java array of exactly their number. Only of int8, uint8
   * and bool: their bits.
   */
  public void copyFrom(byte[] source) {
    JavaArrays.set(this, source);
  }

  /**
   * Equal are arrays of the same type (byte order included) and shape whose elements are the same
   * bit for bit, wherever they lie. Reads both arrays.
   */
  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof NDArray that
            && dtype.equals(that.dtype)
            && shape().equals(that.shape())
            && ArrayCopy.sameBytes(this, that));
  }

  /** Of type, shape and the first elements. */
  @Override
  public int hashCode() {
    return ArrayCopy.hash(this);
  }

  /** The type, the shape and the elements in numpy's brackets; of large arrays only the ends. */
  @Override
  public String toString() {
    return ArrayText.of(this);
  }

  MemorySegment memory() {
    return memory;
  }

  Layout layout() {
    return layout;
  }

  void checkWritable() {
    if (!writable) {
      throw new UnsupportedOperationException(
          "this array is read-only (its file was opened so, or Python's object is bytes)");
    }
  }
}
