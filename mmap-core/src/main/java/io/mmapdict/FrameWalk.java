package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Goes from frame to frame over a file that may be damaged, and finds the whole entries behind what
 * is broken.
 *
 * <p>An entry is whole if its frame, key, opcodes and trailer all are. Behind a broken one the next
 * is found by the opcodes, which lead there past every payload; then by the length that the broken
 * one states; and only then byte by byte. Nothing counts that is not a whole entry or the
 * terminator.
 */
final class FrameWalk {
  /** What is told of the file, in its order. */
  interface Visitor {
    /** A whole entry. Where its stated length is wrong, that was told before. */
    void entry(Frame.Whole found);

    /**
     * Something is broken.
     *
     * @param key of the entry concerned, or null if that is not known
     */
    void damage(long offset, @Nullable String key, String what);

    /** These bytes are in no whole entry; why, was told before. */
    void skipped(long from, long to);

    /** The walk ends here. */
    void terminator(long offset);
  }

  private final MemorySegment file;
  private final long size;
  private final Visitor visitor;

  /** How many bytes of opcodes that turn out none may still be looked at: a file may hold lures. */
  private long patience;

  /**
   * The same of opcodes that lead to no frame. When it is at an end, the bytes are still searched.
   */
  private long patienceWithWays;

  private FrameWalk(MemorySegment file, long size, Visitor visitor) {
    this.file = file;
    this.size = size;
    this.visitor = visitor;
    this.patience = (1L << 24) + 8 * size;
    this.patienceWithWays = patience;
  }

  /** Walks over a file of so many bytes, from behind its header. */
  static void over(MemorySegment file, long size, Visitor visitor) {
    new FrameWalk(file, size, visitor).run();
  }

  private void run() {
    long at = FileLayout.HEADER_BYTES;
    while (at >= 0) {
      at =
          switch (FrameReader.read(file, Math.min(at, size), size)) {
            case Frame.Whole entry -> past(entry);
            case Frame.Terminator _ -> end(at);
            case Frame.Broken broken -> past(Math.min(at, size), broken);
          };
    }
  }

  private long end(long at) {
    long length = FileLayout.lengthOf(file, at);
    // A writer stores the length of what stands behind it just before he commits that.
    if (length < FileLayout.TERMINATOR_LENGTH || length > size - at - FileLayout.KIND) {
      visitor.damage(
          at + FileLayout.LENGTH,
          null,
          "the terminator's length is " + length + ", expected " + FileLayout.TERMINATOR_LENGTH);
    }
    visitor.terminator(at);
    return -1;
  }

  private long past(Frame.Whole found) {
    OpcodeCheck.Fault fault = fault(found);
    if (fault == null) {
      visitor.entry(found);
      return found.entry().end;
    }
    FileEntry entry = found.entry();
    long next = byOpcodes(entry.offset, entry.end, fault.offset(), entry.key, fault.what());
    if (next >= 0) {
      return next;
    }
    visitor.damage(fault.offset(), entry.key, fault.what());
    visitor.skipped(entry.offset, entry.end);
    return entry.end;
  }

  private long past(long at, Frame.Broken broken) {
    long next = byOpcodes(at, size, broken.offset(), null, broken.what());
    if (next >= 0) {
      return next;
    }
    visitor.damage(broken.offset(), null, broken.what());
    next = byLength(at);
    if (next < 0) {
      next = byBytes(at + 1);
    }
    if (at < size) {
      visitor.skipped(at, next < 0 ? size : next);
    }
    return next;
  }

  /**
   * Follows the opcodes from a broken frame to the next one. If they are those of one whole entry,
   * only its length was wrong.
   *
   * @return where the next frame starts, or -1 if they lead to none
   */
  private long byOpcodes(long at, long limit, long faultAt, @Nullable String key, String what) {
    if (patienceWithWays <= 0) {
      return -1;
    }
    OpcodeCheck.Way way =
        OpcodeCheck.toNextFrame(file, Math.min(at + FileLayout.KIND, limit), limit);
    long next = way.frame();
    if (next < 0 || !startsFrame(next)) {
      patienceWithWays -= way.looked();
      return -1;
    }
    if (FrameReader.entryUpTo(file, at, next) instanceof Frame.Whole found
        && fault(found) == null) {
      visitor.damage(
          faultAt, found.entry().key, what + "; the entry's opcodes are whole and end at " + next);
      visitor.entry(found);
    } else {
      visitor.damage(faultAt, key, what);
      visitor.skipped(at, next);
    }
    return next;
  }

  /** Where the length of a broken frame leads, if a frame starts there; else -1. */
  private long byLength(long at) {
    if (size - at < FileLayout.TERMINATOR_BYTES || file.get(JAVA_BYTE, at) != FileLayout.FRAME) {
      return -1;
    }
    long length = FileLayout.lengthOf(file, at);
    boolean inside = length > 0 && length < size - at - FileLayout.KIND;
    long next = at + FileLayout.KIND + length;
    return inside && startsFrame(next) ? next : -1;
  }

  /**
   * Looks at every byte for the next frame. A terminator counts only if no entry stands behind it:
   * there may be a whole file inside a value.
   */
  private long byBytes(long from) {
    long terminator = -1;
    for (long at = from; at <= size - FileLayout.TERMINATOR_BYTES && patience > 0; at++) {
      if (file.get(JAVA_BYTE, at) != FileLayout.FRAME) {
        continue;
      }
      if (file.get(JAVA_BYTE, at + FileLayout.KIND) == FileLayout.SHORT_BINUNICODE) {
        if (startsFrame(at)) {
          return at;
        }
      } else if (isTerminator(at)) {
        terminator = at;
      }
    }
    return terminator;
  }

  /** Whether a whole entry or the terminator stands here. */
  private boolean startsFrame(long at) {
    if (patience <= 0) {
      return false;
    }
    return switch (FrameReader.read(file, at, size)) {
      case Frame.Whole found -> {
        boolean whole = fault(found) == null;
        patience -= whole ? 0 : found.entry().end - at;
        yield whole;
      }
      case Frame.Terminator _ -> isTerminator(at);
      case Frame.Broken _ -> false;
    };
  }

  private boolean isTerminator(long at) {
    byte[] found = file.asSlice(at, FileLayout.TERMINATOR_BYTES).toArray(JAVA_BYTE);
    return Arrays.equals(found, FileLayout.terminator());
  }

  private OpcodeCheck.@Nullable Fault fault(Frame.Whole found) {
    FileEntry entry = found.entry();
    if (Switch.isOff(file, entry)) {
      return null;
    }
    return OpcodeCheck.of(file, entry.valueOffset, entry.valueEnd(), found.memoMax());
  }
}
