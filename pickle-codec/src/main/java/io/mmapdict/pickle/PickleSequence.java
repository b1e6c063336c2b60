package io.mmapdict.pickle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Pickles one behind the other. */
final class PickleSequence implements Iterator<@Nullable Object> {
  /** Where they come from. */
  @FunctionalInterface
  interface Source {
    /** The bytes of the next one, or null at the end. */
    @Nullable MemorySegment next() throws IOException;
  }

  private final Source source;
  private final Function<MemorySegment, @Nullable Object> load;
  private @Nullable MemorySegment next;
  private boolean ended;

  PickleSequence(Source source, Function<MemorySegment, @Nullable Object> load) {
    this.source = source;
    this.load = load;
  }

  @Override
  public boolean hasNext() {
    if (next == null && !ended) {
      try {
        next = source.next();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      ended = next == null;
    }
    return next != null;
  }

  @Override
  public @Nullable Object next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException("the last pickle was read");
    }
    MemorySegment pickle = next;
    next = null;
    ended = true;
    Object value = load.apply(pickle);
    ended = false;
    return value;
  }

  /** Parts of a segment, each a pickle. */
  static final class Parts implements Source {
    private final MemorySegment pickles;
    private final PickleLimits limits;
    private long start;

    Parts(MemorySegment pickles, PickleLimits limits) {
      this.pickles = pickles;
      this.limits = limits;
    }

    @Override
    public @Nullable MemorySegment next() {
      if (start == pickles.byteSize()) {
        return null;
      }
      MemorySegment part = pickles.asSlice(start, end() - start);
      start += part.byteSize();
      return part;
    }

    /**
     * Behind the STOP and the frame it is in, which Python reads as a whole; or behind all where
     * there is none: the decoder tells what is wrong.
     */
    private long end() {
      long frameEnd = start;
      PickleScanner scanner = new PickleScanner(pickles, start, pickles.byteSize(), limits);
      try {
        while (scanner.next()) {
          if (scanner.opcode() == Opcode.STOP) {
            return Math.max(scanner.nextOffset(), frameEnd);
          }
          if (scanner.opcode() == Opcode.FRAME) {
            long left = pickles.byteSize() - scanner.nextOffset();
            frameEnd = scanner.nextOffset() + Math.min(scanner.number(), left);
          }
        }
      } catch (PickleException told) {
        return pickles.byteSize();
      }
      return pickles.byteSize();
    }
  }
}
