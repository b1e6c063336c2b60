package io.mmapdict.ndarray;

import io.mmapdict.ndarray.text.ArrayLines;
import io.mmapdict.pickle.PyComplex;
import io.mmapdict.pickle.PythonRepr;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The elements of one array as text of one width, as numpy prints them. */
@FunctionalInterface
interface ElementText {
  /** One of the elements for which this was made. */
  String of(Element element);

  /** The text that fits all these elements of one type. */
  static ElementText forAll(DType dtype, List<Element> elements) {
    return switch (dtype.kind()) {
      case BOOL -> element -> element.getBoolean() ? " True" : "False";
      case INT, UINT -> right(elements, element -> String.valueOf(element.get()));
      case FLOAT -> {
        FloatText text = floats(elements, Element::getReal, dtype.itemSize(), false);
        yield element -> text.of(element.getDouble(), "");
      }
      case COMPLEX -> {
        FloatText re = floats(elements, Element::getReal, dtype.itemSize() / 2, false);
        FloatText im = floats(elements, Element::getImaginary, dtype.itemSize() / 2, true);
        yield e -> re.of(e.getReal(), "") + im.of(e.getImaginary(), "j");
      }
      case DATETIME ->
          right(
              elements,
              e -> "'" + TimeText.dateTime(e.getLong(), dtype.unit().orElseThrow()) + "'");
      case TIMEDELTA ->
          right(elements, e -> e.getLong() == Times.NO_TIME ? "'NaT'" : "" + e.getLong());
      case BYTES -> element -> PythonRepr.of((byte[]) element.get());
      case UNICODE -> element -> PythonRepr.of((String) element.get());
      case VOID -> dtype.isStructured() ? structure(dtype, elements) : ElementText::hex;
      case OBJECT -> throw new AssertionError("no array is over objects");
    };
  }

  /** An element alone, as numpy prints an array without axes. */
  static String alone(Element element) {
    DType dtype = element.dtype();
    return switch (dtype.kind()) {
      case BOOL -> element.getBoolean() ? "True" : "False";
      case FLOAT -> number(element.getDouble(), dtype.itemSize());
      case COMPLEX -> complex((PyComplex) element.get(), dtype.itemSize() / 2);
      case DATETIME -> TimeText.dateTime(element.getLong(), dtype.unit().orElseThrow());
      case TIMEDELTA -> TimeText.span(element.getLong(), dtype.unit().orElseThrow());
      case INT, UINT, UNICODE -> String.valueOf(element.get());
      case BYTES, VOID, OBJECT -> forAll(dtype, List.of(element)).of(element);
    };
  }

  private static ElementText right(List<Element> elements, Function<Element, String> text) {
    int width = elements.stream().map(text).mapToInt(String::length).max().orElse(0);
    return element -> {
      String plain = text.apply(element);
      return " ".repeat(width - plain.length()) + plain;
    };
  }

  private static FloatText floats(
      List<Element> elements, Function<Element, Double> part, int itemSize, boolean signed) {
    return FloatText.forAll(itemSize, signed, elements.stream().map(part).toList());
  }

  private static ElementText structure(DType dtype, List<Element> elements) {
    List<ElementText> texts = new ArrayList<>();
    for (Field field : dtype.fields()) {
      List<NDArray> parts = elements.stream().map(e -> e.field(field.name())).toList();
      List<Element> values = parts.stream().flatMap(part -> part.flat().elements()).toList();
      ElementText text = forAll(field.dtype().base(), values);
      texts.add(element -> nested(element.field(field.name()), text));
    }
    return element -> {
      List<String> values = texts.stream().map(text -> text.of(element)).toList();
      return "(" + String.join(", ", values) + (values.size() == 1 ? ",)" : ")");
    };
  }

  private static String nested(NDArray part, ElementText text) {
    return part.rank() == 0
        ? text.of(part.at())
        : new ArrayLines(part.shape()).inOneLine(index -> text.of(part.at(index)));
  }

  private static String hex(Element element) {
    StringBuilder text = new StringBuilder("b'");
    for (byte b : (byte[]) element.get()) {
      text.append("\\x").append(HexFormat.of().toHexDigits(b).toUpperCase(Locale.ROOT));
    }
    return text.append('\'').toString();
  }

  /** A float of 2, 4, 8 or 16 bytes with the digits that tell it from its neighbours. */
  private static String number(double value, int itemSize) {
    return !Double.isFinite(value) || value == 0
        ? PythonRepr.of(value)
        : PythonRepr.ofDigits(FloatText.shortest(value, itemSize));
  }

  private static String complex(PyComplex value, int itemSize) {
    String re = withoutPoint(number(value.re(), itemSize));
    String im = withoutPoint(number(value.im(), itemSize));
    String sign = im.startsWith("-") ? "" : "+";
    return re.equals("0") ? im + "j" : "(" + re + sign + im + "j)";
  }

  private static String withoutPoint(String number) {
    return number.endsWith(".0") ? number.substring(0, number.length() - 2) : number;
  }
}
