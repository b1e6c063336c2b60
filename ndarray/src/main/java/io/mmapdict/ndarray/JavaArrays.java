package io.mmapdict.ndarray;

import java.lang.foreign.MemorySegment;

/** All elements of an array as a Java array, and the other way round. */
final class JavaArrays {
  /** The largest Java array that every JVM makes. */
  private static final int MAX_LENGTH = Integer.MAX_VALUE - 8;

  private JavaArrays() {}

  /** The array over the memory of a Java array; 1-d without lengths. */
  static NDArray wrap(MemorySegment memory, DType dtype, int length, long[] lengths) {
    Shape shape = lengths.length == 0 ? Shape.of(length) : Shape.of(lengths);
    if (shape.size() != length) {
      throw new IllegalArgumentException(length + " values for shape " + shape);
    }
    return NDArray.over(memory, dtype, Order.C, shape);
  }

  static byte[] bytes(boolean[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (values[i] ? 1 : 0);
    }
    return bytes;
  }

  static double[] doubles(NDArray array) {
    double[] values = new double[length(array)];
    copy(array, MemorySegment.ofArray(values), DType.FLOAT64);
    return values;
  }

  static float[] floats(NDArray array) {
    float[] values = new float[length(array)];
    copy(array, MemorySegment.ofArray(values), DType.FLOAT32);
    return values;
  }

  static long[] longs(NDArray array) {
    long[] values = new long[length(array)];
    copy(array, MemorySegment.ofArray(values), DType.INT64);
    return values;
  }

  static int[] ints(NDArray array) {
    int[] values = new int[length(array)];
    copy(array, MemorySegment.ofArray(values), DType.INT32);
    return values;
  }

  static short[] shorts(NDArray array) {
    short[] values = new short[length(array)];
    DType bits = bits(array, "short", DType.INT16, DType.UINT16);
    copy(array, MemorySegment.ofArray(values), bits);
    return values;
  }

  static byte[] bytes(NDArray array) {
    byte[] values = new byte[length(array)];
    DType bits = bits(array, "byte", DType.INT8, DType.UINT8, DType.BOOL);
    copy(array, MemorySegment.ofArray(values), bits);
    return values;
  }

  private static void copy(NDArray array, MemorySegment values, DType type) {
    NDArray.over(values, type, Order.C, array.shape()).copyFrom(array);
  }

  /** The one of these types, in native order, that the array has. */
  private static DType bits(NDArray array, String javaType, DType... types) {
    for (DType type : types) {
      if (type.type == array.dtype().type) {
        return type;
      }
    }
    throw new UnsupportedOperationException(
        "the elements of an array of " + array.dtype() + " are not the bits of a " + javaType);
  }

  private static int length(NDArray array) {
    if (array.size() > MAX_LENGTH) {
      throw new UnsupportedOperationException(
          array.size()
              + " elements do not fit a Java array; copy slices, or use asSegment() in place");
    }
    return (int) array.size();
  }
}
