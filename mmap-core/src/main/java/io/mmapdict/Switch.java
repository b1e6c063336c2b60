package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What stands around a value that was written without the lock. A plain load without the lock,
 * which reads from start to end and takes its time, decides by the byte in front of the value
 * whether the entry counts, and not by the valid byte behind it: else it could take a value half
 * old and meet a valid byte that was switched on meanwhile.
 *
 * <pre>
 *   V      47 or 8e    BINFLOAT: on, the skip is a number; BINBYTES8: off, the skip is a length
 *   V+1    u64 skip    from V+9 to S
 *   V+9    30          POP
 *   V+10   value       opcodes and padding
 *   S-6    4a i32 m 4e BININT memo max, NONE
 *   S      30 30       POP POP: of the two objects before if on, of key and byte string if off
 * </pre>
 */
final class Switch {
  static final byte ON = 0x47;
  static final byte OFF = FileLayout.BINBYTES8;

  /** The valid byte where the switch is off: it pushes what the POP behind it takes. */
  static final byte INVALID = FileLayout.NONE;

  static final int HEAD_BYTES = 1 + Long.BYTES + 1;
  static final int TAIL_BYTES = 1 + Integer.BYTES + 1 + 2;

  private static final int SKIPPED_FROM = 1 + Long.BYTES;
  private static final int POPS_BYTES = 2;
  private static final int MEMO_MAX_SHIFT = Byte.SIZE;
  private static final long MEMO_MAX_MASK = 0xffffffffL << MEMO_MAX_SHIFT;

  private Switch() {}

  /** Whether there is one around what stands between a key and a trailer. */
  static boolean isAround(MemorySegment file, long start, long end) {
    byte opcode = file.get(JAVA_BYTE, start);
    if ((opcode != ON && opcode != OFF) || end - start <= HEAD_BYTES + TAIL_BYTES) {
      return false;
    }
    return file.get(Little.LONG, start + 1) == skip(start, end)
        && file.get(JAVA_BYTE, start + SKIPPED_FROM) == FileLayout.POP
        && (file.get(Little.LONG, end - TAIL_BYTES) & ~MEMO_MAX_MASK) == tail(0);
  }

  /**
   * Whether an entry is switched off in front of its value: nobody takes what stands there for
   * opcodes.
   */
  static boolean isOff(MemorySegment file, FileEntry entry) {
    return entry.switched && file.get(JAVA_BYTE, entry.switchOffset()) == OFF;
  }

  /** What stands before the value, switched off. */
  static byte[] head(long start, long end) {
    return ByteBuffer.allocate(HEAD_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(OFF)
        .putLong(skip(start, end))
        .put(FileLayout.POP)
        .array();
  }

  /** What stands behind the value and its padding, as a little-endian 64-bit word. */
  static long tail(int memoMax) {
    return FileLayout.BININT
        | (memoMax & 0xffffffffL) << MEMO_MAX_SHIFT
        | (long) FileLayout.NONE << 40
        | (long) FileLayout.POP << 48
        | (long) FileLayout.POP << 56;
  }

  private static long skip(long start, long end) {
    return end - POPS_BYTES - (start + SKIPPED_FROM);
  }
}
