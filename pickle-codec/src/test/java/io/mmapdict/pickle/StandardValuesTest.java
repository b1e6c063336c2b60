package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The table of docs/values.md, both ways, with every Python there is; what 3.8 and newer ones write
 * is read in {@link GoldenPicklesTest}.
 */
class StandardValuesTest {
  private static final Codecs CODECS = Codecs.of();

  @Test
  void eachIsReadAsItsJavaType(@TempDir Path folder) throws IOException {
    eachIsRead(StandardTable.sameBothWays(), 0, folder);
    eachIsRead(StandardTable.FOLDED, 4, folder);
  }

  private static void eachIsRead(Map<String, Object> same, int from, Path folder)
      throws IOException {
    List<String> expressions = List.copyOf(same.keySet());
    for (Python python : StandardValues.old()) {
      List<String> found = StandardValues.named(python, folder, expressions);
      assertEquals(expressions.size(), found.size());
      for (int i = 0; i < expressions.size(); i++) {
        for (int protocol = from;
            protocol <= StandardValues.highest(python) && isThere(found, i);
            protocol++) {
          String what = expressions.get(i) + " of " + python.version() + ", " + protocol;
          Object expected = same.get(expressions.get(i));
          Object read = CODECS.load(StandardValues.pickle(folder, i, protocol));
          assertEquals(expected, read, what);
          assertEquals(CODECS.typeName(expected), CODECS.typeName(read), what);
          Object kept = CODECS.loadToConvert(StandardValues.pickle(folder, i, protocol));
          assertEquals(expected, kept, what);
        }
      }
    }
  }

  @Test
  @SuppressWarnings("JdkObsolete") // a LinkedList is a list and a deque
  void whatIsWrittenHereIsThatInPython(@TempDir Path folder) throws IOException {
    List<String> pairs = new ArrayList<>();
    write(StandardTable.sameBothWays(), 2, folder, pairs);
    write(StandardTable.FOLDED, 4, folder, pairs);
    // Read as another type that says the same.
    ZonedDateTime summer = StandardTable.utc(2021, 7, 1);
    write(
        Map.of(
            "dt(2021, 7, 1, tzinfo=timezone.utc)",
            summer.toInstant(),
            "dt(2021, 7, 1, 2, tzinfo=timezone(timedelta(hours=2)))",
            summer.withZoneSameInstant(ZoneOffset.ofHours(2)),
            "deque([1, 'x'])",
            new ArrayDeque<>(List.of(1, "x")),
            "[1, 2]",
            new LinkedList<>(List.of(1, 2)),
            "PosixPath('a/b')",
            Path.of("./a/./b")),
        2,
        folder,
        pairs);
    write(
        Map.of(
            "'SECONDS'",
            TimeUnit.SECONDS,
            "{'DAYS': {'HOURS'}}",
            new EnumMap<>(Map.of(TimeUnit.DAYS, EnumSet.of(TimeUnit.HOURS))),
            "'x'",
            'x',
            "'xyz'",
            new char[] {'x', 'y', 'z'},
            "[None, 1, 2, 2.5]",
            List.of(
                OptionalInt.empty(), OptionalInt.of(1), OptionalLong.of(2), OptionalDouble.of(2.5)),
            "(1, 2, 1, 2)",
            PyTuple.of(1, Optional.of(OptionalInt.of(2)), (byte) 1, (short) 2)),
        2,
        folder,
        pairs);
    IntStream ints = IntStream.range(0, 3); // gone when they are written
    List<?> streams = List.of(ints, LongStream.of(5), DoubleStream.of(1.5), Stream.of("a", null));
    Files.write(folder.resolve("streams"), CODECS.dump(streams));
    pairs.add("[[0, 1, 2], [5], [1.5], ['a', None]]\tstreams");
    for (Python python : Python.plain()) {
      if (!StandardValues.isTwo(python)) { // its standard library lacks most of them
        StandardValues.assertSame(python, folder, pairs);
      }
    }
  }

  /** By dump, and by a pickler in each protocol that keeps the values. */
  private static void write(Map<String, Object> same, int from, Path folder, List<String> pairs)
      throws IOException {
    for (Map.Entry<String, Object> each : same.entrySet()) {
      for (int protocol = from - 1; protocol <= 5; protocol++) {
        Object value = each.getValue();
        byte[] pickle =
            protocol < from ? CODECS.dump(value) : CODECS.pickler().protocol(protocol).dump(value);
        String file = pairs.size() + "." + protocol;
        Files.write(folder.resolve(file), pickle);
        pairs.add(each.getKey() + "\t" + file);
      }
    }
  }

  @Test
  void whatNothingHoldsStaysTheCall(@TempDir Path folder) throws IOException {
    eachStaysTheCall(StandardTable.OPAQUE, 0, folder);
    eachStaysTheCall(StandardTable.OPAQUE_WITH_FOLD, 4, folder);
  }

  private static void eachStaysTheCall(List<String> expressions, int from, Path folder)
      throws IOException {
    for (Python python : StandardValues.old()) {
      List<String> found = StandardValues.named(python, folder, expressions);
      List<String> files = new ArrayList<>();
      List<String> meant = new ArrayList<>();
      for (int i = 0; i < expressions.size(); i++) {
        for (int protocol = from;
            protocol <= StandardValues.highest(python) && isThere(found, i);
            protocol++) {
          Object read = CODECS.load(StandardValues.pickle(folder, i, protocol));
          assertEquals(PyObject.class, read.getClass(), expressions.get(i));
          files.add(i + "." + protocol);
          meant.add(found.get(i));
          Files.write(folder.resolve(files.getLast()), CODECS.dump(read));
        }
      }
      assertEquals(meant, StandardValues.read(reader(python), folder, files), python.version());
    }
  }

  /** Classes of their own: a name and a state, which make the same object again. */
  @Test
  void otherObjectsAreTheirNameAndState(@TempDir Path folder) throws IOException {
    List<String> expressions =
        List.of(
            "Colour.RED",
            "Access.WRITE",
            "Point(1, [2])",
            "Person('x', 5)",
            "Plain()",
            "Words([1])");
    for (Python python : StandardValues.old()) {
      List<String> found = StandardValues.named(python, folder, expressions);
      List<String> files = new ArrayList<>();
      List<String> meant = new ArrayList<>();
      for (int i = 0; i < expressions.size(); i++) {
        for (int protocol = 0;
            protocol <= StandardValues.highest(python) && isThere(found, i);
            protocol++) {
          PyObject read = (PyObject) CODECS.load(StandardValues.pickle(folder, i, protocol));
          String own = expressions.get(i).split("[.(]", -1)[0];
          Object type = protocol < 2 && i >= 2 ? read.arguments().get(0) : read.callable();
          if (type instanceof PyGlobal global && !global.name().equals("getattr")) {
            assertEquals(new PyGlobal("values", own), global);
          }
          files.add(i + "." + protocol);
          meant.add(found.get(i));
          Files.write(folder.resolve(files.getLast()), CODECS.dump(read));
        }
      }
      assertEquals(meant, StandardValues.read(reader(python), folder, files), python.version());
    }
  }

  /** Python pickles a UUID as an object that gets its state later: it is one value everywhere. */
  @Test
  void whatGetsItsStateLaterIsShared() {
    int found = 0;
    for (GoldenPickles.Golden golden : GoldenPickles.all()) {
      if (golden.value().equals("[UUID(int=5)] * 2")) {
        List<?> shared = (List<?>) CODECS.load(MemorySegment.ofArray(golden.pickle()));
        assertEquals(new UUID(0, 5), shared.get(0));
        assertSame(shared.get(0), shared.get(1));
        found++;
      }
    }
    assertEquals(6, found);
  }

  /** OrderedDict([[key, 1]]) with a list in itself as key: Java must not hash it. */
  @Test
  void aKeyThatCannotBeHashedIsNotHashed() {
    byte[] pickle =
        "ccollections\nOrderedDict\n]]]q\0h\0aaK\1aa\u0085R.".getBytes(StandardCharsets.ISO_8859_1);
    assertEquals(PyObject.class, CODECS.load(MemorySegment.ofArray(pickle)).getClass());
  }

  enum Side {
    LEFT,
    RIGHT {}
  }

  record Odd(
      Side side,
      OptionalInt none,
      Instant when,
      ZonedDateTime zoned,
      BigDecimal whole,
      Path path) {}

  @Test
  void javasTypesComeBackWhereTheyAreAskedFor() {
    Instant when = Instant.ofEpochSecond(5, 1000);
    ZonedDateTime zoned = when.atZone(ZoneOffset.ofHours(1));
    Odd odd = new Odd(Side.RIGHT, OptionalInt.empty(), when, zoned, BigDecimal.ONE, Path.of("a"));
    Map<?, ?> read = (Map<?, ?>) CODECS.load(MemorySegment.ofArray(CODECS.dump(odd)));
    assertEquals("RIGHT", read.get("side"));
    assertEquals(odd, CODECS.convert(read, Odd.class));
    assertEquals(Side.LEFT, CODECS.convert("LEFT", Side.class));
    assertEquals(OptionalLong.of(5), CODECS.convert(5L, OptionalLong.class));
    assertEquals(OptionalDouble.of(5), CODECS.convert(5L, OptionalDouble.class));
    assertEquals(OptionalInt.empty(), CODECS.convert(null, OptionalInt.class));
    assertEquals(new BigDecimal("5"), CODECS.convert(5L, BigDecimal.class));
    assertArrayEquals(new char[] {'a', 'b'}, CODECS.convert("ab", char[].class));
    assertEquals(when, CODECS.convert(zoned, Instant.class));
    assertEquals(zoned.toOffsetDateTime(), CODECS.convert(zoned, OffsetDateTime.class));
    PickleException e = assertThrows(PickleException.class, () -> CODECS.convert("UP", Side.class));
    assertEquals(
        "the value: expected a str that names a Side, of [LEFT, RIGHT], found 'UP'",
        e.getMessage());
  }

  @Test
  void collectionsChangeAsInPython() {
    PyDeque deque = PyDeque.ofAtMost(2);
    deque.addAll(List.of(1, 2));
    deque.add(3);
    assertEquals(List.of(2, 3), deque);
    assertThrows(IllegalStateException.class, () -> deque.addFirst(1));
    deque.removeFirst();
    deque.addFirst(1);
    assertEquals(List.of(1, 3), deque);
    PyMap map = PyMap.orderedDict();
    map.put("b", 1);
    map.put("a", 2);
    map.remove("b");
    map.put("b", 3);
    assertEquals(List.of("a", "b"), List.copyOf(map.keySet()));
    map.put(List.of(), 1);
    PickleException e = assertThrows(PickleException.class, () -> CODECS.dump(map));
    assertTrue(e.getMessage().contains("found list"), e.getMessage());
  }

  @Test
  void rangesCountAndStream() {
    assertEquals(0, new PyRange(5, 2, 1).size());
    assertEquals(2, new PyRange(5, 2, -2).size());
    assertEquals(List.of(5L, 3L), new PyRange(5, 2, -2).stream().boxed().toList());
    assertEquals(3, new PyRange(Long.MIN_VALUE, Long.MAX_VALUE, 1L << 63 >>> 1).size() - 1);
    assertTrue(new PyRange(0, Long.MAX_VALUE, 1).stream().limit(3).sum() == 3);
  }

  private static boolean isThere(List<String> descriptions, int index) {
    return !descriptions.get(index).equals("-");
  }

  /** Python 2.7 does not read what is written here. */
  private static Python reader(Python python) {
    return StandardValues.isTwo(python) ? StandardValues.newest() : python;
  }
}
