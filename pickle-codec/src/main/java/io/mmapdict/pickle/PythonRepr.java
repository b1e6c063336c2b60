package io.mmapdict.pickle;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/** Strs, bytes and numbers as Python's {@code repr} writes them. */
public final class PythonRepr {
  private static final int EXPONENT_FROM = 16;

  /** Below, whole numbers have no exponent, and a long holds them. */
  private static final double LONG_SURE = 1e15;

  private PythonRepr() {}

  /** A str. */
  public static String of(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2);
    try {
      write(text, quoted);
    } catch (IOException e) {
      throw new AssertionError("a StringBuilder takes all", e);
    }
    return quoted.toString();
  }

  /** Writes a str, piece by piece. */
  static void write(String text, Appendable out) throws IOException {
    char quote = quote(text.indexOf('\'') >= 0, text.indexOf('"') >= 0);
    out.append(quote);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      writeCharacter(c, quote, out);
      i += Character.charCount(c);
    }
    out.append(quote);
  }

  /** A float: the fewest digits that give it back. */
  public static String of(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    if (Math.abs(value) < LONG_SURE && value == (long) value) {
      return (long) value + ".0";
    }
    BigDecimal digits = new BigDecimal(Double.toString(value));
    if (digits.precision() == 2) {
      // Java always gives two digits: 4.9E-324 where 5E-324 does.
      BigDecimal one = digits.round(new MathContext(1));
      return ofDigits(one.doubleValue() == value ? one : digits);
    }
    return ofDigits(digits);
  }

  /** A float of which all digits to be shown are known, and which is not 0. */
  public static String ofDigits(BigDecimal digits) {
    BigDecimal shortest = digits.stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent >= -4 && exponent < EXPONENT_FROM) {
      return shortest.setScale(Math.max(1, shortest.scale())).toPlainString();
    }
    StringBuilder text = new StringBuilder(32).append(figures(shortest));
    int point = shortest.signum() < 0 ? 2 : 1;
    if (text.length() > point) {
      text.insert(point, '.');
    }
    text.append(exponent < 0 ? "e-" : "e+").append(Math.abs(exponent) < 10 ? "0" : "");
    return text.append(Math.abs(exponent)).toString();
  }

  /** All of them, with the sign. */
  private static String figures(BigDecimal number) {
    BigInteger unscaled = number.unscaledValue();
    return unscaled.bitLength() < Long.SIZE
        ? Long.toString(unscaled.longValue())
        : unscaled.toString();
  }

  /** A complex number: its parts without {@code .0}, and no real part that is zero. */
  public static String of(PyComplex value) {
    String re = withoutPoint(of(value.re()));
    String im = withoutPoint(of(value.im()));
    String sign = im.startsWith("-") ? "" : "+";
    return re.equals("0") ? im + "j" : "(" + re + sign + im + "j)";
  }

  private static String withoutPoint(String number) {
    return number.endsWith(".0") ? number.substring(0, number.length() - 2) : number;
  }

  /** Bytes. */
  public static String of(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length + 3);
    try {
      writeBytes(MemorySegment.ofArray(bytes), text);
    } catch (IOException e) {
      throw new AssertionError("a StringBuilder takes all", e);
    }
    return text.toString();
  }

  /** Writes bytes, of any number, piece by piece. */
  public static void writeBytes(MemorySegment bytes, Appendable out) throws IOException {
    writeBytes(bytes, false, out);
  }

  /** Writes a bytearray, of any number of bytes, piece by piece. */
  public static void writeByteArray(MemorySegment bytes, Appendable out) throws IOException {
    out.append("bytearray(");
    writeBytes(bytes, true, out); // which escapes a quote where it need not
    out.append(')');
  }

  private static void writeBytes(MemorySegment bytes, boolean escapeSingle, Appendable out)
      throws IOException {
    boolean hasSingle = false;
    boolean hasDouble = false;
    for (long i = 0; i < bytes.byteSize(); i++) {
      byte b = bytes.get(JAVA_BYTE, i);
      hasSingle |= b == '\'';
      hasDouble |= b == '"';
    }
    char quote = quote(hasSingle, hasDouble);
    out.append('b').append(quote);
    for (long i = 0; i < bytes.byteSize(); i++) {
      int b = bytes.get(JAVA_BYTE, i) & 0xff;
      if (b >= 0x7f) {
        writeHex('x', b, 2, out);
      } else {
        writeCharacter(b, escapeSingle && b == '\'' ? '\'' : quote, out);
      }
    }
    out.append(quote);
  }

  private static char quote(boolean hasSingle, boolean hasDouble) {
    return hasSingle && !hasDouble ? '"' : '\'';
  }

  private static void writeCharacter(int c, char quote, Appendable out) throws IOException {
    if (c == quote || c == '\\') {
      out.append('\\').append((char) c);
    } else if (c == '\n') {
      out.append("\\n");
    } else if (c == '\r') {
      out.append("\\r");
    } else if (c == '\t') {
      out.append("\\t");
    } else if (!isPrintable(c)) {
      int digits = c <= 0xff ? 2 : c <= 0xffff ? 4 : 8;
      writeHex(digits == 2 ? 'x' : digits == 4 ? 'u' : 'U', c, digits, out);
    } else if (Character.isBmpCodePoint(c)) {
      out.append((char) c);
    } else {
      out.append(Character.highSurrogate(c)).append(Character.lowSurrogate(c));
    }
  }

  /** As Python's {@code str.isprintable}, by the Unicode of this JDK. */
  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }

  static void writeHex(char kind, int value, int digits, Appendable out) throws IOException {
    out.append('\\').append(kind);
    for (int i = digits - 1; i >= 0; i--) {
      out.append(Character.forDigit((value >> (4 * i)) & 0xf, 16));
    }
  }
}
