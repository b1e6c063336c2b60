package io.mmapdict.pickle;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * A large int in digits. {@link BigInteger#toString()} makes the number anew for each 18 of them,
 * which is a hundred times its size where there are thousands.
 */
final class DecimalDigits {
  private static final int AT_ONCE = 1_000_000_000;
  private static final int DIGITS_AT_ONCE = 9;

  private DecimalDigits() {}

  static void write(BigInteger number, TextBlock out) throws IOException {
    int[] words = words(number.abs());
    // 32 bits are more than 9 digits, and less than 10.
    int[] parts = new int[words.length * 10 / DIGITS_AT_ONCE + 1];
    int count = 0;
    for (int first = 0; first < words.length; first += words[first] == 0 ? 1 : 0) {
      if (words[first] != 0) {
        parts[count++] = divide(words, first);
      }
    }
    if (number.signum() < 0) {
      out.append('-');
    }
    out.append(count == 0 ? 0 : parts[count - 1], 0);
    for (int i = count - 2; i >= 0; i--) {
      out.padded(parts[i], DIGITS_AT_ONCE);
    }
  }

  /** The highest first. */
  private static int[] words(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int[] words = new int[(bytes.length + Integer.BYTES - 1) / Integer.BYTES];
    ByteBuffer all = ByteBuffer.allocate(words.length * Integer.BYTES);
    all.position(all.capacity() - bytes.length).put(bytes).flip().asIntBuffer().get(words);
    return words;
  }

  /** Divides in place; gives what is left. */
  private static int divide(int[] words, int first) {
    long rest = 0;
    for (int i = first; i < words.length; i++) {
      long value = (rest << Integer.SIZE) | Integer.toUnsignedLong(words[i]);
      words[i] = (int) (value / AT_ONCE);
      rest = value % AT_ONCE;
    }
    return (int) rest;
  }
}
