package io.mmapdict.pickle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Strs of up to eight bytes that were met lately: those that stand in every value, such as dict
 * keys and names of types, are made once. It keeps a few, whatever is read. Safe for use by many
 * threads: each finds what any of them left, or makes its own.
 */
final class RecentTexts {
  private static final int PLACES = 256;
  private static final long FACTOR = 0x9e3779b97f4a7c15L;

  /**
   * A str by its bytes.
   *
   * @param word the bytes, and zeros
   */
  private record Known(long word, int bytes, String text) {}

  private final @Nullable Known[] known = new Known[PLACES];

  /** The argument of the str opcode that the scanner is at. */
  String text(PickleScanner scanner) {
    if (!scanner.isShort()) {
      return scanner.text();
    }
    int bytes = (int) scanner.argumentBytes();
    long word = scanner.word();
    int place = (int) (((word + bytes) * FACTOR) >>> 32) & (PLACES - 1);
    Known there = known[place];
    if (there == null || there.word != word || there.bytes != bytes) {
      there = new Known(word, bytes, textOf(word, bytes, scanner.argumentOffset()));
      known[place] = there;
    }
    return there.text;
  }

  /** Not read from the file a second time: others may have changed it, and the pair stays here. */
  private static String textOf(long word, int bytes, long offset) {
    ByteBuffer all = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(word);
    return Utf8.decode(all.array(), bytes, offset);
  }
}
