package io.mmapdict.ndarray;

/**
 * Long doubles as x86 has them, in 16 bytes: 64 bits of a fraction whose first bit is the whole
 * part, 15 of an exponent, a sign, and 48 that say nothing. Source: Intel 64 and IA-32
 * Architectures Software Developer's Manual, volume 1, 4.2.2.
 */
final class LongDoubles {
  private static final int BIAS = 16383;
  private static final int MOST_EXPONENT = 0x7fff;
  private static final int FRACTION_BITS = 63;
  private static final int DOUBLE_BIAS = 1023;
  private static final int DOUBLE_FRACTION_BITS = 52;

  private LongDoubles() {}

  /** The nearest double. */
  static double toDouble(long fraction, int signAndExponent) {
    int exponent = signAndExponent & MOST_EXPONENT;
    double magnitude;
    if (exponent == MOST_EXPONENT) {
      magnitude = fraction << 1 == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else {
      magnitude = scaled(fraction, exponent - BIAS - FRACTION_BITS);
    }
    return (signAndExponent & 0x8000) == 0 ? magnitude : -magnitude;
  }

  /** {@code fraction}, unsigned, times a power of two, rounded once. */
  private static double scaled(long fraction, int power) {
    if (fraction == 0) {
      return 0;
    }
    int zeros = Long.numberOfLeadingZeros(fraction);
    long normal = fraction << zeros;
    int exponent = power - zeros + FRACTION_BITS; // of the first bit
    // As many bits as the double has there: fewer for those near zero.
    int dropped = Math.max(11, 11 + (1 - DOUBLE_BIAS - exponent));
    if (dropped > Long.SIZE) {
      return 0;
    }
    long kept = dropped == Long.SIZE ? 0 : normal >>> dropped;
    long rest = dropped == Long.SIZE ? normal : normal << (Long.SIZE - dropped);
    int half = Long.compareUnsigned(rest, Long.MIN_VALUE);
    if (half > 0 || (half == 0 && (kept & 1) == 1)) {
      kept++;
    }
    // Exact now: at most 53 bits, and no bit below the least double.
    return Math.scalb((double) kept, exponent - FRACTION_BITS + dropped);
  }

  /** The whole number, exactly. */
  static long toLong(long fraction, int signAndExponent) {
    if (fraction == 0) {
      return 0;
    }
    // How many bits of the fraction stand behind the point.
    int behind = FRACTION_BITS - ((signAndExponent & MOST_EXPONENT) - BIAS);
    boolean isWhole =
        behind >= 0 && behind < Long.SIZE && Long.numberOfTrailingZeros(fraction) >= behind;
    boolean isNegative = (signAndExponent & 0x8000) != 0;
    long whole = isWhole ? fraction >>> behind : 0;
    if (!isWhole || (whole < 0 && !(isNegative && whole == Long.MIN_VALUE))) {
      throw new ArithmeticException(
          toDouble(fraction, signAndExponent) + " is no whole number that fits a long");
    }
    return isNegative ? -whole : whole;
  }

  /** The bits of the fraction of a whole number, exactly. */
  static long fraction(long value) {
    return value == 0 ? 0 : Math.abs(value) << Long.numberOfLeadingZeros(Math.abs(value));
  }

  /** The sign and the exponent of a whole number. */
  static short signAndExponent(long value) {
    int exponent = BIAS + FRACTION_BITS - Long.numberOfLeadingZeros(Math.abs(value));
    return (short) (value == 0 ? 0 : value < 0 ? 0x8000 | exponent : exponent);
  }

  /** The bits of the fraction of a double, exactly. */
  static long fraction(double value) {
    long bits = Double.doubleToRawLongBits(value);
    long fraction = bits & ((1L << DOUBLE_FRACTION_BITS) - 1);
    int exponent = doubleExponent(bits);
    if (exponent == 0) {
      return fraction == 0 ? 0 : fraction << Long.numberOfLeadingZeros(fraction);
    }
    return (1L << FRACTION_BITS) | fraction << (FRACTION_BITS - DOUBLE_FRACTION_BITS);
  }

  /** The sign and the exponent of a double. */
  static short signAndExponent(double value) {
    long bits = Double.doubleToRawLongBits(value);
    int sign = bits < 0 ? 0x8000 : 0;
    int exponent = doubleExponent(bits);
    if (exponent == 0x7ff) {
      return (short) (sign | MOST_EXPONENT);
    }
    long fraction = bits & ((1L << DOUBLE_FRACTION_BITS) - 1);
    if (exponent == 0) {
      int shift = Long.numberOfLeadingZeros(fraction) - (FRACTION_BITS - DOUBLE_FRACTION_BITS);
      return (short) (fraction == 0 ? sign : sign | (1 - DOUBLE_BIAS + BIAS - shift));
    }
    return (short) (sign | (exponent - DOUBLE_BIAS + BIAS));
  }

  private static int doubleExponent(long bits) {
    return (int) (bits >>> DOUBLE_FRACTION_BITS) & 0x7ff;
  }
}
