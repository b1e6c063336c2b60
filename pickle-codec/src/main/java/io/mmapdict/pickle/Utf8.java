package io.mmapdict.pickle;

import java.nio.charset.StandardCharsets;

/**
 * UTF-8 as Python's pickles have it, the error handler {@code surrogatepass}: a lone surrogate is
 * three bytes like any other character of its size. Java's own UTF-8 loses them.
 *
 * <p>A str of two lone surrogates that would make a pair is one character in Java, and is written
 * so: Java has no other way to hold it.
 */
final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD';

  private Utf8() {}

  static byte[] encode(String text) {
    return hasLoneSurrogate(text) ? encodeSlowly(text) : text.getBytes(StandardCharsets.UTF_8);
  }

  /** The string of all these bytes; otherwise as the next. */
  static String decode(byte[] utf8, long offset) {
    return decode(utf8, utf8.length, offset);
  }

  /**
   * The string of the first {@code count} bytes, or an exception.
   *
   * @param offset where the bytes stand, for the message
   */
  static String decode(byte[] utf8, int count, long offset) {
    String text = new String(utf8, 0, count, StandardCharsets.UTF_8);
    // Java's decoder puts this character where something is wrong; it may also really be there.
    return text.indexOf(REPLACEMENT) < 0 ? text : decodeSlowly(utf8, count, offset);
  }

  private static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  private static byte[] encodeSlowly(String text) {
    ByteBuilder out = new ByteBuilder(text.length() * 3);
    text.codePoints()
        .forEach(c -> {
          if (Character.charCount(c) == 1 && Character.isSurrogate((char) c)) {
            out.append(0xE0 | (c >> 12));
            out.append(0x80 | ((c >> 6) & 0x3F));
            out.append(0x80 | (c & 0x3F));
          } else {
            out.append(Character.toString(c).getBytes(StandardCharsets.UTF_8));
          }
        });
    return out.toByteArray();
  }

  private static String decodeSlowly(byte[] utf8, int count, long offset) {
    StringBuilder text = new StringBuilder(count);
    int i = 0;
    while (i < count) {
      int lead = utf8[i] & 0xFF;
      int length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
      if (length == 0 || lead > 0xF4 || i + length > count) {
        throw malformed(offset + i);
      }
      int c = length == 1 ? lead : lead & (0x7F >> length);
      for (int k = 1; k < length; k++) {
        if ((utf8[i + k] & 0xC0) != 0x80) {
          throw malformed(offset + i);
        }
        c = (c << 6) | (utf8[i + k] & 0x3F);
      }
      boolean overlong = (length == 3 && c < 0x800) || (length == 4 && c < 0x10000);
      if (overlong || c > Character.MAX_CODE_POINT) {
        throw malformed(offset + i);
      }
      text.appendCodePoint(c);
      i += length;
    }
    return text.toString();
  }

  private static PickleException malformed(long offset) {
    return new PickleException("expected UTF-8, found a byte that cannot stand there", offset);
  }
}
