package io.mmapdict.ndarray;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumSet;
import java.util.Set;

/** All elements of an array to and from a Java array: runs at once where the types agree. */
final class JavaArrays {
  /** The largest Java array that every JVM makes. */
  private static final int MAX_LENGTH = Integer.MAX_VALUE - 8;

  private static final Set<DType.Type> DOUBLES = EnumSet.of(DType.Type.FLOAT64);
  private static final Set<DType.Type> FLOATS = EnumSet.of(DType.Type.FLOAT32);
  private static final Set<DType.Type> LONGS = EnumSet.of(DType.Type.INT64);
  private static final Set<DType.Type> INTS = EnumSet.of(DType.Type.INT32);
  private static final Set<DType.Type> SHORTS = EnumSet.of(DType.Type.INT16, DType.Type.UINT16);
  private static final Set<DType.Type> BYTES =
      EnumSet.of(DType.Type.INT8, DType.Type.UINT8, DType.Type.BOOL);

  private JavaArrays() {}

  /** What happens to one element where the types differ. */
  @FunctionalInterface
  private interface Step {
    void apply(int index, long at);
  }

  static int length(NDArray array) {
    if (array.size() > MAX_LENGTH) {
      throw new UnsupportedOperationException(
          array.size()
              + " elements do not fit a Java array; copy slices, or use asSegment() in place");
    }
    return (int) array.size();
  }

  static void get(NDArray array, double[] target) {
    get(
        array,
        DOUBLES,
        JAVA_DOUBLE_UNALIGNED,
        target,
        target.length,
        (index, at) -> target[index] = Elements.getDouble(array.dtype(), array.memory(), at));
  }

  static void set(NDArray array, double[] source) {
    set(
        array,
        DOUBLES,
        JAVA_DOUBLE_UNALIGNED,
        source,
        source.length,
        (index, at) -> Elements.setDouble(array.dtype(), array.memory(), at, source[index]));
  }

  static void get(NDArray array, float[] target) {
    get(
        array,
        FLOATS,
        JAVA_FLOAT_UNALIGNED,
        target,
        target.length,
        (index, at) -> target[index] = Elements.getFloat(array.dtype(), array.memory(), at));
  }

  static void set(NDArray array, float[] source) {
    set(
        array,
        FLOATS,
        JAVA_FLOAT_UNALIGNED,
        source,
        source.length,
        (index, at) -> Elements.setFloat(array.dtype(), array.memory(), at, source[index]));
  }

  static void get(NDArray array, long[] target) {
    get(
        array,
        LONGS,
        JAVA_LONG_UNALIGNED,
        target,
        target.length,
        (index, at) -> target[index] = Elements.getLong(array.dtype(), array.memory(), at));
  }

  static void set(NDArray array, long[] source) {
    set(
        array,
        LONGS,
        JAVA_LONG_UNALIGNED,
        source,
        source.length,
        (index, at) -> Elements.setLong(array.dtype(), array.memory(), at, source[index]));
  }

  static void get(NDArray array, int[] target) {
    get(
        array,
        INTS,
        JAVA_INT_UNALIGNED,
        target,
        target.length,
        (index, at) ->
            target[index] = Math.toIntExact(Elements.getLong(array.dtype(), array.memory(), at)));
  }

  static void set(NDArray array, int[] source) {
    set(
        array,
        INTS,
        JAVA_INT_UNALIGNED,
        source,
        source.length,
        (index, at) -> Elements.setLong(array.dtype(), array.memory(), at, source[index]));
  }

  static void get(NDArray array, short[] target) {
    checkBits(array, SHORTS, "short");
    ValueLayout.OfShort layout = JAVA_SHORT_UNALIGNED.withOrder(array.dtype().order());
    get(
        array,
        SHORTS,
        JAVA_SHORT_UNALIGNED,
        target,
        target.length,
        (index, at) -> target[index] = array.memory().get(layout, at));
  }

  static void set(NDArray array, short[] source) {
    checkBits(array, SHORTS, "short");
    ValueLayout.OfShort layout = JAVA_SHORT_UNALIGNED.withOrder(array.dtype().order());
    set(
        array,
        SHORTS,
        JAVA_SHORT_UNALIGNED,
        source,
        source.length,
        (index, at) -> array.memory().set(layout, at, source[index]));
  }

  static void get(NDArray array, byte[] target) {
    checkBits(array, BYTES, "byte");
    ValueLayout.OfByte layout = JAVA_BYTE.withOrder(array.dtype().order());
    get(
        array,
        BYTES,
        JAVA_BYTE,
        target,
        target.length,
        (index, at) -> target[index] = array.memory().get(layout, at));
  }

  static void set(NDArray array, byte[] source) {
    checkBits(array, BYTES, "byte");
    ValueLayout.OfByte layout = JAVA_BYTE.withOrder(array.dtype().order());
    set(
        array,
        BYTES,
        JAVA_BYTE,
        source,
        source.length,
        (index, at) -> array.memory().set(layout, at, source[index]));
  }

  private static void get(
      NDArray array,
      Set<DType.Type> same,
      ValueLayout layout,
      Object target,
      int length,
      Step step) {
    checkLength(array, length);
    ValueLayout ordered = layout.withOrder(array.dtype().order());
    int itemSize = array.dtype().itemSize();
    boolean raw = same.contains(array.dtype().type);
    int[] next = {0};
    array
        .layout()
        .forEachRun(
            itemSize,
            (offset, count, stride) -> {
              if (raw && stride == itemSize) {
                MemorySegment.copy(array.memory(), ordered, offset, target, next[0], (int) count);
                next[0] += (int) count;
                return;
              }
              for (long i = 0; i < count; i++) {
                step.apply(next[0]++, offset + i * stride);
              }
            });
  }

  private static void set(
      NDArray array,
      Set<DType.Type> same,
      ValueLayout layout,
      Object source,
      int length,
      Step step) {
    checkLength(array, length);
    array.checkWritable();
    ValueLayout ordered = layout.withOrder(array.dtype().order());
    int itemSize = array.dtype().itemSize();
    boolean raw = same.contains(array.dtype().type);
    int[] next = {0};
    array
        .layout()
        .forEachRun(
            itemSize,
            (offset, count, stride) -> {
              if (raw && stride == itemSize) {
                MemorySegment.copy(source, next[0], array.memory(), ordered, offset, (int) count);
                next[0] += (int) count;
                return;
              }
              for (long i = 0; i < count; i++) {
                step.apply(next[0]++, offset + i * stride);
              }
            });
  }

  private static void checkLength(NDArray array, int length) {
    if (array.size() != length) {
      throw new IllegalArgumentException(
          "a Java array of " + length + " elements for an array of shape " + array.shape());
    }
  }

  private static void checkBits(NDArray array, Set<DType.Type> same, String javaType) {
    if (!same.contains(array.dtype().type)) {
      throw new UnsupportedOperationException(
          "the elements of an array of " + array.dtype() + " are not the bits of a " + javaType);
    }
  }
}
