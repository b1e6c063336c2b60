package io.mmapdict.pickle;

import java.math.BigInteger;

/**
 * A Python {@code fractions.Fraction}, in lowest terms whatever it is made from.
 *
 * @param numerator has the sign
 * @param denominator from 1
 */
public record PyFraction(BigInteger numerator, BigInteger denominator) {
  /** Reduces what is given; the denominator must not be 0. */
  public PyFraction {
    if (denominator.signum() == 0) {
      throw new IllegalArgumentException("a fraction has a denominator that is not 0");
    }
    BigInteger common = numerator.gcd(denominator);
    BigInteger divisor = denominator.signum() < 0 ? common.negate() : common;
    if (!divisor.equals(BigInteger.ONE)) {
      numerator = numerator.divide(divisor);
      denominator = denominator.divide(divisor);
    }
  }

  /** One of two longs. */
  public static PyFraction of(long numerator, long denominator) {
    return new PyFraction(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
  }

  /** Such as {@code 1/3}, and {@code 2} where it is whole. */
  @Override
  public String toString() {
    return denominator.equals(BigInteger.ONE) ? "" + numerator : numerator + "/" + denominator;
  }
}
