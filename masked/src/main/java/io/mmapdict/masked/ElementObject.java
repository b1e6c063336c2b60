package io.mmapdict.masked;

import static java.util.Objects.requireNonNull;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.pickle.PyComplex;
import io.mmapdict.pickle.PythonRepr;

/**
 * An element, given as an array without axes, as the Python object that numpy makes of it where it
 * makes objects of elements, as numpy 2 and Python write that. Of a long double the digits are
 * those of the nearest double.
 */
final class ElementObject {
  private static final int LONG_DOUBLE = 16;

  private ElementObject() {}

  /** As Python's {@code repr} writes it. */
  static String repr(NDArray element) {
    DType dtype = element.dtype();
    return switch (dtype.kind()) {
      case BOOL, INT, UINT -> element.toString();
      case FLOAT ->
          isLongDouble(dtype)
              ? "np.longdouble('" + element + "')"
              : PythonRepr.of(element.at().getDouble());
      case COMPLEX ->
          isLongDouble(dtype)
              ? "np.clongdouble('" + withoutBrackets(element.toString()) + "')"
              : PythonRepr.of(new PyComplex(element.at().getReal(), element.at().getImaginary()));
      case BYTES, VOID -> PythonRepr.of((byte[]) requireNonNull(element.at().get()));
      case UNICODE -> PythonRepr.of(element.toString());
      case DATETIME, TIMEDELTA -> TimeObject.repr(TimeObject.of(element));
      case OBJECT -> throw new AssertionError("no array is over objects");
    };
  }

  /** As Python's {@code str} writes it. */
  static String str(NDArray element) {
    return switch (element.dtype().kind()) {
      case UNICODE -> element.toString();
      case DATETIME, TIMEDELTA -> TimeObject.str(TimeObject.of(element));
      case FLOAT, COMPLEX -> isLongDouble(element.dtype()) ? element.toString() : repr(element);
      default -> repr(element);
    };
  }

  /** Or a complex number of two. */
  private static boolean isLongDouble(DType dtype) {
    int parts = dtype.kind() == DType.Kind.COMPLEX ? 2 : 1;
    return dtype.itemSize() == parts * LONG_DOUBLE;
  }

  private static String withoutBrackets(String complex) {
    return complex.startsWith("(") ? complex.substring(1, complex.length() - 1) : complex;
  }
}
