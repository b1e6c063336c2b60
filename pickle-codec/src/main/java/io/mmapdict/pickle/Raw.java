package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.ByteSlice;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * A byte string, or a tuple with one inside, that is not yet decided: a codec gets slices, everyone
 * else copies. Each is made once, so that shared ones stay shared.
 */
abstract sealed class Raw {
  /** Longer ones are not copied where a pickle is converted. */
  static final int LARGE_BYTES = 4096;

  /** Bytes or a bytearray. */
  static final class Bytes extends Raw {
    private static final byte[] NOTHING = {};

    private final MemorySegment source;
    private final long start;
    private final long byteCount;
    private final boolean mutable;
    private final byte @Nullable [] array;
    private @Nullable ByteSlice slice;
    private @Nullable Object copy;

    /** What stands in a segment. */
    Bytes(MemorySegment source, long start, long byteCount, boolean mutable) {
      this.source = source;
      this.start = start;
      this.byteCount = byteCount;
      this.mutable = mutable;
      this.array = null;
    }

    /** What stands nowhere as it is. */
    Bytes(byte[] array, boolean mutable) {
      this.source = MemorySegment.NULL;
      this.start = -1;
      this.byteCount = array.length;
      this.mutable = mutable;
      this.array = array;
    }

    /** What is a slice already. */
    Bytes(ByteSlice slice) {
      this.source = MemorySegment.NULL;
      this.start = -1;
      this.byteCount = slice.byteSize();
      this.mutable = slice.mutable();
      this.array = null;
      this.slice = slice;
    }

    private ByteSlice slice() {
      if (slice == null) {
        MemorySegment segment =
            array == null ? source.asSlice(start, byteCount) : MemorySegment.ofArray(array);
        slice = new ByteSlice(segment, start, mutable);
      }
      return slice;
    }

    private Object copied() {
      if (copy == null) {
        byte[] bytes = array != null ? array : byteCount == 0 ? NOTHING : bytes();
        copy = mutable ? PyByteArray.wrap(bytes) : bytes;
      }
      return copy;
    }

    private byte[] bytes() {
      if (byteCount > Integer.MAX_VALUE - 8) {
        return slice().toByteArray(); // which refuses it
      }
      if (slice != null) {
        return slice.toByteArray();
      }
      byte[] bytes = new byte[(int) byteCount];
      MemorySegment.copy(source, ValueLayout.JAVA_BYTE, start, bytes, 0, bytes.length);
      return bytes;
    }
  }

  /**
   * A tuple with at least one raw element. One that contains such a tuple is undecided, too, but no
   * more than that: codecs look no deeper, and a pickle may nest a million of them.
   */
  static final class Tuple extends Raw {
    private final @Nullable Object[] elements;
    private final boolean nests;
    private @Nullable PyTuple plain;
    private @Nullable PyTuple sliced;

    /**
     * @param nests whether an element is such a tuple, too
     */
    private Tuple(@Nullable Object[] elements, boolean nests) {
      this.elements = elements;
      this.nests = nests;
    }

    private @Nullable PyTuple made(boolean slices) {
      return slices ? sliced : plain;
    }

    private PyTuple make(boolean slices) {
      @Nullable Object[] made = new Object[elements.length];
      for (int i = 0; i < made.length; i++) {
        made[i] =
            switch (elements[i]) {
              case Raw raw -> raw.resolve(slices);
              case null -> null;
              default -> elements[i];
            };
      }
      PyTuple tuple = PyTuple.wrap(made);
      if (slices) {
        sliced = tuple;
      } else {
        plain = tuple;
      }
      return tuple;
    }
  }

  /**
   * A tuple of these: raw if one of them is.
   *
   * @param elements nobody else holds the array
   */
  static Object tuple(@Nullable Object[] elements) {
    boolean raw = false;
    boolean nests = false;
    for (int i = 0; i < elements.length; i++) {
      if (elements[i] instanceof Tuple tuple && tuple.nests) {
        elements[i] = tuple.resolve(false);
      } else if (elements[i] instanceof Raw element) {
        raw = true;
        nests |= element instanceof Tuple;
      }
    }
    return raw ? new Tuple(elements, nests) : PyTuple.wrap(elements);
  }

  /** The value with byte strings as copies. */
  static @Nullable Object plain(@Nullable Object value) {
    return value instanceof Raw raw ? raw.resolve(false) : value;
  }

  /** The value with byte strings as slices. */
  static @Nullable Object sliced(@Nullable Object value) {
    return value instanceof Raw raw ? raw.resolve(true) : value;
  }

  Object resolve(boolean slices) {
    return switch (this) {
      case Bytes bytes -> slices ? bytes.slice() : bytes.copied();
      case Tuple tuple -> {
        PyTuple made = tuple.made(slices);
        yield made == null ? tuple.make(slices) : made;
      }
    };
  }
}
