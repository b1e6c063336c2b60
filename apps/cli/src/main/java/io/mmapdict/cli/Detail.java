package io.mmapdict.cli;

import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.ndarray.StoredArrays;
import io.mmapdict.viewer.PythonText;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ls --long} tells of a value beyond its description.
 *
 * @param mapped whether its elements are those in the file; else it is read into memory
 * @param order of an array without gaps C or F; null of others
 * @param strides of an array in bytes, else null
 * @param room the shape that a growing array may have where it stands, else null
 * @param mask of a masked array that has one, else null
 * @param start what it begins with, as Python shows it
 */
record Detail(
    boolean mapped,
    @Nullable String order,
    @Nullable List<Long> strides,
    @Nullable Shape room,
    @Nullable NDArray mask,
    String start) {
  /** Nothing is known. */
  static final Detail NONE = new Detail(false, null, null, null, null, "");

  private static final int START_CHARACTERS = 40;
  private static final int START_ELEMENTS = 3;

  /** Of a key's value; of an array no more than its first elements are read. */
  static Detail of(MmapDict dict, String key) {
    try {
      Object value = dict.get(key);
      return switch (value) {
        case NDArray array -> of(array, null, start(array));
        case MaskedArray array ->
            of(array.data(), array.hasMask() ? array.mask() : null, start(array));
        case null, default -> new Detail(false, null, null, null, null, cut(line(value)));
      };
    } catch (MmapDictException e) {
      return NONE; // its description says why
    }
  }

  private static Detail of(NDArray array, @Nullable NDArray mask, String start) {
    return new Detail(
        array.fileOffset().isPresent(),
        array.isContiguous(Order.C) ? "C" : array.isContiguous(Order.FORTRAN) ? "F" : null,
        Arrays.stream(array.strides()).boxed().toList(),
        room(array),
        mask,
        start);
  }

  private static String line(@Nullable Object value) {
    return PythonText.line(value);
  }

  private static String cut(String text) {
    return text.codePointCount(0, text.length()) <= START_CHARACTERS
        ? text
        : text.substring(0, text.offsetByCodePoints(0, START_CHARACTERS - 3)) + "...";
  }

  /** An array that grows has its lengths in the file; the indices of that axis lie farthest. */
  private static @Nullable Shape room(NDArray array) {
    if (StoredArrays.shapeOf(array).isEmpty()) {
      return null;
    }
    int axis = growingAxis(array);
    long[] lengths = array.shape().toArray();
    long stride = array.strides()[axis];
    lengths[axis] = stride == 0 ? lengths[axis] : StoredArrays.roomFor(array) / stride;
    return Shape.of(lengths);
  }

  /** Which axis of an array that grows in the file becomes longer. */
  static int growingAxis(NDArray array) {
    long[] strides = array.strides();
    long most = Arrays.stream(strides).max().orElse(0);
    int axis = 0;
    while (strides[axis] != most) {
      axis++;
    }
    return axis;
  }

  private static String start(NDArray array) {
    if (array.rank() == 0 || array.size() == 0) {
      return cut(PythonText.escapeControls(array.toString()));
    }
    NDArray row = array;
    while (row.rank() > 1) {
      row = row.select(0, 0);
    }
    String first = row.slice(0, 0, Math.min(START_ELEMENTS, row.size())).toString();
    return more(first, array.size());
  }

  private static String start(MaskedArray array) {
    NDArray data = array.data();
    if (data.rank() == 0 || data.size() == 0) {
      return cut(PythonText.escapeControls(array.toString()));
    }
    MaskedArray row = array;
    while (row.shape().rank() > 1) {
      row = row.select(0, 0);
    }
    long shown = Math.min(START_ELEMENTS, row.shape().length(0));
    return more(row.slice(0, 0, shown, 1).toString(), data.size());
  }

  private static String more(String first, long size) {
    boolean goesOn = size > START_ELEMENTS && first.endsWith("]");
    return cut(
        PythonText.escapeControls(
            goesOn ? first.substring(0, first.length() - 1) + " ...]" : first));
  }
}
