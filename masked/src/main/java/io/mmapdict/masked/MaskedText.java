package io.mmapdict.masked;

import io.mmapdict.ndarray.Field;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.ndarray.text.ArrayLines;
import java.util.ArrayList;
import java.util.List;

/**
 * A masked array as numpy prints it with its default options. Where it has a mask numpy makes an
 * array of Python objects of it, of which none has the width of another. Of an axis among others it
 * takes the ends before it counts whether there are too many elements to show them all, so nothing
 * says that there were more.
 */
final class MaskedText {
  private static final String MASKED = "--";
  private static final int MOST_OF_EACH_AXIS = 100;

  private MaskedText() {}

  static String of(MaskedArray array) {
    NDArray data = array.data();
    NDArray mask = array.mask();
    if (!array.hasMask() || !data.isAlive()) {
      return data.toString();
    }
    if (!mask.isAlive()) {
      return mask.toString(); // which says so
    }
    if (data.rank() == 0) {
      return data.dtype().isStructured() || mask.at().getBoolean()
          ? element(data, mask)
          : ElementObject.str(data);
    }
    Shape ends = ends(array.shape());
    return new ArrayLines(ends)
        .text(index -> {
          long[] at = index.clone();
          for (int axis = 0; axis < at.length; axis++) {
            long length = ends.length(axis);
            at[axis] += index[axis] < length / 2 ? 0 : array.shape().length(axis) - length;
          }
          return element(data.at(at).array(), mask.at(at).array());
        });
  }

  /** The shape with no axis longer than numpy lets it be. */
  private static Shape ends(Shape shape) {
    if (shape.rank() == 1) {
      return shape;
    }
    long[] lengths = shape.toArray();
    for (int axis = 0; axis < lengths.length; axis++) {
      lengths[axis] = Math.min(lengths[axis], MOST_OF_EACH_AXIS);
    }
    return Shape.of(lengths);
  }

  /** One element, as arrays without axes. */
  private static String element(NDArray data, NDArray mask) {
    if (!data.dtype().isStructured()) {
      return mask.at().getBoolean() ? MASKED : ElementObject.repr(data);
    }
    List<String> values = new ArrayList<>();
    for (Field field : data.dtype().fields()) {
      values.add(field(data.field(field.name()), mask.field(field.name())));
    }
    return "(" + String.join(", ", values) + (values.size() == 1 ? ",)" : ")");
  }

  /** Of a sub-array all of its elements. */
  private static String field(NDArray data, NDArray mask) {
    return data.rank() == 0
        ? element(data, mask)
        : new ArrayLines(data.shape())
            .inOneLine(index -> element(data.at(index).array(), mask.at(index).array()));
  }
}
