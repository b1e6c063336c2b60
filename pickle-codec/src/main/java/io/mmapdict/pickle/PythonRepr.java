package io.mmapdict.pickle;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.MathContext;

/** Strs, bytes and floats as Python's {@code repr} writes them. */
public final class PythonRepr {
  private static final int EXPONENT_FROM = 16;

  private PythonRepr() {}

  /** A str. */
  public static String of(String text) {
    char quote = quote(text.indexOf('\'') >= 0, text.indexOf('"') >= 0);
    StringBuilder quoted = new StringBuilder(text.length() + 2).append(quote);
    text.codePoints().forEach(c -> appendCharacter(quoted, c, quote));
    return quoted.append(quote).toString();
  }

  /** A float: the fewest digits that give it back. */
  public static String of(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal digits = new BigDecimal(Double.toString(value));
    // Java always gives two digits: 4.9E-324 where 5E-324 does.
    BigDecimal one = digits.round(new MathContext(1));
    return ofDigits(one.doubleValue() == value ? one : digits);
  }

  /** A float of which all digits to be shown are known, and which is not 0. */
  public static String ofDigits(BigDecimal digits) {
    BigDecimal shortest = digits.stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent >= -4 && exponent < EXPONENT_FROM) {
      return shortest.setScale(Math.max(1, shortest.scale())).toPlainString();
    }
    String figures = shortest.unscaledValue().abs().toString();
    return (shortest.signum() < 0 ? "-" : "")
        + figures.charAt(0)
        + (figures.length() > 1 ? "." + figures.substring(1) : "")
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
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
    StringBuilder piece = new StringBuilder();
    for (long i = 0; i < bytes.byteSize(); i++) {
      int b = bytes.get(JAVA_BYTE, i) & 0xff;
      piece.setLength(0);
      if (b >= 0x7f) {
        piece.append("\\x").append(hex(b, 2));
      } else {
        appendCharacter(piece, b, escapeSingle && b == '\'' ? '\'' : quote);
      }
      out.append(piece);
    }
    out.append(quote);
  }

  private static char quote(boolean hasSingle, boolean hasDouble) {
    return hasSingle && !hasDouble ? '"' : '\'';
  }

  private static void appendCharacter(StringBuilder text, int c, char quote) {
    if (c == quote || c == '\\') {
      text.append('\\').append((char) c);
    } else if (c == '\n') {
      text.append("\\n");
    } else if (c == '\r') {
      text.append("\\r");
    } else if (c == '\t') {
      text.append("\\t");
    } else if (isPrintable(c)) {
      text.appendCodePoint(c);
    } else if (c <= 0xff) {
      text.append("\\x").append(hex(c, 2));
    } else if (c <= 0xffff) {
      text.append("\\u").append(hex(c, 4));
    } else {
      text.append("\\U").append(hex(c, 8));
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

  private static String hex(int value, int digits) {
    String hex = Integer.toHexString(value);
    return "0".repeat(digits - hex.length()) + hex;
  }
}
