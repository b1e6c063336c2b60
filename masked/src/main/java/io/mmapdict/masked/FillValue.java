package io.mmapdict.masked;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.pickle.PyComplex;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Which numbers may stand for masked elements of a type. */
public final class FillValue {
  private FillValue() {}

  /**
   * The value as Python's: Boolean, Long, BigInteger, Double or PyComplex; null for numpy's
   * default.
   *
   * @throws IllegalArgumentException if elements of the type cannot hold it: numpy would not load
   *     the file
   */
  public static @Nullable Object checked(DType dtype, @Nullable Object value) {
    NDArray element = NDArray.zeros(dtype);
    try {
      return switch (value) {
        case null -> null;
        case Boolean truth -> {
          element.at().setBoolean(truth);
          yield truth;
        }
        case Long whole -> {
          element.at().setLong(whole);
          yield whole;
        }
        case Integer whole -> checked(dtype, (long) whole);
        case Double real -> {
          element.at().setDouble(real);
          yield real;
        }
        case Float real -> checked(dtype, (double) real);
        case PyComplex complex -> {
          element.at().setComplex(complex.re(), complex.im());
          yield complex;
        }
        case BigInteger large
            when dtype.equals(DType.UINT64.withOrder(dtype.order()))
                && large.signum() >= 0
                && large.bitLength() <= 64 ->
            large;
        default -> throw refusal(dtype, value);
      };
    } catch (ArithmeticException | UnsupportedOperationException e) {
      throw new IllegalArgumentException(refusal(dtype, value).getMessage(), e);
    }
  }

  private static IllegalArgumentException refusal(DType dtype, @Nullable Object value) {
    return new IllegalArgumentException("fill value " + value + " is no element of " + dtype);
  }
}
