package io.mmapdict.ndarray;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.util.Arrays;

/** Elements of one type in memory: what they are, how they lie, and their bytes. */
abstract sealed class TypedMemory permits NDArray {
  final DType dtype;
  final Layout layout;
  final MemorySegment memory;
  private final boolean writable;

  TypedMemory(DType dtype, Layout layout, MemorySegment memory) {
    this.dtype = requireMemory(dtype);
    this.layout = layout;
    this.memory = memory;
    this.writable = !memory.isReadOnly();
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
