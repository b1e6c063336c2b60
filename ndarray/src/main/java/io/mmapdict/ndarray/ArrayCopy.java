package io.mmapdict.ndarray;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Whole arrays: from one to another, as raw chunks, compared. */
final class ArrayCopy {
  private static final int CHUNK_BYTES = 1 << 20;

  private static final int HASHED_ELEMENTS = 64;

  /** Of each of them. */
  private static final int HASHED_BYTES = 64;

  private ArrayCopy() {}

  /** Into an array of the same shape, converted where types differ. */
  static void copy(NDArray from, NDArray to) {
    to.checkWritable();
    if (!from.shape().equals(to.shape())) {
      throw new IllegalArgumentException(
          "an array of shape " + from.shape() + " does not fill one of " + to.shape());
    }
    boolean sameBits = from.dtype().equals(to.dtype());
    if (sameBits && TiledCopy.copy(from, to)) {
      return;
    }
    int swapped = sameBits ? 1 : swappedBytes(from.dtype(), to.dtype());
    int itemSize = from.dtype().itemSize();
    Cursor cursor = new Cursor(to);
    from.layout()
        .forEachRun(
            itemSize,
            (offset, count, stride) -> {
              if (swapped > 0 && stride == itemSize && cursor.inOneRun) {
                copyRun(from, offset, to, cursor.skip(count), count * itemSize, swapped);
                return;
              }
              for (long i = 0; i < count; i++) {
                long at = offset + i * stride;
                if (sameBits) {
                  copyElement(itemSize, from.memory(), at, to.memory(), cursor.next());
                } else if (swapped > 0) {
                  copyRun(from, at, to, cursor.next(), itemSize, swapped);
                } else {
                  Values.convert(
                      from.dtype(), from.memory(), at, to.dtype(), to.memory(), cursor.next());
                }
              }
            });
  }

  /** The size of the parts whose bytes stand the other way round in the other type; 0 if none. */
  static int swappedBytes(DType from, DType to) {
    if (!from.equals(to.withOrder(from.order())) || from.isStructured()) {
      return 0;
    }
    return switch (from.kind()) {
      case COMPLEX -> from.itemSize() / 2;
      case UNICODE -> Integer.BYTES;
      default -> from.itemSize();
    };
  }

  /** Copies elements without gaps between arrays of one type, whose byte orders may differ. */
  static void copyRun(
      NDArray source, long at, NDArray target, long put, long byteCount, int swapped) {
    if (swapped > Long.BYTES) {
      reverse(source.memory(), at, target.memory(), put, byteCount, swapped);
      return;
    }
    ValueLayout part =
        switch (swapped) {
          case 1 -> ValueLayout.JAVA_BYTE;
          case 2 -> ValueLayout.JAVA_SHORT_UNALIGNED;
          case 4 -> ValueLayout.JAVA_INT_UNALIGNED;
          default -> ValueLayout.JAVA_LONG_UNALIGNED;
        };
    MemorySegment.copy(
        source.memory(),
        part.withOrder(source.dtype().order()),
        at,
        target.memory(),
        part.withOrder(target.dtype().order()),
        put,
        byteCount / swapped);
  }

  /** Long doubles: Java knows no number of 16 bytes. */
  private static void reverse(
      MemorySegment source, long at, MemorySegment target, long put, long byteCount, int part) {
    for (long i = 0; i < byteCount; i++) {
      long mirrored = i - i % part + part - 1 - i % part;
      target.set(ValueLayout.JAVA_BYTE, put + mirrored, source.get(ValueLayout.JAVA_BYTE, at + i));
    }
  }

  /** Copies the bytes of an element. */
  static void copyElement(
      int itemSize, MemorySegment source, long at, MemorySegment target, long put) {
    switch (itemSize) {
      case 1 -> target.set(ValueLayout.JAVA_BYTE, put, source.get(ValueLayout.JAVA_BYTE, at));
      case 2 ->
          target.set(
              ValueLayout.JAVA_SHORT_UNALIGNED,
              put,
              source.get(ValueLayout.JAVA_SHORT_UNALIGNED, at));
      case 4 ->
          target.set(
              ValueLayout.JAVA_INT_UNALIGNED, put, source.get(ValueLayout.JAVA_INT_UNALIGNED, at));
      case 8 ->
          target.set(
              ValueLayout.JAVA_LONG_UNALIGNED,
              put,
              source.get(ValueLayout.JAVA_LONG_UNALIGNED, at));
      default -> MemorySegment.copy(source, at, target, put, itemSize);
    }
  }

  /** Sets every element to a value, which is converted once. */
  static void fill(NDArray array, @Nullable Object value) {
    array.checkWritable();
    int itemSize = array.dtype().itemSize();
    MemorySegment one = MemorySegment.ofArray(new byte[itemSize]);
    Values.set(array.dtype(), one, 0, value);
    array
        .layout()
        .forEachRun(
            itemSize,
            (offset, count, stride) -> {
              for (long i = 0; i < count; i++) {
                copyElement(itemSize, one, 0, array.memory(), offset + i * stride);
              }
            });
  }

  static boolean sameBytes(NDArray one, NDArray other) {
    int itemSize = one.dtype().itemSize();
    if (one.isContiguous(Order.C) && other.isContiguous(Order.C)) {
      return one.asSegment().mismatch(other.asSegment()) == -1;
    }
    Cursor cursor = new Cursor(other);
    boolean[] same = {true};
    one.layout()
        .forEachRun(
            itemSize,
            (offset, count, stride) -> {
              for (long i = 0; i < count && same[0]; i++) {
                long at = offset + i * stride;
                long there = cursor.next();
                same[0] =
                    MemorySegment.mismatch(
                            one.memory(),
                            at,
                            at + itemSize,
                            other.memory(),
                            there,
                            there + itemSize)
                        == -1;
              }
            });
    return same[0];
  }

  static int hash(NDArray array) {
    int hash = 31 * array.dtype().hashCode() + array.shape().hashCode();
    Cursor cursor = new Cursor(array);
    for (long i = 0; i < Math.min(HASHED_ELEMENTS, array.size()); i++) {
      long at = cursor.next();
      for (int part = 0; part < Math.min(HASHED_BYTES, array.dtype().itemSize()); part++) {
        hash = 31 * hash + array.memoryAt(at).get(ValueLayout.JAVA_BYTE, at + part);
      }
    }
    return hash;
  }

  /** The raw bytes in an order: all at once if they lie so, else gathered into a small buffer. */
  static void chunks(NDArray array, Order order, Consumer<MemorySegment> sink) {
    if (array.size() == 0) {
      return;
    }
    if (FetchedPieces.areSeveral(array)) {
      FetchedPieces.forEach(array, order, piece -> chunks(piece, order, sink));
      return;
    }
    if (array.isContiguous(order) && isBuffer(array.place())) {
      sink.accept(array.asSegment());
      return;
    }
    NDArray walked = order == Order.C ? array : array.transpose();
    int itemSize = array.dtype().itemSize();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Math.min(CHUNK_BYTES, array.byteSize()), 64);
      Gather gather = new Gather(array.memory(), buffer, sink);
      walked
          .layout()
          .forEachRun(
              itemSize,
              (offset, count, stride) -> {
                if (stride == itemSize) {
                  gather.run(offset, count * itemSize);
                  return;
                }
                for (long i = 0; i < count; i++) {
                  gather.run(offset + i * stride, itemSize);
                }
              });
      gather.flush();
    }
  }

  /** Whether channels can write it: the JDK makes no ByteBuffer of other Java arrays. */
  private static boolean isBuffer(MemorySegment memory) {
    return memory.isNative() || memory.heapBase().filter(byte[].class::isInstance).isPresent();
  }

  private static final class Gather {
    private final MemorySegment source;
    private final MemorySegment buffer;
    private final Consumer<MemorySegment> sink;
    private long filled;

    Gather(MemorySegment source, MemorySegment buffer, Consumer<MemorySegment> sink) {
      this.source = source;
      this.buffer = buffer;
      this.sink = sink;
    }

    void run(long offset, long byteCount) {
      long done = 0;
      while (done < byteCount) {
        long part = Math.min(byteCount - done, buffer.byteSize() - filled);
        MemorySegment.copy(source, offset + done, buffer, filled, part);
        done += part;
        filled += part;
        if (filled == buffer.byteSize()) {
          flush();
        }
      }
    }

    void flush() {
      if (filled > 0) {
        sink.accept(buffer.asSlice(0, filled));
        filled = 0;
      }
    }
  }

  /** Walks the elements of an array in C order. */
  static final class Cursor {
    /** Whether they lie one behind the other. */
    final boolean inOneRun;

    private final int itemSize;
    private final Layout layout;
    private final long[] index;
    private long nextInRun;

    Cursor(NDArray array) {
      this.inOneRun = array.isContiguous(Order.C);
      this.itemSize = array.dtype().itemSize();
      this.layout = array.layout();
      this.index = new long[array.rank()];
      this.nextInRun = layout.offset;
    }

    long next() {
      return inOneRun ? skip(1) : step();
    }

    /** Where so many elements of the run begin, behind which it then stands. */
    long skip(long count) {
      long at = nextInRun;
      nextInRun += count * itemSize;
      return at;
    }

    private long step() {
      long at = layout.at(index);
      for (int axis = index.length - 1; axis >= 0; axis--) {
        if (++index[axis] < layout.shape.length(axis)) {
          break;
        }
        index[axis] = 0;
      }
      return at;
    }
  }
}
