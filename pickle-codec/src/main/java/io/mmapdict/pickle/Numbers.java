package io.mmapdict.pickle;

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

  /** What a Java type expects, in Python's words. */
  static String expected(Class<?> type) {
    if (isFloat(type)) {
      return type == float.class || type == Float.class ? "a float of 32 bits" : "a float";
    }
    if (isNumber(type)) {
      return type == BigInteger.class || type == long.class || type == Long.class
          ? "an int"
          : "an int that fits " + type.getSimpleName().toLowerCase(Locale.ROOT);
    }
    if (type == boolean.class || type == Boolean.class) {
      return "a bool";
    }
    return type == String.class ? "a str" : type.getTypeName();
  }

  /** The number in a type, or null where it is of another kind or does not fit. */
  static @Nullable Object narrow(Object value, Class<?> type) {
    Class<?> boxed = BOXED.getOrDefault(type, type);
    if (isFloat(type)) {
      double number;
      switch (value) {
        case Double real -> number = real;
        case Long whole -> number = whole;
        case BigInteger whole -> {
          number = whole.doubleValue();
          if (Double.isInfinite(number)) {
            return null;
          }
        }
        default -> {
          return null;
        }
      }
      if (boxed == Double.class) {
        return number;
      }
      boolean overflows = Double.isFinite(number) && Float.isInfinite((float) number);
      return overflows ? null : (float) number;
    }
    if (boxed == BigInteger.class) {
      return value instanceof Long whole ? BigInteger.valueOf(whole) : null;
    }
    if (!(value instanceof Long whole)) {
      return null;
    }
    if (boxed == Long.class) {
      return whole;
    }
    long number = whole;
    if (boxed == Integer.class) {
      return number == (int) number ? (Object) (int) number : null;
    }
    if (boxed == Short.class) {
      return number == (short) number ? (Object) (short) number : null;
    }
    return number == (byte) number ? (Object) (byte) number : null;
  }
}
