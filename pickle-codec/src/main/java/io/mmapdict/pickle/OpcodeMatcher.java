package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.ByteSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Compares a value's opcodes with those that somebody expects, for a {@link
 * io.mmapdict.pickle.spi.DirectCodec}. Whatever does not fit, such as an argument that is cut off,
 * is only said not to be there. Not safe for use by several threads.
 */
public final class OpcodeMatcher {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment segment;
  private final @Nullable ByteSource source;
  private final long end;
  private long next;

  /** Stands at {@code start}, and looks no further than {@code end}; both in the segment. */
  public OpcodeMatcher(MemorySegment segment, long start, long end) {
    this(segment, start, end, null);
  }

  /** The same where byte strings are fetched when they are needed. */
  OpcodeMatcher(MemorySegment segment, long start, long end, @Nullable ByteSource source) {
    this.segment = segment;
    this.source = source;
    this.end = end;
    this.next = start;
  }

  /** Whether nothing comes next. */
  public boolean isAtEnd() {
    return next == end;
  }

  /** Eight bytes of what comes next behind others, little-endian; 0 if there are not so many. */
  public long word(int behindBytes) {
    return behindBytes + Long.BYTES <= end - next ? segment.get(LONG, next + behindBytes) : 0;
  }

  /** Goes over so many bytes, if there are so many. */
  public boolean skip(long bytes) {
    if (bytes < 0 || bytes > end - next) {
      return false;
    }
    next += bytes;
    return true;
  }

  /** Goes over these bytes if they come next. */
  public boolean skip(byte[] opcodes) {
    return areAt(segment, next, end, opcodes) && skip(opcodes.length);
  }

  /** Goes over the pads that come next: None or bytes, dropped at once. */
  public void skipPads() {
    boolean more = true;
    while (more) {
      more =
          switch (Opcode.of(PickleScanner.computed(byteAt(next)))) {
            case NONE -> skipPad(1);
            case SHORT_BINBYTES ->
                next + 2 <= end && skipPad(2 + PickleScanner.computed(byteAt(next + 1)));
            case BINBYTES ->
                next + 5 <= end && skipPad(5 + (segment.get(INT, next + 1) & 0xffffffffL));
            case null, default -> false;
          };
    }
  }

  /** A byte string of this opcode, which has a length of eight bytes; null if none comes next. */
  public @Nullable ByteSlice skipBytes8(Opcode opcode) {
    long bytes = word(1);
    long start = next + 1 + Long.BYTES;
    if (byteAt(next) != (byte) opcode.code() || bytes < 0 || bytes > end - start) {
      return null;
    }
    next = start + bytes;
    return new ByteSlice(segment.asSlice(start, bytes), start, opcode == Opcode.BYTEARRAY8, source);
  }

  /** Whether these bytes stand at an offset, in front of an end. */
  static boolean areAt(MemorySegment segment, long offset, long end, byte[] bytes) {
    if (bytes.length > end - offset) {
      return false;
    }
    int i = 0;
    for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
      if (segment.get(LONG, offset + i) != (long) WORD.get(bytes, i)) {
        return false;
      }
    }
    for (; i < bytes.length; i++) {
      if (segment.get(ValueLayout.JAVA_BYTE, offset + i) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** Unsigned, for the same reason as {@link PickleScanner#computed}. */
  private boolean skipPad(long bytes) {
    if (Long.compareUnsigned(bytes, end - next) >= 0
        || byteAt(next + bytes) != (byte) Opcode.POP.code()) {
      return false;
    }
    next += bytes + 1;
    return true;
  }

  private byte byteAt(long offset) {
    return offset < end ? segment.get(ValueLayout.JAVA_BYTE, offset) : 0;
  }
}
