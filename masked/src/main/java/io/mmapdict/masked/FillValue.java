package io.mmapdict.masked;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/** Which values may stand for masked elements of a type. */
public final class FillValue {
  private FillValue() {}

  /**
   * The value as {@link io.mmapdict.ndarray.Element#get} gives one; null for numpy's default.
   *
   * @throws IllegalArgumentException if elements of the type cannot hold it: numpy would not load
   *     the file
   */
  public static @Nullable Object checked(DType dtype, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    Object widest =
        switch (value) {
          case Integer whole -> (Object) (long) whole;
          case Float real -> (Object) (double) real;
          default -> value;
        };
    try {
      NDArray.zeros(dtype).at().set(widest);
      return widest;
    } catch (ArithmeticException | UnsupportedOperationException e) {
      throw new IllegalArgumentException(refusal(dtype, value).getMessage(), e);
    }
  }

  private static IllegalArgumentException refusal(DType dtype, @Nullable Object value) {
    return new IllegalArgumentException("fill value " + value + " is no element of " + dtype);
  }
}
