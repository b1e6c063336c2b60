package io.mmapdict.viewer;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Element;
import io.mmapdict.ndarray.NDArray;

/** The elements of an array as real numbers: of complex ones the absolute value. */
final class Samples {
  private Samples() {}

  /** Whether the elements are numbers, bool too. */
  static boolean areNumbers(DType dtype) {
    return switch (dtype.kind()) {
      case BOOL, INT, UINT, FLOAT, COMPLEX -> true;
      default -> false;
    };
  }

  /**
   * Into another array of floats and the same shape, rounded.
   *
   * @throws ViewerException if they are no numbers
   */
  static void copy(NDArray array, NDArray to) {
    requireNumbers(array);
    NDArray real =
        array.dtype().kind() == DType.Kind.COMPLEX
            ? NDArray.of(floats(array), array.shape().toArray())
            : array;
    to.copyFrom(real);
  }

  /**
   * In C order, rounded.
   *
   * @throws ViewerException if they are no numbers
   */
  static float[] floats(NDArray array) {
    requireNumbers(array);
    if (array.dtype().kind() != DType.Kind.COMPLEX) {
      return array.toFloatArray();
    }
    float[] absolute = new float[Math.toIntExact(array.size())];
    for (int i = 0; i < absolute.length; i++) {
      absolute[i] = (float) absolute(array, i);
    }
    return absolute;
  }

  /**
   * In C order.
   *
   * @throws ViewerException if they are no numbers
   */
  static double[] doubles(NDArray array) {
    requireNumbers(array);
    if (array.dtype().kind() != DType.Kind.COMPLEX) {
      return array.toDoubleArray();
    }
    double[] absolute = new double[Math.toIntExact(array.size())];
    for (int i = 0; i < absolute.length; i++) {
      absolute[i] = absolute(array, i);
    }
    return absolute;
  }

  private static double absolute(NDArray array, long number) {
    return absolute(array.flat().at(number));
  }

  private static double absolute(Element element) {
    return Math.hypot(element.getReal(), element.getImaginary());
  }

  /** One element of a plane. */
  static double one(NDArray plane, long row, long column) {
    Element element = plane.at(row, column);
    return plane.dtype().kind() == DType.Kind.COMPLEX ? absolute(element) : element.getDouble();
  }

  /** Refuses what is no number. */
  static void requireNumbers(NDArray array) {
    if (!areNumbers(array.dtype())) {
      throw new ViewerException("this wants numbers, and the array is " + array.dtype());
    }
  }
}
