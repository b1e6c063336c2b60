package io.mmapdict.masked;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Field;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.pickle.PyComplex;
import io.mmapdict.pickle.PyTuple;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
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
      NDArray element = NDArray.zeros(dtype);
      element.at().set(widest);
      if (widest instanceof Double real
          && Double.isFinite(real)
          && Double.isInfinite(element.at().getReal())) {
        throw refusal(dtype, value); // numpy warns of it whenever it is loaded
      }
      return widest;
    } catch (ArithmeticException | UnsupportedOperationException e) {
      throw new IllegalArgumentException(refusal(dtype, value).getMessage(), e);
    }
  }

  /**
   * The value that a pickle of numpy's states, which states its default also for types that cannot
   * hold it.
   *
   * @throws IllegalArgumentException as {@link #checked}
   */
  public static @Nullable Object ofPickle(DType dtype, @Nullable Object value) {
    try {
      return checked(dtype, value);
    } catch (IllegalArgumentException e) {
      if (isUsual(value)) {
        return null;
      }
      throw e;
    }
  }

  private static boolean isUsual(@Nullable Object value) {
    return switch (value) {
      case Long whole -> whole == 999_999;
      case Double real -> real == 1e20;
      case String text -> text.equals("N/A");
      case byte[] bytes -> new String(bytes, StandardCharsets.ISO_8859_1).equals("N/A");
      case null, default -> false;
    };
  }

  /**
   * Sets the elements that are masked.
   *
   * @param value null for numpy's default
   */
  static void fill(NDArray array, NDArray mask, @Nullable Object value) {
    if (array.dtype().isStructured()) {
      List<Field> fields = array.dtype().fields();
      for (int i = 0; i < fields.size(); i++) {
        String name = fields.get(i).name();
        Object part = value instanceof PyTuple values ? values.get(i) : null;
        fill(array.field(name), mask.field(name), part);
      }
      return;
    }
    NDArray one = part(array.dtype(), value);
    array.copyFrom(one.broadcastTo(array.shape().toArray()), mask);
  }

  /** One value; of a sub-array as many as that has. */
  private static NDArray part(DType dtype, @Nullable Object value) {
    if (value instanceof NDArray several) {
      return several;
    }
    NDArray one = NDArray.zeros(dtype);
    one.at().set(value == null ? usual(dtype) : value);
    return one;
  }

  /** What numpy takes, {@code numpy.ma.default_fill_value}, cut to the room there is. */
  private static @Nullable Object usual(DType dtype) {
    return switch (dtype.kind()) {
      case BOOL -> true;
      case INT, UINT -> wrapped(999_999, dtype.itemSize(), dtype.kind() == DType.Kind.INT);
      case FLOAT -> dtype.itemSize() == 2 ? Double.POSITIVE_INFINITY : 1e20;
      case COMPLEX -> new PyComplex(1e20, 0);
      case BYTES -> Arrays.copyOf("N/A".getBytes(StandardCharsets.US_ASCII), cut(dtype, 1));
      case UNICODE -> "N/A".substring(0, cut(dtype, Integer.BYTES));
      case VOID -> Arrays.copyOf("???".getBytes(StandardCharsets.US_ASCII), dtype.itemSize());
      case DATETIME, TIMEDELTA -> null;
      case OBJECT -> throw new AssertionError("no array is over objects");
    };
  }

  private static int cut(DType dtype, int each) {
    return Math.min(3, dtype.itemSize() / each);
  }

  /** As a cast of C has it. */
  private static long wrapped(long value, int bytes, boolean signed) {
    int unused = Long.SIZE - bytes * Byte.SIZE;
    return signed ? value << unused >> unused : value << unused >>> unused;
  }

  private static IllegalArgumentException refusal(DType dtype, @Nullable Object value) {
    return new IllegalArgumentException("fill value " + value + " is no element of " + dtype);
  }
}
