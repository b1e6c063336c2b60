package io.mmapdict.viewer;

import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.Element;
import io.mmapdict.ndarray.Field;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.ObjectArray;
import io.mmapdict.pickle.PyTuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A value as rows of text: a structured array, one of one or two axes, a list of dicts or tuples, a
 * dict of equally long arrays.
 *
 * @param total how many rows there are
 * @param row the texts of one, which is read when it is asked for
 */
record Table(List<String> columns, long total, LongFunction<List<String>> row) {
  private static final int MOST_COLUMNS = 200;

  /** Of a list's elements so many are asked for their keys. */
  private static final int LOOKED_AT = 1000;

  private static final int LONGEST_CELL = 1000;
  private static final String MASKED = "--";

  /**
   * The strs that could be taken for another value, or for none: numbers, names of values, what
   * brackets or quotes are around, a mask. All others stand without quotes.
   */
  private static final Pattern LIKE_ANOTHER =
      Pattern.compile(
          "\\s*|None|True|False|--|[-+]?(?i:nan|inf|infinity)|[-+.]*\\d[-+.\\d_eEjJ]*"
              + "|b?['\"].*|[(\\[{].*|[\\w.]+\\(.*\\)",
          Pattern.DOTALL);

  /**
   * The table that a value is; empty if it is none.
   *
   * @param fields of a structured array, from the outermost to the innermost
   */
  static Optional<Table> of(@Nullable Object value, List<String> fields) {
    return switch (value) {
      case NDArray _ -> ofArray(ArrayPart.of(value, fields));
      case MaskedArray _ -> ofArray(ArrayPart.of(value, fields));
      case ObjectArray _ -> Optional.empty();
      case List<?> list when !list.isEmpty() -> Optional.of(ofList(list));
      case PyTuple tuple when tuple.size() > 0 -> Optional.of(ofList(tuple.toList()));
      case Map<?, ?> map -> ofColumns(map);
      case null, default -> Optional.empty();
    };
  }

  private static Optional<Table> ofArray(ArrayPart part) {
    NDArray data = part.data();
    if (data.dtype().isStructured() && data.rank() > 0) {
      List<String> names = names(data.dtype().fields());
      return Optional.of(
          new Table(
              names, data.size(), i -> names.stream().map(name -> cell(part, i, name)).toList()));
    }
    if (data.rank() == 1) {
      return Optional.of(new Table(List.of("value"), data.size(), i -> List.of(cell(part, i))));
    }
    if (data.rank() == 2) {
      long width = data.shape().length(1);
      int columns = (int) Math.min(width, MOST_COLUMNS);
      return Optional.of(
          new Table(
              IntStream.range(0, columns).mapToObj(Integer::toString).toList(),
              data.shape().length(0),
              i ->
                  LongStream.range(i * width, i * width + columns)
                      .mapToObj(at -> cell(part, at))
                      .toList()));
    }
    return Optional.empty();
  }

  private static List<String> names(List<Field> fields) {
    return fields.stream().limit(MOST_COLUMNS).map(Field::name).toList();
  }

  private static String cell(ArrayPart part, long number) {
    boolean masked = part.mask() != null && part.mask().flat().at(number).getBoolean();
    return masked ? MASKED : part.data().flat().at(number).toString();
  }

  private static String cell(ArrayPart part, long number, String field) {
    NDArray mask = part.mask() == null ? null : part.mask().flat().at(number).field(field);
    boolean masked =
        mask != null
            && !mask.dtype().isStructured()
            && mask.flat().elements().allMatch(Element::getBoolean);
    return masked ? MASKED : text(part.data().flat().at(number).field(field));
  }

  private static Table ofList(List<?> list) {
    if (list.stream().allMatch(Map.class::isInstance)) {
      Set<Object> keys = new LinkedHashSet<>();
      list.stream().limit(LOOKED_AT).forEach(each -> keys.addAll(((Map<?, ?>) each).keySet()));
      List<Object> columns = keys.stream().limit(MOST_COLUMNS).toList();
      return new Table(
          columns.stream().map(Table::text).toList(),
          list.size(),
          i -> byKey((Map<?, ?>) list.get((int) i), columns));
    }
    int width = list.stream().limit(LOOKED_AT).mapToInt(each -> parts(each).size()).max().orElse(0);
    int columns = Math.min(width, MOST_COLUMNS);
    return new Table(
        columns == 1
            ? List.of("value")
            : IntStream.range(0, columns).mapToObj(Integer::toString).toList(),
        list.size(),
        i -> padded(parts(list.get((int) i)), columns));
  }

  /** What stands in the row of a list's element, if it is no dict. */
  private static List<?> parts(@Nullable Object element) {
    return switch (element) {
      case PyTuple tuple -> tuple.toList();
      case List<?> list -> list;
      case null, default -> Collections.singletonList(element);
    };
  }

  private static List<String> padded(List<?> parts, int columns) {
    List<String> row = new ArrayList<>(columns);
    for (int i = 0; i < columns; i++) {
      row.add(i < parts.size() ? text(parts.get(i)) : "");
    }
    return row;
  }

  private static List<String> byKey(Map<?, ?> map, List<?> columns) {
    List<String> row = new ArrayList<>(columns.size());
    for (Object column : columns) {
      row.add(map.containsKey(column) ? text(map.get(column)) : "");
    }
    return row;
  }

  /** A dict of arrays that have as many elements on their first axis. */
  private static Optional<Table> ofColumns(Map<?, ?> map) {
    List<String> columns = new ArrayList<>();
    List<NDArray> arrays = new ArrayList<>();
    for (Map.Entry<?, ?> each : map.entrySet()) {
      if (!(each.getValue() instanceof NDArray array)
          || array.rank() == 0
          || (!arrays.isEmpty()
              && array.shape().length(0) != arrays.getFirst().shape().length(0))) {
        return Optional.empty();
      }
      columns.add(text(each.getKey()));
      arrays.add(array);
    }
    return arrays.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Table(
                columns,
                arrays.getFirst().shape().length(0),
                i -> arrays.stream().map(array -> text(array.select(0, i))).toList()));
  }

  private static String text(@Nullable Object value) {
    String text = whole(value);
    return text.length() <= LONGEST_CELL ? text : text.substring(0, LONGEST_CELL) + "...";
  }

  private static String whole(@Nullable Object value) {
    return switch (value) {
      case String text when LIKE_ANOTHER.matcher(text).matches() -> PythonText.quote(text);
      case String text -> text;
      case NDArray array when array.rank() == 0 -> array.at().toString();
      case NDArray array when array.size() <= 16 -> array.toString();
      case null, default -> PythonText.of(value);
    };
  }

  /**
   * Writes some rows.
   *
   * @param from the first
   * @param most rows
   */
  void writeTo(JsonGenerator json, long from, long most) {
    json.writeStartObject();
    json.writeName("columns");
    texts(json, columns);
    json.writeNumberProperty("total", total);
    json.writeNumberProperty("from", from);
    json.writeName("rows");
    json.writeStartArray();
    for (long i = from; i < Math.min(total, from + most); i++) {
      texts(json, row.apply(i));
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void texts(JsonGenerator json, Collection<String> texts) {
    json.writeStartArray();
    texts.forEach(text -> Json.string(json, text));
    json.writeEndArray();
  }
}
