package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.ByteSlice;
import java.util.ArrayDeque;
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
    private final ByteSlice slice;
    private final boolean kept;
    private @Nullable Object copy;

    /**
     * @param copiedBytes a longer one is a slice for everyone
     */
    Bytes(ByteSlice slice, long copiedBytes) {
      this.slice = slice;
      this.kept = slice.segment().byteSize() > copiedBytes;
    }
  }

  /** A tuple with at least one raw element. */
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
              case Bytes bytes -> slices ? bytes.slice : bytes.copied();
              case Tuple tuple -> tuple.made(slices);
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

  /** A tuple of these: raw if one of them is. */
  static Object tuple(@Nullable Object[] elements) {
    boolean raw = false;
    boolean nests = false;
    for (Object element : elements) {
      if (element instanceof Raw) {
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

  private Object resolve(boolean slices) {
    return switch (this) {
      case Bytes bytes -> slices ? bytes.slice : bytes.copied();
      case Tuple tuple -> resolve(tuple, slices);
    };
  }

  private static PyTuple resolve(Tuple tuple, boolean slices) {
    PyTuple made = tuple.made(slices);
    if (made != null) {
      return made;
    }
    return tuple.nests ? resolveNested(tuple, slices) : tuple.make(slices);
  }

  /** Innermost first, on a list and not on Java's stack. */
  private static PyTuple resolveNested(Tuple outermost, boolean slices) {
    ArrayDeque<Tuple> todo = new ArrayDeque<>();
    todo.push(outermost);
    while (!todo.isEmpty()) {
      Tuple tuple = todo.peek();
      boolean ready = true;
      if (tuple.made(slices) == null) {
        for (Object element : tuple.elements) {
          if (element instanceof Tuple inner && inner.made(slices) == null) {
            todo.push(inner);
            ready = false;
          }
        }
      }
      if (ready) {
        todo.pop();
        if (tuple.made(slices) == null) {
          tuple.make(slices);
        }
      }
    }
    PyTuple made = outermost.made(slices);
    if (made == null) {
      throw new AssertionError("a tuple was not made");
    }
    return made;
  }

  Object copied() {
    if (!(this instanceof Bytes bytes)) {
      throw new AssertionError("only bytes are copied");
    }
    if (bytes.kept) {
      return bytes.slice;
    }
    if (bytes.copy == null) {
      byte[] copy = bytes.slice.toByteArray();
      bytes.copy = bytes.slice.mutable() ? PyByteArray.wrap(copy) : copy;
    }
    return bytes.copy;
  }
}
