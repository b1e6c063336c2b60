package io.mmapdict.pickle;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Takes one pickle from a stream, up to its STOP or the end of the frame that is in, and not a byte
 * more. Whatever lengths stand in it, memory is taken for what has come: as much again, and while
 * that grows twice as much. It finds no faults: what it cannot go over ends the intake, and the
 * decoder tells what it is.
 */
final class Intake {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int FIRST_BYTES = 1 << 10;
  private static final int AT_ONCE = 1 << 16;
  private static final long HEAP_BYTES = 1 << 30;
  private static final long CUT = -1;

  private final InputStream in;
  private byte[] piece = {};
  private MemorySegment bytes = MemorySegment.ofArray(new byte[FIRST_BYTES]);
  private long size;

  private Intake(InputStream in) {
    this.in = in;
  }

  /** The bytes of the next pickle, or of what stands there instead; null at the end. */
  static @Nullable MemorySegment take(InputStream in) throws IOException {
    Intake intake = new Intake(in);
    intake.run();
    return intake.size == 0 ? null : intake.bytes.asSlice(0, intake.size);
  }

  private void run() throws IOException {
    long at = 0;
    while (at != CUT && has(at + 1)) {
      Opcode opcode = Opcode.of(bytes.get(ValueLayout.JAVA_BYTE, at) & 0xFF);
      if (opcode == null || opcode == Opcode.STOP) {
        return;
      }
      at = behind(at + 1, opcode.argument());
      if (opcode == Opcode.FRAME && at != CUT && !has(plus(at, bytes.get(LONG, at - Long.BYTES)))) {
        return;
      }
    }
  }

  /** Where the argument ends. */
  private long behind(long start, Argument argument) throws IOException {
    int size = argument.size();
    if (argument.isLine()) {
      return lines(start, size);
    }
    if (!has(start + size)) {
      return CUT;
    }
    long end = start + size;
    if (argument.isCounted()) {
      end = plus(end, count(start, argument));
    }
    return has(end) ? end : CUT;
  }

  private long count(long at, Argument argument) {
    return switch (argument.size()) {
      case 1 -> bytes.get(ValueLayout.JAVA_BYTE, at) & 0xFFL;
      case 4 -> {
        int count = bytes.get(INT, at);
        boolean signed = argument == Argument.LONG4 || argument == Argument.STRING4;
        yield signed ? count : count & 0xFFFFFFFFL;
      }
      default -> bytes.get(LONG, at);
    };
  }

  /** No pickle goes on behind a negative count; one that is too large is as if the largest. */
  private static long plus(long at, long count) {
    return count < 0 ? CUT : at + Math.min(count, Long.MAX_VALUE - at);
  }

  private long lines(long start, int count) throws IOException {
    long at = start;
    for (int line = 0; line < count; line++) {
      do {
        if (!has(at + 1)) {
          return CUT;
        }
      } while (bytes.get(ValueLayout.JAVA_BYTE, at++) != '\n');
    }
    return at;
  }

  /** Reads until so many bytes are there; false where they do not come. */
  private boolean has(long count) throws IOException {
    while (count >= 0 && size < count) {
      int wanted = (int) Math.min(count - size, AT_ONCE);
      if (piece.length < wanted) {
        piece = new byte[wanted == 1 ? 1 : AT_ONCE];
      }
      int got = in.readNBytes(piece, 0, wanted);
      if (got == 0) {
        return false;
      }
      grow(size + got);
      MemorySegment.copy(piece, 0, bytes, ValueLayout.JAVA_BYTE, size, got);
      size += got;
    }
    return count >= 0;
  }

  private void grow(long needed) {
    if (needed > bytes.byteSize()) {
      long wanted = Math.max(needed, 2 * bytes.byteSize());
      MemorySegment larger =
          wanted <= HEAP_BYTES
              ? MemorySegment.ofArray(new byte[(int) wanted])
              : Arena.ofAuto().allocate(wanted);
      MemorySegment.copy(bytes, 0, larger, 0, size);
      bytes = larger;
    }
  }
}
