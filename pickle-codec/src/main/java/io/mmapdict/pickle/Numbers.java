package io.mmapdict.pickle;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's numbers as Java's, where they fit. */
final class Numbers {
  private static final Map<Class<?>, Class<?>> BOXED =
      Map.of(
          byte.class, Byte.class,
          short.class, Short.class,
          int.class, Integer.class,
          long.class, Long.class,
          float.class, Float.class,
          double.class, Double.class);

  private Numbers() {}

  static boolean isNumber(Class<?> type) {
    return BOXED.containsKey(type) || BOXED.containsValue(type) || type == BigInteger.class;
  }

  static boolean isFloat(Class<?> type) {
    return type == float.class
        || type == double.class
        || type == Float.class
        || type == Double.class;
  }

  /** What a number's type expects, in Python's words. */
  static String expected(Class<?> type) {
    if (isFloat(type)) {
      return type == float.class || type == Float.class ? "a float of 32 bits" : "a float";
    }
    return type == BigInteger.class || type == long.class || type == Long.class
        ? "an int"
        : "an int that fits " + type.getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** The number in a type, or null where it is of another kind or does not fit. */
  static @Nullable Object narrow(Object value, Class<?> type) {
    Class<?> boxed = BOXED.getOrDefault(type, type);
    return switch (value) {
      case Double real -> isFloat(boxed) ? ofReal(real, boxed) : null;
      case Float real -> isFloat(boxed) ? ofReal(real, boxed) : null;
      case BigInteger whole when isFloat(boxed) -> exactly(whole, boxed);
      case BigInteger whole -> boxed == BigInteger.class ? whole : null;
      case Long whole -> ofWhole(whole, boxed);
      case Integer whole -> ofWhole(whole, boxed);
      case Short whole -> ofWhole(whole, boxed);
      case Byte whole -> ofWhole(whole, boxed);
      default -> null;
    };
  }

  /** Why a number of the right kind is none of a type; null where it is of another kind. */
  static @Nullable String fault(Object value, Class<?> type) {
    boolean isReal = value instanceof Double || value instanceof Float;
    boolean isWhole = !isReal && value instanceof Number && narrow(value, BigInteger.class) != null;
    if (!isWhole && !(isReal && isFloat(type))) {
      return null;
    }
    String number =
        value instanceof BigInteger whole && whole.bitLength() > 256
            ? "an int of " + whole.bitLength() + " bits"
            : value.toString();
    boolean rounds = isFloat(type) && Double.isFinite(((Number) value).doubleValue()) && !isReal;
    return number + (rounds ? ", which it would round" : ", which is out of its range");
  }

  private static @Nullable Object ofReal(double number, Class<?> boxed) {
    if (boxed == Double.class) {
      return number;
    }
    boolean overflows = Double.isFinite(number) && Float.isInfinite((float) number);
    return overflows ? null : (float) number;
  }

  private static @Nullable Object ofWhole(long number, Class<?> boxed) {
    if (isFloat(boxed)) {
      double real = boxed == Float.class ? (float) number : (double) number;
      boolean isSame = (long) real == number && real != 0x1p63; // which the cast makes 2^63 - 1
      return !isSame ? null : boxed == Float.class ? (Object) (float) real : (Object) real;
    }
    if (boxed == Long.class) {
      return number;
    }
    if (boxed == Integer.class) {
      return number == (int) number ? (Object) (int) number : null;
    }
    if (boxed == Short.class) {
      return number == (short) number ? (Object) (short) number : null;
    }
    if (boxed == Byte.class) {
      return number == (byte) number ? (Object) (byte) number : null;
    }
    return BigInteger.valueOf(number);
  }

  /** An int as a float, where that is the same number: what a float rounds is for the caller. */
  private static @Nullable Object exactly(BigInteger whole, Class<?> boxed) {
    double real = boxed == Float.class ? whole.floatValue() : whole.doubleValue();
    boolean isSame = Double.isFinite(real) && new BigDecimal(real).toBigInteger().equals(whole);
    return !isSame ? null : boxed == Float.class ? (Object) (float) real : (Object) real;
  }
}
