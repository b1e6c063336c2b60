package io.mmapdict.cli;

import io.mmapdict.ndarray.DType;
import io.mmapdict.pickle.PyComplex;
import java.util.List;
import java.util.function.Function;

/** The elements of one array as text of one width, as numpy prints them. */
@FunctionalInterface
interface ElementText {
  /** One of the elements for which this was made. */
  String of(Object element);

  /** The text that fits all these elements of an array. */
  static ElementText forAll(DType dtype, List<Object> elements) {
    return switch (dtype.kind()) {
      case BOOL -> element -> (Boolean) element ? " True" : "False";
      case INT, UINT -> {
        int width = elements.stream().mapToInt(e -> e.toString().length()).max().orElse(0);
        yield element -> " ".repeat(width - element.toString().length()) + element;
      }
      case FLOAT -> {
        FloatText text = floats(elements, e -> (Double) e, dtype.itemSize(), false);
        yield e -> text.of((Double) e, "");
      }
      case COMPLEX -> {
        FloatText re = floats(elements, e -> ((PyComplex) e).re(), dtype.itemSize() / 2, false);
        FloatText im = floats(elements, e -> ((PyComplex) e).im(), dtype.itemSize() / 2, true);
        yield e -> re.of(((PyComplex) e).re(), "") + im.of(((PyComplex) e).im(), "j");
      }
    };
  }

  private static FloatText floats(
      List<Object> elements, Function<Object, Double> part, int itemSize, boolean signed) {
    return FloatText.forAll(itemSize, signed, elements.stream().map(part).toList());
  }
}
