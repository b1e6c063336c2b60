package io.mmapdict.ndarray;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An n-dimensional array: a typed, strided view over memory, as numpy's ndarray. Views share the
 * memory; nothing is copied unless a method says so.
 *
 * <p><b>Elements</b> are read and set by {@link #at}: {@code frame.at(y, x, band).setFloat(0.5f)}.
 * They, and copies between arrays of different types, convert as {@link Element} says: integers are
 * kept exactly or refused.
 *
 * <p><b>Indices</b> count from 0, one for each axis; any other is an {@link
 * IndexOutOfBoundsException}.
 *
 * <p><b>Lifetime.</b> An array that was read from a file is that file, mapped: setting an element
 * changes the file, and other processes see it. Once the file is closed every access throws {@link
 * IllegalStateException}. An array of a read-only file is read-only: setting throws {@link
 * UnsupportedOperationException}; one of a file opened copy-on-write is set in memory. An array
 * over a Java array or of {@link #zeros} lives as long as it is reachable.
 *
 * <p>One of a file on another machine (opened by a URL) is read-only, and its elements are fetched
 * when they are needed: those of a view when the first method goes through that view, and where
 * {@link #at} is asked for single elements of a large one some around them. What cannot be fetched
 * throws {@code MmapDictException}.
 *
 * <p><b>Threads.</b> As Java arrays: elements may be read and set from many threads and processes,
 * unordered, and an element of more than one byte may be seen half written.
 */
public final class NDArray {
  private static final long NOT_STORED = -1;

  /** Of memory of our own: that of the largest numbers. */
  private static final int ALIGNMENT = 16;

  private final DType dtype;
  private final Layout layout;

  /** Null where the elements are fetched. */
  private final @Nullable MemorySegment memory;

  private final @Nullable Fetched fetched;
  private final boolean writable;
  private final ArrayForm form;

  /** Where the first byte of the memory stands in the pickle, or {@link #NOT_STORED}. */
  private final long storedAt;

  /** Where the lengths stand in the file, of an array that grows there. */
  private final @Nullable NDArray storedShape;

  NDArray(DType dtype, Layout layout, MemorySegment memory, ArrayForm form, long storedAt) {
    this(dtype, layout, memory, form, storedAt, null);
  }

  NDArray(
      DType dtype,
      Layout layout,
      MemorySegment memory,
      ArrayForm form,
      long storedAt,
      @Nullable NDArray storedShape) {
    this(dtype, layout, memory, null, form, storedAt, storedShape);
  }

  /** An array over memory that is there, or else over such that is fetched. */
  NDArray(
      DType dtype,
      Layout layout,
      @Nullable MemorySegment memory,
      @Nullable Fetched fetched,
      ArrayForm form,
      long storedAt,
      @Nullable NDArray storedShape) {
    this.storedShape = storedShape;
    this.dtype = requireMemory(dtype);
    this.layout = layout;
    this.memory = memory;
    this.fetched = fetched;
    this.writable = memory != null && !memory.isReadOnly();
    this.form = form;
    this.storedAt = storedAt;
  }

  private static DType requireMemory(DType dtype) {
    if (dtype.hasObject()) {
      throw new IllegalArgumentException(
          "an array of " + dtype + " holds Python objects, which are not bytes: use ObjectArray");
    }
    if (dtype.isSubArray()) {
      throw new IllegalArgumentException(
          "only fields are of %s; an array of %s has these axes behind its own"
              .formatted(dtype, dtype.base()));
    }
    return dtype;
  }

  /** One element as an array without axes, that of a sub-array with the sub-array's. */
  static NDArray element(DType dtype, MemorySegment memory, long offset) {
    Layout part = Layout.contiguous(dtype.subShape(), dtype.base().itemSize(), Order.C);
    Layout layout = new Layout(Shape.of(), new long[0], offset).inside(0, part);
    return new NDArray(dtype.base(), layout, memory, ArrayForm.PORTABLE, NOT_STORED);
  }

  /** An array of zeros in C order, in memory of its own outside the Java heap. */
  public static NDArray zeros(DType dtype, long... shape) {
    return zeros(dtype, Order.C, Shape.of(shape));
  }

  /** An array of zeros, in memory of its own outside the Java heap. */
  public static NDArray zeros(DType dtype, Order order, Shape shape) {
    MemorySegment memory = Arena.ofAuto().allocate(shape.byteSize(dtype), ALIGNMENT);
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
    return new NDArray(
        dtype,
        Layout.within(memory.byteSize(), dtype, order, shape),
        memory,
        ArrayForm.PORTABLE,
        NOT_STORED);
  }

  /** A float64 array over a Java array, not copied; 1-d without a shape. */
  public static NDArray of(double[] values, long... shape) {
    return JavaArrays.wrap(MemorySegment.ofArray(values), DType.FLOAT64, values.length, shape);
  }

  /** A float32 array over a Java array, not copied; 1-d without a shape. */
  public static NDArray of(float[] values, long... shape) {
    return JavaArrays.wrap(MemorySegment.ofArray(values), DType.FLOAT32, values.length, shape);
  }

  /** An int64 array over a Java array, not copied; 1-d without a shape. */
  public static NDArray of(long[] values, long... shape) {
    return JavaArrays.wrap(MemorySegment.ofArray(values), DType.INT64, values.length, shape);
  }

  /** An int32 array over a Java array, not copied; 1-d without a shape. */
  public static NDArray of(int[] values, long... shape) {
    return JavaArrays.wrap(MemorySegment.ofArray(values), DType.INT32, values.length, shape);
  }

  /** An int16 array over a Java array, not copied; 1-d without a shape. */
  public static NDArray of(short[] values, long... shape) {
    return JavaArrays.wrap(MemorySegment.ofArray(values), DType.INT16, values.length, shape);
  }

  /** An int8 array over a Java array, not copied; 1-d without a shape. */
  public static NDArray of(byte[] values, long... shape) {
    return JavaArrays.wrap(MemorySegment.ofArray(values), DType.INT8, values.length, shape);
  }

  /** A uint8 array over the bits of a Java array, not copied; 1-d without a shape. */
  public static NDArray ofUnsigned(byte[] values, long... shape) {
    return JavaArrays.wrap(MemorySegment.ofArray(values), DType.UINT8, values.length, shape);
  }

  /** A uint16 array over the bits of a Java array, not copied; 1-d without a shape. */
  public static NDArray ofUnsigned(short[] values, long... shape) {
    return JavaArrays.wrap(MemorySegment.ofArray(values), DType.UINT16, values.length, shape);
  }

  /** A bool array, copied from a Java array; 1-d without a shape. */
  public static NDArray of(boolean[] values, long... shape) {
    return JavaArrays.wrap(
        MemorySegment.ofArray(JavaArrays.bytes(values)), DType.BOOL, values.length, shape);
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
    return place().scope().isAlive();
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
    return new NDArray(dtype, layout, memory, fetched, form, storedAt, null);
  }

  /** The same elements, which cannot be set through the result. */
  public NDArray asReadOnly() {
    return memory == null ? this : new NDArray(dtype, layout, memory.asReadOnly(), form, storedAt);
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
    return view(layout.reshape(Shape.of(lengths), dtype.itemSize()));
  }

  /**
   * A field of a structured array, in place: of a sub-array its axes come behind the array's.
   *
   * @param name or title of the field
   * @throws IllegalArgumentException if there is none
   */
  public NDArray field(String name) {
    Field field = dtype.field(name);
    DType base = field.dtype().base();
    Layout part = Layout.contiguous(field.dtype().subShape(), base.itemSize(), Order.C);
    Layout inside = layout.inside(field.offset(), part);
    return view(base, inside);
  }

  /** An axis of length 1 in front of this one; {@link #rank} puts it behind all. */
  public NDArray newAxis(int axis) {
    return view(layout.newAxis(axis));
  }

  /**
   * The array stretched to a shape by numpy's rules: axes are added in front, and those of length 1
   * repeated. Read-only, for one element stands at many indices.
   *
   * @throws IllegalArgumentException if it does not fit
   */
  public NDArray broadcastTo(long... lengths) {
    return view(layout.broadcast(Shape.of(lengths))).asReadOnly();
  }

  /**
   * The same elements in the order in which they lie in memory, so that a walk in C order goes
   * forward only: the axes by falling strides, and none negative.
   */
  public NDArray inMemoryOrder() {
    return view(layout.inMemoryOrder());
  }

  /** All elements in C order, as one row. */
  public Flat flat() {
    return new Flat(this);
  }

  private NDArray view(Layout other) {
    return view(dtype, other);
  }

  private NDArray view(DType type, Layout other) {
    Fetched own = fetched == null ? null : fetched.of(other, type.itemSize());
    return new NDArray(type, other, memory, own, ArrayForm.PORTABLE, storedAt, null);
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
    return size() == 0 ? place().asSlice(0, 0) : memory().asSlice(layout.offset, byteSize());
  }

  /**
   * The bytes of the elements in place, in the array's byte order.
   *
   * @throws UnsupportedOperationException if they do not lie without gaps, are more than 2^31-1, or
   *     lie in a Java array of another type than byte
   */
  public ByteBuffer asByteBuffer() {
    return asSegment().asByteBuffer().order(dtype.order());
  }

  /**
   * The elements of a float64 array in place, in the order in which they lie.
   *
   * @throws UnsupportedOperationException as {@link #asByteBuffer}, or if it is of another type
   */
  public DoubleBuffer asDoubleBuffer() {
    if (dtype.type != ElementType.FLOAT64) {
      throw new UnsupportedOperationException("an array of " + dtype + ", not of float64");
    }
    return asByteBuffer().asDoubleBuffer();
  }

  /**
   * Hands over the raw bytes of all elements in an order: in one segment if they lie so in native
   * memory or a byte array, else in chunks of at most 1 MiB, each valid during the call only.
   */
  public void forEachChunk(Order order, Consumer<MemorySegment> sink) {
    ArrayCopy.chunks(this, order, sink);
  }

  /** An element of an array of one axis. */
  public Element at(long i) {
    return new Element(this, layout.at(i));
  }

  /** An element of an array of two axes. */
  public Element at(long i, long j) {
    return new Element(this, layout.at(i, j));
  }

  /** An element of an array of three axes. */
  public Element at(long i, long j, long k) {
    return new Element(this, layout.at(i, j, k));
  }

  /** An element: an index for each axis. Up to three indices cost less when they stand alone. */
  public Element at(long... index) {
    return new Element(this, layout.at(index));
  }

  /** Sets every element as {@link Element#set} does. */
  public void fill(@Nullable Object value) {
    ArrayCopy.fill(this, value);
  }

  /**
   * Sets every element from an array of the same shape and any type, over other memory. From a Java
   * array: {@code copyFrom(NDArray.of(values, 512, 512))}, which copies once.
   */
  public void copyFrom(NDArray source) {
    ArrayCopy.copy(source, this);
  }

  /**
   * The same for some elements, as numpy's {@code copyto}: the others stay as they are.
   *
   * @param where an array of bool of the same shape; true where the element is set
   * @throws IllegalArgumentException if it is another one
   */
  public void copyFrom(NDArray source, NDArray where) {
    MaskedCopy.copy(source, this, where);
  }

  /**
   * The sum of all elements as a double, added up in blocks and in the order of memory.
   *
   * @throws UnsupportedOperationException if they are no real numbers
   */
  public double sum() {
    return Statistics.sum(this);
  }

  /**
   * Count, sum, extremes, mean and variance of all elements, in one walk through memory.
   *
   * @throws UnsupportedOperationException if they are no real numbers
   */
  public Statistics statistics() {
    return Statistics.of(this);
  }

  /** All elements in C order, converted. */
  public double[] toDoubleArray() {
    return JavaArrays.doubles(this);
  }

  /** All elements in C order, converted. */
  public float[] toFloatArray() {
    return JavaArrays.floats(this);
  }

  /** All elements in C order, converted. */
  public long[] toLongArray() {
    return JavaArrays.longs(this);
  }

  /** All elements in C order, converted. */
  public int[] toIntArray() {
    return JavaArrays.ints(this);
  }

  /** All elements in C order. Only of int16 and uint16: their bits. */
  public short[] toShortArray() {
    return JavaArrays.shorts(this);
  }

  /** All elements in C order. Only of int8, uint8 and bool: their bits. */
  public byte[] toByteArray() {
    return JavaArrays.bytes(this);
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

  /** As numpy prints it with its default options: of more than a thousand elements the ends. */
  @Override
  public String toString() {
    return ArrayText.of(this);
  }

  /** With all elements there. */
  MemorySegment memory() {
    MemorySegment there = memory;
    return there != null ? there : Objects.requireNonNull(fetched).all();
  }

  /** With the element at an offset there. */
  MemorySegment memoryAt(long offset) {
    MemorySegment there = memory;
    return there != null ? there : Objects.requireNonNull(fetched).at(offset);
  }

  /** For what does not look into it. */
  MemorySegment place() {
    MemorySegment there = memory;
    return there != null ? there : Objects.requireNonNull(fetched).place();
  }

  /** Says that all elements are going to be needed. */
  void fetchAhead() {
    if (fetched != null) {
      fetched.ahead();
    }
  }

  /** Whether elements are fetched when they are needed. */
  boolean isFetched() {
    return fetched != null;
  }

  Layout layout() {
    return layout;
  }

  /** The same array, whose lengths stand in the file themselves. */
  NDArray growing(NDArray lengths) {
    return new NDArray(dtype, layout, memory, fetched, form, storedAt, lengths);
  }

  @Nullable NDArray storedShape() {
    return storedShape;
  }

  void checkWritable() {
    if (!writable) {
      throw new UnsupportedOperationException(
          "this array is read-only (its file was opened so, or Python's object is bytes)");
    }
  }
}
