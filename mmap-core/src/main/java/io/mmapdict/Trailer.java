package io.mmapdict;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What stands behind an entry's value, as {@link FileLayout} has it: eight bytes, as a
 * little-endian 64-bit word.
 */
final class Trailer {
  private static final int VALID_SHIFT =
      Byte.SIZE * (FileLayout.TRAILER_BYTES - FileLayout.VALID_FROM_END);

  private static final long VARIES = 0xffffffffL << Byte.SIZE | 0xffL << VALID_SHIFT;

  private Trailer() {}

  static byte[] bytes(int memoMax, byte valid) {
    return ByteBuffer.allocate(FileLayout.TRAILER_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(word(memoMax, valid))
        .array();
  }

  static long word(int memoMax, byte valid) {
    return FileLayout.BININT
        | (memoMax & 0xffffffffL) << Byte.SIZE
        | (long) FileLayout.POP << 40
        | (valid & 0xffL) << VALID_SHIFT
        | (long) FileLayout.POP << 56;
  }

  /** Whether a word is a trailer, whatever its memo max and valid byte are. */
  static boolean isOne(long word) {
    return (word & ~VARIES) == (word(0, FileLayout.DEAD) & ~VARIES);
  }

  static byte valid(long word) {
    return (byte) (word >>> VALID_SHIFT);
  }

  /**
   * What stands behind the BININT of a trailer, the FRAME of the next entry included: one aligned
   * 64-bit word where the next frame is aligned.
   */
  static long settledWord(int memoMax, byte valid) {
    return word(memoMax, valid) >>> Byte.SIZE | (long) FileLayout.FRAME << 56;
  }
}
