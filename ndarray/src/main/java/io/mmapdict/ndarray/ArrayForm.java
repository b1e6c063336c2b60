package io.mmapdict.ndarray;

import org.jspecify.annotations.Nullable;

/** How an array is written into a pickle. Both are read back mapped, and by every numpy. */
public enum ArrayForm {
  /** {@code numpy.ndarray(shape, dtype, bytearray)}: holds every array; the default. */
  PORTABLE,
  /**
   * The form that mmappickle 1.0.1 maps as well: C order, at least one dimension, native byte order
   * and no dimension of 2^31 or more.
   */
  MMAPPICKLE;

  /** Whether arrays of this type and shape, in C order, can be written so. */
  public boolean holds(DType dtype, Shape shape) {
    return this == PORTABLE || obstacle(dtype, shape) == null;
  }

  /**
   * Refuses what {@link #holds} denies.
   *
   * @throws UnsupportedOperationException that says what stands against it and what to do
   */
  public void check(DType dtype, Shape shape) {
    String obstacle = this == PORTABLE ? null : obstacle(dtype, shape);
    if (obstacle != null) {
      throw refusal(obstacle);
    }
  }

  static UnsupportedOperationException refusal(String obstacle) {
    return new UnsupportedOperationException(
        "mmappickle's form cannot hold " + obstacle + ", or keep the portable form");
  }

  private static @Nullable String obstacle(DType dtype, Shape shape) {
    if (dtype.isStructured() || dtype.isSubArray() || dtype.hasObject() || dtype.itemSize() == 0) {
      return "elements of " + dtype + "; write their fields as arrays"; // nobody reads them back
    }
    if (!dtype.isNative()) {
      return "the byte order of " + dtype + "; copy into a native array";
    }
    if (shape.rank() == 0) {
      return "an array without dimensions; reshape(1)";
    }
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (shape.length(axis) > Integer.MAX_VALUE) {
        return "a dimension of " + shape.length(axis) + "; reshape below 2^31";
      }
    }
    return null;
  }
}
