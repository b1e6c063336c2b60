package io.mmapdict.viewer;

import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An array of the file or a view of it, masked or not. Nothing is read to make one.
 *
 * @param mask of bool and the data's shape, true where an element is masked out; null if none is
 */
record ArrayPart(NDArray data, @Nullable NDArray mask) {
  private static final int PAGE_BYTES = 4096;

  /**
   * The array that a value is, or a field of it.
   *
   * @param fields from the outermost to the innermost
   * @throws ViewerException if it is no array, or there is no such field
   */
  static ArrayPart of(@Nullable Object value, List<String> fields) {
    ArrayPart part =
        switch (value) {
          case NDArray array -> new ArrayPart(array, null);
          case MaskedArray array ->
              new ArrayPart(array.data(), array.hasMask() ? array.mask() : null);
          case null, default ->
              throw new ViewerException("this wants an array, and it is a " + Kind.of(value));
        };
    for (String field : fields) {
      part = part.field(field);
    }
    return part;
  }

  private ArrayPart field(String name) {
    if (!data.dtype().isStructured()) {
      throw new ViewerException("an array of %s has no field '%s'".formatted(data.dtype(), name));
    }
    try {
      return new ArrayPart(data.field(name), mask == null ? null : mask.field(name));
    } catch (IllegalArgumentException e) {
      throw new ViewerException(e.getMessage(), e);
    }
  }

  Shape shape() {
    return data.shape();
  }

  /**
   * A part of it, its axes in the order that is wanted.
   *
   * @throws ViewerException if there is no such part
   */
  ArrayPart at(String at, String wanted) {
    At place = At.parse(at, shape(), wanted);
    return new ArrayPart(
        place.of(data, NDArray::select, NDArray::transpose),
        mask == null ? null : place.of(mask, NDArray::select, NDArray::transpose));
  }

  /**
   * The part where the axes that have an index are gone, and the others stay as they are.
   *
   * @throws ViewerException if there is no such part
   */
  ArrayPart fixed(String at) {
    At place = At.fixed(at, shape());
    return new ArrayPart(
        place.of(data, NDArray::select, NDArray::transpose),
        mask == null ? null : place.of(mask, NDArray::select, NDArray::transpose));
  }

  /** As {@link NDArray#slice(int, long, long, long)}. */
  ArrayPart slice(int axis, long from, long to, long step) {
    return new ArrayPart(
        data.slice(axis, from, to, step), mask == null ? null : mask.slice(axis, from, to, step));
  }

  /**
   * Whether neighbours in both directions lie on different pages: each element costs a page then,
   * and on a cold disk a read.
   */
  boolean isScattered() {
    for (long stride : data.strides()) {
      if (Math.abs(stride) < PAGE_BYTES) {
        return false;
      }
    }
    return true;
  }

  /** Evenly spread elements, so many of an axis at most. */
  ArrayPart thinned(int axis, long most) {
    long length = shape().length(axis);
    return slice(axis, 0, length, stepFor(length, most));
  }

  /** How far apart so many of a length stand at least. */
  static long stepFor(long length, long most) {
    return Math.max(1, Math.ceilDiv(length, most));
  }
}
