package io.mmapdict.pickle;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;

/** The text forms of protocol 0: numbers in decimal, strings with escapes. */
final class TextArguments {
  /** So many digits always fit a long, and make a double as they are. */
  private static final int SURE_DIGITS = 15;

  private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

  private TextArguments() {}

  /** A Long where it fits. */
  static Number smallest(BigInteger value) {
    boolean fits = value.compareTo(MIN_LONG) >= 0 && value.compareTo(MAX_LONG) <= 0;
    if (fits) {
      return value.longValue();
    }
    return value;
  }

  /** The number where nothing but a few digits stand, else less than 0. */
  static long plainNumber(MemorySegment segment, long start, long count) {
    long number = count == 0 || count > SURE_DIGITS ? -1 : 0;
    for (long i = start; number >= 0 && i < start + count; i++) {
      int digit = segment.get(ValueLayout.JAVA_BYTE, i) - '0';
      number = digit >= 0 && digit <= 9 ? 10 * number + digit : -1;
    }
    return number;
  }

  /** As Python's {@code int} reads it. */
  static Number integer(String line, long offset) {
    return integer(line, line.length(), offset);
  }

  /** The same, with an L behind it or none. */
  static Number longInteger(String line, long offset) {
    return integer(line, line.endsWith("L") ? line.length() - 1 : line.length(), offset);
  }

  private static Number integer(String line, int lineEnd, long offset) {
    int start = start(line, lineEnd);
    int end = end(line, start, lineEnd);
    int first = afterSign(line, start, end);
    if (first == end || afterDigits(line, first, end) != end) {
      throw new PickleException("expected an int as text, found " + shown(line), offset);
    }
    return end - first <= SURE_DIGITS && line.indexOf('_') < 0
        ? (Number) Long.parseLong(line, start, end, 10)
        : smallest(new BigInteger(line.substring(start, end).replace("_", "")));
  }

  /** As Python's {@code float} reads it. */
  static double floatingPoint(String line, long offset) {
    int start = start(line, line.length());
    int end = end(line, start, line.length());
    int first = afterSign(line, start, end);
    int whole = afterDigits(line, first, end);
    if (whole == end && first < end && end - first <= SURE_DIGITS && line.indexOf('_') < 0) {
      long number = Long.parseLong(line, first, end, 10);
      return line.charAt(start) == '-' ? -(double) number : number;
    }
    String text = line.substring(start, end);
    if (isFloat(line, first, whole, end)) {
      return Double.parseDouble(text.replace("_", ""));
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan", "-nan", "+nan" -> Double.NaN;
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default ->
          throw new PickleException("expected a float as text, found " + shown(line), offset);
    };
  }

  /** Whether digits, a point and an exponent stand there as in Python. */
  private static boolean isFloat(String line, int first, int whole, int end) {
    int at = whole;
    boolean digits = whole > first;
    if (at < end && line.charAt(at) == '.') {
      int fraction = at + 1;
      at = afterDigits(line, fraction, end);
      digits |= at > fraction;
    }
    if (digits && at < end && (line.charAt(at) | 0x20) == 'e') {
      int exponent = afterSign(line, at + 1, end);
      at = afterDigits(line, exponent, end);
      digits = at > exponent;
    }
    return digits && at == end;
  }

  private static int start(String line, int end) {
    int start = 0;
    while (start < end && isBlank(line.charAt(start))) {
      start++;
    }
    return start;
  }

  private static int end(String line, int start, int lineEnd) {
    int end = lineEnd;
    while (end > start && isBlank(line.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static int afterSign(String line, int at, int end) {
    return at < end && (line.charAt(at) == '-' || line.charAt(at) == '+') ? at + 1 : at;
  }

  /** Behind digits, and single underlines between them; the same place where there is none. */
  private static int afterDigits(String line, int from, int end) {
    int at = from;
    while (at < end && isDigit(line.charAt(at))) {
      at++;
      if (at + 1 < end && line.charAt(at) == '_' && isDigit(line.charAt(at + 1))) {
        at++;
      }
    }
    return at;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Latin-1 with Python's escapes of u and 4, or U and 8 digits; else a backslash is itself. */
  static String rawUnicodeEscape(byte[] bytes, long offset) {
    StringBuilder text = new StringBuilder(bytes.length);
    int i = 0;
    while (i < bytes.length) {
      int slashes = 0;
      while (i + slashes < bytes.length && bytes[i + slashes] == '\\') {
        slashes++;
      }
      if (slashes == 0) {
        text.append((char) (bytes[i++] & 0xFF));
        continue;
      }
      int after = i + slashes;
      int digits =
          after == bytes.length ? 0 : bytes[after] == 'u' ? 4 : bytes[after] == 'U' ? 8 : 0;
      boolean escape = digits > 0 && slashes % 2 == 1;
      text.repeat('\\', escape ? slashes - 1 : slashes);
      i = after;
      if (escape) {
        text.appendCodePoint(codePoint(bytes, after + 1, digits, offset));
        i = after + 1 + digits;
      }
    }
    return text.toString();
  }

  /** Python 2's {@code repr} of a str: quoted, with backslash escapes. */
  static byte[] quoted(byte[] line, long offset) {
    int start = 0;
    int end = line.length;
    while (start < end && line[start] <= ' ' && line[start] >= 0) {
      start++;
    }
    while (end > start && line[end - 1] <= ' ' && line[end - 1] >= 0) {
      end--;
    }
    boolean quoted =
        end - start >= 2
            && (line[start] == '\'' || line[start] == '"')
            && line[end - 1] == line[start];
    if (!quoted) {
      throw new PickleException("STRING expects a str in quotes", offset);
    }
    return unescaped(Arrays.copyOfRange(line, start + 1, end - 1), offset + start + 1);
  }

  /** Text with the backslash escapes of Python's bytes. */
  static byte[] unescaped(byte[] text, long offset) {
    ByteBuilder out = new ByteBuilder(text.length);
    int i = 0;
    while (i < text.length) {
      if (text[i] != '\\') {
        out.append(text[i++]);
      } else {
        i = unescape(text, i + 1, out, offset);
      }
    }
    return out.toByteArray();
  }

  /** Reads what stands behind a backslash; returns where it ends. */
  private static int unescape(byte[] line, int at, ByteBuilder out, long offset) {
    int end = line.length;
    if (at >= end) {
      throw new PickleException("a text ends in the middle of an escape", offset + at);
    }
    int kind = line[at];
    int simple = "\\'\"abfnrtv".indexOf(kind);
    if (simple >= 0) {
      out.append("\\'\"\u0007\b\f\n\r\t\u000b".charAt(simple));
      return at + 1;
    }
    if (kind == 'x') {
      out.append(hex(line, at + 1, 2, end, offset));
      return at + 3;
    }
    if (kind >= '0' && kind <= '7') {
      int value = 0;
      int i = at;
      while (i < end && i < at + 3 && line[i] >= '0' && line[i] <= '7') {
        value = 8 * value + line[i++] - '0';
      }
      out.append(value);
      return i;
    }
    out.append('\\');
    out.append(kind);
    return at + 1;
  }

  private static int codePoint(byte[] bytes, int at, int digits, long offset) {
    int value = hex(bytes, at, digits, bytes.length, offset);
    if (!Character.isValidCodePoint(value)) {
      throw new PickleException("UNICODE names a character beyond U+10FFFF", offset + at);
    }
    return value;
  }

  private static int hex(byte[] bytes, int at, int digits, int end, long offset) {
    int value = 0;
    for (int i = at; i < at + digits; i++) {
      int digit = i < end ? Character.digit(bytes[i], 16) : -1;
      if (digit < 0) {
        throw new PickleException(
            "expected " + digits + " hexadecimal digits in an escape", offset + at);
      }
      value = (value << 4) | digit;
    }
    return value;
  }

  private static String shown(String line) {
    return '"' + (line.length() > 40 ? line.substring(0, 40) + "..." : line) + '"';
  }
}
