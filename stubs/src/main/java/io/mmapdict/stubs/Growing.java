package io.mmapdict.stubs;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Shape;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link GrowableNDArray} puts into the file: an array in which the indices of one axis lie
 * one behind the other, and room for more of them behind. Put by itself it makes the room before
 * the first append. Read, it is an {@link NDArray}. Immutable.
 *
 * @param dtype the type of the elements
 * @param shape the lengths of the axes now
 * @param axis the one that grows
 * @param capacity how long that axis may become where the array stands
 * @param source the first elements, of this type and at most these lengths; null for none
 * @param padding what stands where the source is shorter, as {@link
 *     io.mmapdict.ndarray.Element#set} takes it; null for zeros
 */
public record Growing(
    DType dtype,
    Shape shape,
    int axis,
    long capacity,
    @Nullable NDArray source,
    @Nullable Object padding) {
  /**
   * Checks that there is such an array.
   *
   * @throws IllegalArgumentException if there is no such axis, it is longer than the capacity, the
   *     source does not fit, or the bytes are more than a long counts
   */
  public Growing {
    if (axis < 0 || axis >= shape.rank() || shape.length(axis) > capacity) {
      throw new IllegalArgumentException(
          "axis %d of shape %s cannot grow to %d".formatted(axis, shape, capacity));
    }
    withLength(shape, axis, capacity).byteSize(dtype);
    if (source != null && !fits(source, dtype, shape, axis)) {
      throw new IllegalArgumentException(
          "an array of %s and shape %s does not begin one of %s and shape %s"
              .formatted(source.dtype(), source.shape(), dtype, shape));
    }
  }

  /** Room for an axis in front of frames of this shape, none of which is there yet. */
  public static Growing of(DType dtype, long capacity, long... frameShape) {
    long[] lengths = new long[frameShape.length + 1];
    System.arraycopy(frameShape, 0, lengths, 1, frameShape.length);
    return new Growing(dtype, Shape.of(lengths), 0, capacity, null, null);
  }

  private static boolean fits(NDArray source, DType dtype, Shape shape, int axis) {
    boolean fits = source.dtype().equals(dtype) && source.rank() == shape.rank();
    for (int i = 0; fits && i < shape.rank(); i++) {
      long length = source.shape().length(i);
      fits = i == axis ? length == shape.length(i) : length <= shape.length(i);
    }
    return fits;
  }

  /** The shape with another length of one axis. */
  static Shape withLength(Shape shape, int axis, long length) {
    long[] lengths = shape.toArray();
    lengths[axis] = length;
    return Shape.of(lengths);
  }

  /** The shape of what stands at one index of the axis. */
  public Shape frameShape() {
    return frameShape(shape, axis);
  }

  static Shape frameShape(Shape shape, int axis) {
    long[] lengths = new long[shape.rank() - 1];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = shape.length(i < axis ? i : i + 1);
    }
    return Shape.of(lengths);
  }

  /** The bytes of what stands at one index of the axis. */
  public long frameBytes() {
    return frameShape().byteSize(dtype);
  }

  /** For each axis the bytes to the next index: those of the one that grows lie outermost. */
  public long[] strides() {
    long[] strides = new long[shape.rank()];
    long next = dtype.itemSize();
    for (int i = strides.length - 1; i >= 0; i--) {
      if (i != axis) {
        strides[i] = next;
        next *= Math.max(1, shape.length(i));
      }
    }
    strides[axis] = frameBytes();
    return strides;
  }

  /** The source, where there is one with elements. */
  public Optional<NDArray> content() {
    return source == null || source.size() == 0 ? Optional.empty() : Optional.of(source);
  }
}
