package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.ByteSlice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The text that {@code described.py} makes of a value in Python, of the same value in Java. */
final class Described {
  /** Python that has {@code d(value)}. */
  static final String PYTHON = script();

  private final boolean sortedDicts;
  private final @Nullable Map<Object, Integer> seen;

  private Described(boolean sortedDicts, @Nullable Map<Object, Integer> seen) {
    this.sortedDicts = sortedDicts;
    this.seen = seen;
  }

  /** Type and value of everything. */
  static String of(@Nullable Object value) {
    return new Described(false, null).text(value);
  }

  /** As Python 2 says it, whose dicts have no order. */
  static String sorted(@Nullable Object value) {
    return new Described(true, null).text(value);
  }

  /** And what is one object. */
  static String shared(@Nullable Object value) {
    return new Described(false, new IdentityHashMap<>()).text(value);
  }

  private String text(@Nullable Object value) {
    return switch (value) {
      case null -> "N";
      case Boolean bool -> bool ? "T" : "F";
      case Long number -> "i" + number;
      case BigInteger number -> "i" + number;
      case Double number -> String.format("f%016x", Double.doubleToRawLongBits(number));
      case PyComplex number -> "c" + text(number.re()) + text(number.im());
      case String text -> {
        StringBuilder hex = new StringBuilder("s");
        text.chars().forEach(c -> hex.append(HexFormat.of().toHexDigits((char) c)));
        yield hex.toString();
      }
      case byte[] bytes -> "b" + HexFormat.of().formatHex(bytes);
      case ByteSlice slice when !slice.mutable() -> text(slice.toByteArray());
      case PyTuple tuple -> "(" + all(tuple.toList()) + ")";
      case PyFrozenSet set -> "Z" + sorted(set) + ";";
      case PyGlobal global -> "g" + global;
      case PyRange range -> call("builtins.range", range.start(), range.stop(), range.step());
      case PySlice slice -> call("builtins.slice", slice.start(), slice.stop(), slice.step());
      case BigDecimal number ->
          call(
              "decimal.Decimal",
              number.signum() < 0 ? 1L : 0L,
              number.unscaledValue().abs().toString(),
              (long) -number.scale());
      case PyFraction number ->
          call("fractions.Fraction", number.numerator(), number.denominator());
      case UUID id -> call("uuid.UUID", new BigInteger(id.toString().replace("-", ""), 16));
      case Path path -> call("pathlib.PosixPath", path.toString().isEmpty() ? "." : "" + path);
      case ZoneOffset offset ->
          call("datetime.timezone", Duration.ofSeconds(offset.getTotalSeconds()));
      case ZoneId zone -> call("zoneinfo.ZoneInfo", zone.getId());
      case Duration duration -> {
        long micros = duration.getNano() / 1000;
        long day = Math.floorDiv(duration.getSeconds(), 86_400L);
        yield call(
            "datetime.timedelta", day, Math.floorMod(duration.getSeconds(), 86_400L), micros);
      }
      case LocalDate date -> call("datetime.date", date(date).toArray());
      case LocalTime time -> call("datetime.time", clock(time, 0, null).toArray());
      case OffsetTime time ->
          call("datetime.time", clock(time.toLocalTime(), 0, time.getOffset()).toArray());
      case LocalDateTime when -> dateTime(when, 0, null);
      case OffsetDateTime when -> dateTime(when.toLocalDateTime(), 0, when.getOffset());
      case ZonedDateTime when -> {
        boolean first = when.equals(when.withEarlierOffsetAtOverlap());
        yield dateTime(when.toLocalDateTime(), first ? 0 : 1, when.getZone());
      }
      default -> changeable(value);
    };
  }

  private String changeable(Object value) {
    if (seen != null) {
      Integer number = seen.putIfAbsent(value, seen.size());
      if (number != null) {
        return "@" + number;
      }
    }
    return switch (value) {
      case PyByteArray bytes -> "a" + HexFormat.of().formatHex(bytes.array());
      case ByteSlice slice -> "a" + HexFormat.of().formatHex(slice.toByteArray());
      case PyDeque deque ->
          "collections.deque["
              + all(deque)
              + "]"
              + text(
                  deque.maxLength().isPresent()
                      ? (Object) (long) deque.maxLength().getAsInt()
                      : null);
      case List<?> list -> "[" + all(list) + "]";
      case Set<?> set -> "S" + sorted(set) + ";";
      case PyMap map -> {
        String items = map.type() + items(map);
        List<PyObject.Step> steps = map.toCall().steps();
        if (map.type().equals(PyMap.DEFAULTDICT)) {
          yield items + text(map.factory());
        }
        boolean more = !steps.isEmpty() && steps.getLast() instanceof PyObject.State;
        yield more ? items + text(((PyObject.State) steps.getLast()).state()) : items;
      }
      case Map<?, ?> map -> items(map);
      case PyObject object -> object(object);
      default -> throw new AssertionError(value.getClass());
    };
  }

  private String object(PyObject object) {
    StringBuilder text = new StringBuilder(object.call() + " ");
    text.append(text(object.callable())).append(text(object.arguments()));
    object.keywords().forEach((name, value) -> text.append(name).append('=').append(text(value)));
    for (PyObject.Step step : object.steps()) {
      List<@Nullable Object> parts =
          switch (step) {
            case PyObject.State state -> Collections.singletonList(state.state());
            case PyObject.Append append -> append.items();
            case PyObject.SetItems set -> set.pairs();
            case PyObject.AddItems add -> add.items();
          };
      text.append(
          switch (step) {
            case PyObject.State _ -> 'B';
            case PyObject.Append _ -> 'A';
            case PyObject.SetItems _ -> 'U';
            case PyObject.AddItems _ -> 'D';
          });
      parts.forEach(part -> text.append(text(part)).append(';'));
    }
    return text.toString();
  }

  private String call(String name, @Nullable Object... parts) {
    return name + text(PyTuple.of(parts));
  }

  private String dateTime(LocalDateTime when, long fold, @Nullable ZoneId zone) {
    List<@Nullable Object> parts = date(when.toLocalDate());
    parts.addAll(clock(when.toLocalTime(), fold, zone));
    return call("datetime.datetime", parts.toArray());
  }

  private static List<@Nullable Object> date(LocalDate date) {
    return numbers(date.getYear(), date.getMonthValue(), date.getDayOfMonth());
  }

  private static List<@Nullable Object> clock(LocalTime time, long fold, @Nullable ZoneId zone) {
    List<@Nullable Object> parts =
        numbers(time.getHour(), time.getMinute(), time.getSecond(), time.getNano() / 1000);
    parts.add(fold);
    parts.add(zone);
    return parts;
  }

  private static List<@Nullable Object> numbers(long... numbers) {
    List<@Nullable Object> list = new ArrayList<>();
    for (long number : numbers) {
      list.add(number);
    }
    return list;
  }

  private String items(Map<?, ?> map) {
    List<String> items = new ArrayList<>();
    map.forEach((key, value) -> items.add(text(key) + ":" + text(value)));
    if (sortedDicts) {
      Collections.sort(items);
    }
    return "{" + String.join(",", items) + "}";
  }

  private String all(Collection<?> values) {
    return String.join(",", texts(values));
  }

  private String sorted(Iterable<?> values) {
    List<String> texts = texts(values);
    Collections.sort(texts);
    return String.join(",", texts);
  }

  private List<String> texts(Iterable<?> values) {
    List<String> texts = new ArrayList<>();
    values.forEach(value -> texts.add(text(value)));
    return texts;
  }

  private static String script() {
    try {
      return Files.readString(Scripts.FOLDER.resolve("described.py"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
