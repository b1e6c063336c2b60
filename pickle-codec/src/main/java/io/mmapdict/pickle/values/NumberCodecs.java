package io.mmapdict.pickle.values;

import io.mmapdict.pickle.PyFraction;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyRange;
import io.mmapdict.pickle.PySlice;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.ValueCodec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Numbers of the standard library, and what is made of ints. */
final class NumberCodecs {
  /** So many always fit a long, with a sign, too. */
  private static final int LONG_DIGITS = 18;

  /** Reading digits, and reducing a fraction, take time that grows with the square of these. */
  private static final int MAX_DIGITS = 20_000;

  private static final int MAX_BITS = 65_536;

  private static final int MAX_EXPONENT_DIGITS = 10;

  static final List<ValueCodec> ALL =
      List.of(
          CallCodec.of(
              PyRange.class,
              new PyGlobal("builtins", "range"),
              range -> PyTuple.of(range.start(), range.stop(), range.step()),
              NumberCodecs::range),
          CallCodec.of(
              PySlice.class,
              new PyGlobal("builtins", "slice"),
              NumberCodecs::parts,
              NumberCodecs::slice),
          CallCodec.of(
              BigDecimal.class,
              new PyGlobal("decimal", "Decimal"),
              number -> PyTuple.of(number.toString()),
              NumberCodecs::decimal),
          CallCodec.of(
              PyFraction.class,
              new PyGlobal("fractions", "Fraction"),
              number -> PyTuple.of(number.numerator(), number.denominator()),
              NumberCodecs::fraction));

  private NumberCodecs() {}

  private static @Nullable Object range(PyTuple given) {
    return given.size() == 3
            && given.get(0) instanceof Long start
            && given.get(1) instanceof Long stop
            && given.get(2) instanceof Long step
        ? new PyRange(start, stop, step)
        : null;
  }

  private static PyTuple parts(PySlice slice) {
    PyTuple parts = PyTuple.of(slice.start(), slice.stop(), slice.step());
    if (!parts.stream().allMatch(NumberCodecs::isPart)) {
      throw new IllegalArgumentException(
          "a PySlice is made of null, numbers and Strings, found " + parts);
    }
    return parts;
  }

  private static @Nullable Object slice(PyTuple given) {
    return given.size() == 3 && given.stream().allMatch(NumberCodecs::isPart)
        ? new PySlice(given.get(0), given.get(1), given.get(2))
        : null;
  }

  private static boolean isPart(@Nullable Object part) {
    return part == null || part instanceof Number || part instanceof String;
  }

  /** A BigDecimal has the same digits and exponent; a zero has no sign there. */
  private static @Nullable Object decimal(PyTuple given) {
    if (given.size() != 1
        || !(given.get(0) instanceof String text)
        || text.length() > MAX_DIGITS
        || !isDecimal(text)) {
      return null;
    }
    BigDecimal number = new BigDecimal(text); // throws where the exponent is no int
    return number.signum() == 0 && text.startsWith("-") ? null : number;
  }

  /** Not NaN nor Infinity. */
  private static boolean isDecimal(String text) {
    int whole = text.startsWith("-") ? 1 : 0;
    int at = afterDigits(text, whole);
    if (at == whole) {
      return false;
    }
    if (at < text.length() && text.charAt(at) == '.') {
      at = afterDigits(text, at + 1);
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      boolean signed = at + 1 < text.length() && "+-".indexOf(text.charAt(at + 1)) >= 0;
      int exponent = at + (signed ? 2 : 1);
      at = afterDigits(text, exponent);
      return at == text.length() && at > exponent && at <= exponent + MAX_EXPONENT_DIGITS;
    }
    return at == text.length();
  }

  private static int afterDigits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  /** Of two ints, or before Python 3.11 of a str. */
  private static @Nullable Object fraction(PyTuple given) {
    BigInteger numerator;
    BigInteger denominator;
    if (given.size() == 1 && given.get(0) instanceof String text) {
      int slash = text.indexOf('/');
      int end = slash < 0 ? text.length() : slash;
      if (text.length() > MAX_DIGITS
          || !areDigits(text, text.startsWith("-") ? 1 : 0, end)
          || !(slash < 0 || areDigits(text, slash + 1, text.length()))) {
        return null;
      }
      numerator = integer(text, 0, end);
      denominator = slash < 0 ? BigInteger.ONE : integer(text, slash + 1, text.length());
    } else if (given.size() == 2) {
      numerator = integer(given.get(0));
      denominator = integer(given.get(1));
      if (numerator == null || denominator == null) {
        return null;
      }
    } else {
      return null;
    }
    return Math.max(numerator.bitLength(), denominator.bitLength()) > MAX_BITS
        ? null
        : new PyFraction(numerator, denominator);
  }

  private static boolean areDigits(String text, int from, int end) {
    return from < end && afterDigits(text, from) == end;
  }

  private static BigInteger integer(String text, int from, int end) {
    return end - from <= LONG_DIGITS
        ? BigInteger.valueOf(Long.parseLong(text, from, end, 10))
        : new BigInteger(text.substring(from, end));
  }

  private static @Nullable BigInteger integer(@Nullable Object value) {
    return switch (value) {
      case Long number -> BigInteger.valueOf(number);
      case BigInteger number -> number;
      case null, default -> null;
    };
  }
}
