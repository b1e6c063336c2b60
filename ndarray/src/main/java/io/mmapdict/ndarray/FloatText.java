package io.mmapdict.ndarray;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/**
 * Floats as numpy prints them in an array: each with the fewest digits that tell it from its
 * neighbours, those before the point all, and at most 8 after it, the points below each other; with
 * exponents where the magnitudes differ too much.
 */
final class FloatText {
  private static final int MAX_FRACTION = 8;

  private final int itemSize;
  private final boolean exponents;
  private final boolean signed;

  /** Characters before the point, the sign among them. */
  private final int left;

  /** Digits after the point. */
  private final int right;

  private final int exponentDigits;

  private FloatText(
      int itemSize, boolean exponents, boolean signed, int left, int right, int exponentDigits) {
    this.itemSize = itemSize;
    this.exponents = exponents;
    this.signed = signed;
    this.left = left;
    this.right = right;
    this.exponentDigits = exponentDigits;
  }

  /**
   * The text that fits all these numbers.
   *
   * @param itemSize 2, 4, 8 or 16: the bytes of the type, which say which digits tell neighbours
   *     apart
   * @param signed whether positive numbers have a sign too
   */
  static FloatText forAll(int itemSize, boolean signed, List<Double> values) {
    List<Double> finite = values.stream().filter(Double::isFinite).toList();
    boolean exponents = needExponents(finite, itemSize);
    int left = 0;
    int right = 0;
    int exponentDigits = 2;
    for (double value : finite) {
      BigDecimal shortest = exponents ? scientific(value, itemSize) : positional(value, itemSize);
      int sign = signed || isNegative(value) ? 1 : 0;
      if (exponents) {
        left = Math.max(left, sign + 1);
        right = Math.max(right, shortest.precision() - 1);
        int digits = Integer.toString(Math.abs(exponent(shortest))).length();
        exponentDigits = Math.max(exponentDigits, digits);
      } else {
        left = Math.max(left, shortest.abs().toBigInteger().toString().length() + sign);
        right = Math.max(right, shortest.scale());
      }
    }
    FloatText text = new FloatText(itemSize, exponents, signed, left, right, exponentDigits);
    return finite.size() == values.size() ? text : text.withRoomFor(values);
  }

  private static boolean needExponents(List<Double> finite, int itemSize) {
    double greatest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (double value : finite) {
      if (value != 0) {
        greatest = Math.max(greatest, Math.abs(value));
        least = Math.min(least, Math.abs(value));
      }
    }
    return greatest > 0
        && (greatest >= 1e8 || least < 1e-4 || isBeyond1000(greatest, least, itemSize));
  }

  /** Whether so many times as much, in the arithmetic of the type. */
  private static boolean isBeyond1000(double greatest, double least, int itemSize) {
    return switch (itemSize) {
      case 2 -> Float.float16ToFloat(Float.floatToFloat16((float) greatest / (float) least)) > 1000;
      case 4 -> (float) greatest / (float) least > 1000;
      case 8 -> greatest / least > 1000;
      default -> new BigDecimal(greatest).compareTo(new BigDecimal(least).movePointRight(3)) > 0;
    };
  }

  /** Room for nan, inf and -inf. */
  private FloatText withRoomFor(List<Double> values) {
    int longest = signed || values.contains(Double.NEGATIVE_INFINITY) ? 4 : 3;
    int others = width() - left;
    return new FloatText(
        itemSize, exponents, signed, Math.max(left, longest - others), right, exponentDigits);
  }

  private int width() {
    return left + 1 + right + (exponents ? 2 + exponentDigits : 0);
  }

  /**
   * One of the numbers.
   *
   * @param unit stands right behind the last digit
   */
  String of(double value, String unit) {
    String sign = isNegative(value) ? "-" : signed ? "+" : "";
    if (!Double.isFinite(value)) {
      String name = Double.isNaN(value) ? (signed ? "+nan" : "nan") : sign + "inf";
      return " ".repeat(Math.max(0, width() - name.length())) + name + unit;
    }
    if (exponents) {
      return pad(sign + withExponent(value) + unit, sign.length() + 1);
    }
    String plain = positional(value, itemSize).abs().toPlainString();
    int point = plain.indexOf('.');
    String whole = point < 0 ? plain : plain.substring(0, point);
    String fraction = point < 0 ? "" : plain.substring(point + 1);
    return pad(sign + whole + "." + fraction + unit, sign.length() + whole.length())
        + " ".repeat(right - fraction.length());
  }

  /** All with the same number of digits, so the shorter ones go on as the exact number does. */
  private String withExponent(double value) {
    BigDecimal exact =
        new BigDecimal(Math.abs(value)).round(new MathContext(right + 1, RoundingMode.HALF_EVEN));
    String digits = exact.unscaledValue() + "0".repeat(right + 1 - exact.precision());
    int exponent = exponent(exact);
    String format = "%s.%se%s%0" + exponentDigits + "d";
    return format.formatted(
        digits.charAt(0), digits.substring(1), exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private String pad(String text, int beforePoint) {
    return " ".repeat(Math.max(0, left - beforePoint)) + text;
  }

  private static boolean isNegative(double value) {
    return value < 0 || (value == 0 && 1 / value < 0);
  }

  private static int exponent(BigDecimal value) {
    return value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
  }

  private static BigDecimal positional(double value, int itemSize) {
    BigDecimal shortest = shortest(value, itemSize);
    if (shortest.scale() < 0) { // numpy shortens no digits before the point
      return new BigDecimal(value);
    }
    BigDecimal cut =
        shortest.scale() > MAX_FRACTION
            ? new BigDecimal(value).setScale(MAX_FRACTION, RoundingMode.HALF_EVEN)
            : shortest;
    return trimmed(cut);
  }

  private static BigDecimal scientific(double value, int itemSize) {
    BigDecimal shortest = shortest(value, itemSize);
    BigDecimal cut =
        shortest.precision() > MAX_FRACTION + 1
            ? new BigDecimal(value).round(new MathContext(MAX_FRACTION + 1, RoundingMode.HALF_EVEN))
            : shortest;
    return cut.signum() == 0 ? BigDecimal.ZERO : cut.stripTrailingZeros();
  }

  /** Without zeros at the end of the fraction, and never with a negative scale. */
  private static BigDecimal trimmed(BigDecimal value) {
    BigDecimal stripped = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  /** The fewest digits that give the number back in its type of so many bytes. */
  static BigDecimal shortest(double value, int itemSize) {
    if (itemSize == 2) {
      return shortestHalf((float) value);
    }
    boolean single = itemSize == 4;
    BigDecimal digits =
        new BigDecimal(single ? Float.toString((float) value) : Double.toString(value));
    // Java always gives two digits: 4.9E-324 where 5E-324 does.
    BigDecimal one = digits.round(new MathContext(1));
    boolean enough = single ? one.floatValue() == (float) value : one.doubleValue() == value;
    return (enough ? one : digits).stripTrailingZeros();
  }

  /** Five digits tell every two half precision numbers apart. */
  private static BigDecimal shortestHalf(float value) {
    BigDecimal exact = new BigDecimal(value);
    short bits = Float.floatToFloat16(value);
    for (int digits = 1; digits < 5; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (Float.floatToFloat16(rounded.floatValue()) == bits) {
        return rounded.stripTrailingZeros();
      }
    }
    return exact.round(new MathContext(5, RoundingMode.HALF_EVEN)).stripTrailingZeros();
  }
}
