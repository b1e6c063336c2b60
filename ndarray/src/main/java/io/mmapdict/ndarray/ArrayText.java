package io.mmapdict.ndarray;

import io.mmapdict.ndarray.text.ArrayLines;

/** An array as numpy prints it with its default options, in columns of one width. */
final class ArrayText {
  private ArrayText() {}

  static String of(NDArray array) {
    if (!array.isAlive()) {
      return "an array of "
          + array.dtype()
          + " and shape "
          + array.shape()
          + ", its file is closed";
    }
    if (array.rank() == 0) {
      return ElementText.alone(array.at());
    }
    ArrayLines lines = new ArrayLines(array.shape());
    ElementText format =
        ElementText.forAll(array.dtype(), lines.shown().stream().map(array::at).toList());
    return lines.text(index -> format.of(array.at(index)));
  }
}
