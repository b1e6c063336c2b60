package io.mmapdict.ndarray;

import io.mmapdict.pickle.PyTuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Types described by Python's own values, as {@code numpy.dtype} takes them and {@code .npy} files
 * hold them:
 *
 * <pre>
 *   '&lt;f4'                                                   a typestring or name
 *   ('&lt;f4', (2, 3))                                         a sub-array
 *   [('x', '&lt;f4'), (('title', 'y'), '&lt;i2', (3,))]           fields one behind the other
 *   {'names': ['x'], 'formats': ['&lt;f4'], 'offsets': [4],
 *    'titles': [None], 'itemsize': 8}                       fields anywhere
 * </pre>
 *
 * <p>The rules: numpy's reference, "Data type objects", and {@code numpy.lib.format}.
 */
public final class Descr {
  /** Deeper than any table; each level is a call here. */
  private static final int DEEPEST = 64;

  private Descr() {}

  /**
   * The type that is described.
   *
   * @param descr a {@link DType}, a String, a {@link PyTuple} of a description and a shape, a List
   *     of PyTuples, or a Map with {@code names} and {@code formats}, or of names to PyTuples of
   *     description and offset; numbers are Longs
   * @throws IllegalArgumentException if numpy has no such type, or it is not held here
   */
  public static DType parse(@Nullable Object descr) {
    return parse(descr, 0);
  }

  private static DType parse(@Nullable Object descr, int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("a dtype nested deeper than " + DEEPEST);
    }
    return switch (descr) {
      case DType dtype -> dtype;
      case String text -> DType.of(text);
      case PyTuple pair when pair.size() == 2 ->
          parse(pair.get(0), depth + 1).subArray(shape(pair.get(1)));
      case List<?> fields -> sequence(fields, depth);
      case Map<?, ?> map when map.containsKey("names") -> columns(map, depth);
      case Map<?, ?> map -> byName(map, depth);
      case null, default -> throw new IllegalArgumentException(descr + " describes no dtype");
    };
  }

  /** Fields one behind the other. */
  private static DType sequence(List<?> items, int depth) {
    List<Field> fields = new ArrayList<>();
    int end = 0;
    for (Object item : items) {
      if (!(item instanceof PyTuple parts) || parts.size() < 2 || parts.size() > 3) {
        throw new IllegalArgumentException(
            "a field is (name, dtype) or (name, dtype, shape), not " + item);
      }
      DType dtype = parse(parts.get(1), depth + 1);
      if (parts.size() == 3) {
        dtype = dtype.subArray(shape(parts.get(2)));
      }
      Object title = parts.get(0) instanceof PyTuple pair && pair.size() == 2 ? pair.get(0) : null;
      Object name = title == null ? parts.get(0) : ((PyTuple) parts.get(0)).get(1);
      Field field =
          new Field(named(name, fields.size()), dtype, end, title == null ? null : string(title));
      fields.add(field);
      end = sum(end, dtype.itemSize());
    }
    return DType.structured(end, fields);
  }

  /** numpy names fields by their number where nobody has. */
  private static String named(@Nullable Object name, int index) {
    String given = string(name);
    return given.isEmpty() ? "f" + index : given;
  }

  private static int sum(int end, int bytes) {
    if (bytes > Integer.MAX_VALUE - end) {
      throw new IllegalArgumentException("a dtype with elements of 2^31 bytes or more");
    }
    return end + bytes;
  }

  private static DType columns(Map<?, ?> map, int depth) {
    List<?> names = list(map, "names");
    List<?> formats = list(map, "formats");
    boolean isPlaced = map.get("offsets") != null;
    List<?> offsets = isPlaced ? list(map, "offsets") : List.of();
    List<?> titles = map.get("titles") == null ? List.of() : list(map, "titles");
    if (formats.size() != names.size() || (isPlaced && offsets.size() != names.size())) {
      throw new IllegalArgumentException("there are not as many formats and offsets as names");
    }
    if (!isPlaced && Boolean.TRUE.equals(map.get("aligned"))) {
      throw new IllegalArgumentException("an aligned dtype without offsets is not held");
    }
    List<Field> fields = new ArrayList<>();
    int end = 0;
    for (int i = 0; i < names.size(); i++) {
      DType dtype = parse(formats.get(i), depth + 1);
      int offset = isPlaced ? integer(offsets.get(i)) : end;
      Object title = i < titles.size() ? titles.get(i) : null;
      fields.add(
          new Field(named(names.get(i), i), dtype, offset, title == null ? null : string(title)));
      end = Math.max(end, sum(offset, dtype.itemSize()));
    }
    Object itemSize = map.get("itemsize");
    return DType.structured(itemSize == null ? end : integer(itemSize), fields);
  }

  private static DType byName(Map<?, ?> map, int depth) {
    List<Field> fields = new ArrayList<>();
    int end = 0;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getValue() instanceof PyTuple place) || place.size() < 2 || place.size() > 3) {
        throw new IllegalArgumentException(
            "field " + entry.getKey() + " is (dtype, offset), not " + entry.getValue());
      }
      DType dtype = parse(place.get(0), depth + 1);
      int offset = integer(place.get(1));
      String title = place.size() == 3 ? string(place.get(2)) : null;
      fields.add(new Field(string(entry.getKey()), dtype, offset, title));
      end = Math.max(end, sum(offset, dtype.itemSize()));
    }
    fields.sort(Comparator.comparingInt(Field::offset));
    return DType.structured(end, fields);
  }

  private static List<?> list(Map<?, ?> map, String key) {
    return switch (map.get(key)) {
      case PyTuple tuple -> tuple.toList();
      case List<?> list -> list;
      case null, default -> throw new IllegalArgumentException("no list of " + key + " in " + map);
    };
  }

  private static String string(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("a field's name or title is a str, not " + value);
  }

  private static int integer(@Nullable Object value) {
    if (value instanceof Long number && number >= 0 && number <= Integer.MAX_VALUE) {
      return number.intValue();
    }
    throw new IllegalArgumentException(
        "offsets and sizes are ints from 0 below 2^31, not " + value);
  }

  private static long[] shape(@Nullable Object value) {
    if (value instanceof Long one) {
      return new long[] {one};
    }
    if (!(value instanceof PyTuple tuple)) {
      throw new IllegalArgumentException("a shape is an int or a tuple of ints, not " + value);
    }
    long[] lengths = new long[tuple.size()];
    for (int i = 0; i < lengths.length; i++) {
      if (!(tuple.get(i) instanceof Long length)) {
        throw new IllegalArgumentException("a shape is a tuple of ints, not " + tuple);
      }
      lengths[i] = length;
    }
    return lengths;
  }

  /**
   * What describes a type to every numpy: a String, for a sub-array a {@link PyTuple}, for fields
   * without gaps a List, for others a Map.
   */
  public static Object of(DType dtype) {
    if (dtype.isSubArray()) {
      return PyTuple.of(of(dtype.base()), shape(dtype.subShape()));
    }
    if (!dtype.isStructured()) {
      return dtype.typestring();
    }
    return isPacked(dtype) ? packed(dtype) : placed(dtype);
  }

  /**
   * The same with padding as fields without a name, which {@code .npy} files have in place of
   * offsets: a String or a List.
   *
   * @throws IllegalArgumentException if fields overlap or do not stand in the order of their
   *     offsets
   */
  public static Object padded(DType dtype) {
    if (!dtype.isStructured()) {
      return of(dtype);
    }
    List<PyTuple> items = new ArrayList<>();
    int end = 0;
    for (Field field : dtype.fields()) {
      if (field.offset() < end) {
        throw new IllegalArgumentException(
            "field '%s' at %d begins before byte %d, where the one before ends, in %s"
                .formatted(field.name(), field.offset(), end, dtype));
      }
      pad(items, field.offset() - end);
      items.add(item(field, padded(field.dtype().base())));
      end = field.end();
    }
    pad(items, dtype.itemSize() - end);
    return items;
  }

  private static void pad(List<PyTuple> items, int bytes) {
    if (bytes > 0) {
      items.add(PyTuple.of("", "|V" + bytes));
    }
  }

  private static boolean isPacked(DType dtype) {
    int end = 0;
    for (Field field : dtype.fields()) {
      if (field.offset() != end) {
        return false;
      }
      end = field.end();
    }
    return end == dtype.itemSize();
  }

  private static List<PyTuple> packed(DType dtype) {
    return dtype.fields().stream().map(field -> item(field, of(field.dtype().base()))).toList();
  }

  private static PyTuple item(Field field, Object base) {
    Object name = field.title() == null ? field.name() : PyTuple.of(field.title(), field.name());
    return field.dtype().isSubArray()
        ? PyTuple.of(name, base, shape(field.dtype().subShape()))
        : PyTuple.of(name, base);
  }

  private static Map<String, Object> placed(DType dtype) {
    List<Field> fields = dtype.fields();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("names", fields.stream().map(Field::name).toList());
    map.put("formats", fields.stream().map(field -> of(field.dtype())).toList());
    map.put("offsets", fields.stream().map(field -> (long) field.offset()).toList());
    if (fields.stream().anyMatch(field -> field.title() != null)) {
      List<@Nullable String> titles = new ArrayList<>();
      fields.forEach(field -> titles.add(field.title()));
      map.put("titles", titles);
    }
    map.put("itemsize", (long) dtype.itemSize());
    return map;
  }

  private static PyTuple shape(Shape shape) {
    List<Object> lengths = new ArrayList<>();
    for (long length : shape.toArray()) {
      lengths.add(length);
    }
    return PyTuple.copyOf(lengths);
  }

  /** A description as Python's literal, as it stands in {@code .npy} files. */
  public static String literal(Object descr) {
    return DescrText.literal(descr);
  }
}
