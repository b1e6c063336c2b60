package io.mmapdict.interop;

import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.pickle.PyByteArray;
import io.mmapdict.pickle.PyComplex;
import io.mmapdict.pickle.PyFrozenSet;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyMap;
import io.mmapdict.pickle.PyObject;
import io.mmapdict.pickle.PyTuple;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One line of text per value: the same that {@code describe.py} makes of the same in Python. */
final class Describe {
  /** Strides of 0 make an array of any size out of one element. */
  private static final long MOST_ELEMENTS = 1 << 20;

  private Describe() {}

  static String text(Object value) {
    return switch (value) {
      case null -> "None";
      case Boolean truth -> truth ? "bool True" : "bool False";
      case Long number -> "int " + number;
      case BigInteger number -> "int " + number;
      case Double number -> "float " + bits(number);
      case PyComplex number -> "complex " + bits(number.re()) + " " + bits(number.im());
      case String text -> "str " + quoted(text);
      case byte[] bytes -> "bytes " + HexFormat.of().formatHex(bytes);
      case PyByteArray bytes -> "bytearray " + HexFormat.of().formatHex(bytes.array());
      case List<?> list -> "list(" + joined(list.stream()) + ")";
      case PyTuple tuple -> "tuple(" + joined(tuple.stream()) + ")";
      case PyFrozenSet set -> "frozenset(" + sorted(set) + ")";
      case Set<?> set -> "set(" + sorted(set) + ")";
      case PyMap map when map.type().equals(PyMap.ORDERED_DICT) ->
          map.type() + "tuple()" + (map.isEmpty() ? "" : " with " + items(map));
      case Map<?, ?> map -> "dict(" + items(map) + ")";
      case LocalDateTime when ->
          "datetime %d %s"
              .formatted(
                  ChronoUnit.DAYS.between(LocalDate.of(1, 1, 1), when) + 1,
                  when.format(DateTimeFormatter.ofPattern("HH mm ss SSSSSS")));
      case BigDecimal number -> "Decimal " + number;
      case NDArray array -> array(array);
      case MaskedArray masked -> "masked " + array(masked.data()) + " mask " + array(masked.mask());
      case PyGlobal global -> "global " + global;
      case PyObject object -> call(object);
      default -> throw new AssertionError("not a value of Python's: " + value.getClass());
    };
  }

  private static String items(Map<?, ?> map) {
    return map.entrySet().stream()
        .map(entry -> text(entry.getKey()) + ": " + text(entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String call(PyObject object) {
    StringBuilder text = new StringBuilder();
    text.append(object.callable()).append(text(object.arguments()));
    for (PyObject.Step step : object.steps()) {
      if (!(step instanceof PyObject.SetItems(List<?> pairs))) {
        text.append(" then ").append(step); // not among the stored files: no word of Python's
        continue;
      }
      for (int i = 0; i < pairs.size(); i += 2) {
        text.append(i == 0 ? " with " : ", ")
            .append(text(pairs.get(i)))
            .append(": ")
            .append(text(pairs.get(i + 1)));
      }
    }
    return text.toString();
  }

  private static String array(NDArray array) {
    StringBuilder hex = new StringBuilder();
    if (array.shape().size() <= MOST_ELEMENTS) {
      array.forEachChunk(
          Order.C,
          chunk -> hex.append(HexFormat.of().formatHex(chunk.toArray(ValueLayout.JAVA_BYTE))));
    }
    long[] shape = new long[array.rank()];
    Arrays.setAll(shape, array.shape()::length);
    return "array " + array.dtype() + " " + Arrays.toString(shape) + " " + hex;
  }

  private static String joined(Stream<?> values) {
    return values.map(Describe::text).collect(Collectors.joining(", "));
  }

  private static String sorted(Iterable<?> values) {
    return StreamSupport.stream(values.spliterator(), false)
        .map(Describe::text)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static String bits(double number) {
    return HexFormat.of().toHexDigits(Double.doubleToRawLongBits(number));
  }

  private static String quoted(String text) {
    return text.chars()
        .mapToObj(unit ->
            unit >= 0x20 && unit < 0x7f && unit != '"' && unit != '\\'
                ? String.valueOf((char) unit)
                : String.format("\\u%04x", unit))
        .collect(Collectors.joining("", "\"", "\""));
  }
}
