package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RoundTripTest {
  private static final Codecs CODECS = Codecs.of();

  record Point(double x, float y, Optional<String> name) {}

  @SuppressWarnings("ArrayRecordComponent") // compared piece by piece
  record Path2(List<Point> points, Map<String, int[]> tags, byte[] raw, long id) {}

  private static Object again(Object value) {
    return CODECS.load(MemorySegment.ofArray(CODECS.dump(value)));
  }

  @Test
  void scalars() {
    for (Object value :
        Arrays.asList(
            null,
            true,
            false,
            0L,
            255L,
            256L,
            65535L,
            65536L,
            -1L,
            (long) Integer.MIN_VALUE,
            Integer.MAX_VALUE + 1L,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            BigInteger.ONE.shiftLeft(63),
            BigInteger.ONE.shiftLeft(63).negate().subtract(BigInteger.ONE),
            BigInteger.ONE.shiftLeft(3000),
            0.0,
            -0.0,
            Double.NaN,
            Double.MIN_VALUE,
            "",
            "a",
            "x".repeat(255),
            "\u00e9".repeat(128),
            "\ud83d\ude00",
            "\ud800",
            "a\udc00b\ufffd",
            new PyComplex(1, -0.0),
            new PyGlobal("a.b", "C.d"),
            PyTuple.of(),
            PyTuple.of(1L),
            PyTuple.of(1L, 2L, 3L, PyTuple.of("x")))) {
      assertEquals(value, again(value));
    }
  }

  @Test
  void byteStrings() {
    for (int size : new int[] {0, 1, 255, 256, 4096, 4097, 100_000}) {
      byte[] bytes = new byte[size];
      Arrays.fill(bytes, (byte) 7);
      assertArrayEquals(bytes, (byte[]) again(bytes));
      assertEquals(PyByteArray.wrap(bytes), again(PyByteArray.wrap(bytes)));
    }
  }

  @Test
  void containersInTheirOrder() {
    Map<Object, Object> map = new LinkedHashMap<>();
    map.put("z", 1L);
    map.put(PyTuple.of(1L, null), new ArrayList<>(List.of("a")));
    map.put(null, PyFrozenSet.copyOf(List.of(3L, 1L)));
    Map<?, ?> read = (Map<?, ?>) again(map);
    assertEquals(map, read);
    assertEquals(new ArrayList<>(map.keySet()), new ArrayList<>(read.keySet()));
    assertEquals(new LinkedHashSet<>(List.of(2L, 1L)), again(Set.of(1, 2L)));
    List<Long> many = LongStream.range(0, 2500).boxed().toList();
    assertEquals(many, again(many));
    Map<Long, Long> manyItems = new LinkedHashMap<>();
    many.forEach(i -> manyItems.put(i, i));
    assertEquals(manyItems, again(manyItems));
  }

  @Test
  void sharedIsSharedAgain() {
    List<Object> inner = new ArrayList<>();
    byte[] bytes = {1};
    PyTuple tuple = PyTuple.of(inner, bytes);
    List<?> read = (List<?>) again(List.of(inner, inner, tuple, tuple, bytes));
    assertSame(read.get(0), read.get(1));
    assertSame(read.get(2), read.get(3));
    assertSame(read.get(0), ((PyTuple) read.get(2)).get(0));
    assertSame(read.get(4), ((PyTuple) read.get(2)).get(1));
  }

  @Test
  void aLargeByteStringIsSharedAgain() {
    byte[] large = new byte[5000];
    large[4999] = 7;
    List<?> read = (List<?>) again(List.of(large, "x", large));
    assertArrayEquals(large, (byte[]) read.getFirst());
    assertSame(read.getFirst(), read.getLast());
  }

  @Test
  void cycles() {
    List<Object> self = new ArrayList<>();
    self.add(self);
    List<?> read = (List<?>) again(self);
    assertSame(read, read.get(0));

    List<Object> list = new ArrayList<>();
    List<Object> other = new ArrayList<>();
    PyTuple tuple = PyTuple.of(list, other);
    list.add(tuple);
    other.add(tuple);
    PyTuple again = (PyTuple) again(tuple);
    assertSame(again, ((List<?>) again.get(0)).get(0));
    assertSame(again, ((List<?>) again.get(1)).get(0));
  }

  @Test
  void anyDepth() {
    Object value = new byte[] {5};
    for (int i = 0; i < 100_000; i++) {
      value =
          switch (i % 3) {
            case 0 -> new ArrayList<>(Arrays.asList(value));
            case 1 -> PyTuple.of(value);
            default -> Map.of("k", value);
          };
    }
    Object read = again(value);
    for (int i = 99_999; i >= 0; i--) {
      read =
          switch (i % 3) {
            case 0 -> ((List<?>) read).get(0);
            case 1 -> ((PyTuple) read).get(0);
            default -> ((Map<?, ?>) read).get("k");
          };
    }
    assertArrayEquals(new byte[] {5}, (byte[]) read);

    Object tuples = new byte[] {5};
    for (int i = 0; i < 100_000; i++) {
      tuples = PyTuple.of(tuples);
    }
    assertTrue(again(tuples) instanceof PyTuple);
  }

  @Test
  void recordsAreDictsAndComeBack() {
    Path2 path =
        new Path2(
            List.of(new Point(1.5, 2.5f, Optional.of("a")), new Point(0, 0, Optional.empty())),
            Map.of("t", new int[] {1, 2}),
            new byte[] {9},
            7);
    Object read = again(path);
    assertEquals(7L, ((Map<?, ?>) read).get("id"));
    Path2 back = CODECS.convert(read, Path2.class);
    assertEquals(path.points(), back.points());
    assertArrayEquals(path.tags().get("t"), back.tags().get("t"));
    assertArrayEquals(path.raw(), back.raw());
    assertEquals(7, back.id());
  }

  @Test
  void mismatchNamesThePath() {
    Map<String, Object> point = new LinkedHashMap<>(Map.of("x", "far", "y", 1.0));
    Map<String, Object> value =
        Map.of("points", List.of(point), "tags", Map.of(), "raw", new byte[0], "id", 1L);
    PickleException e =
        assertThrows(PickleException.class, () -> CODECS.convert(value, Path2.class));
    assertEquals("points[0].x: expected a float, found str", e.getMessage());
    point.put("x", 1.0);
    point.remove("y");
    e = assertThrows(PickleException.class, () -> CODECS.convert(value, Path2.class));
    assertEquals(
        "points[0]: expected a dict with the key 'y' for the record Point, found the keys [x]",
        e.getMessage());
  }

  @Test
  void numbersAreNarrowedWhereTheyFit() {
    assertEquals(300, CODECS.convert(300L, int.class));
    assertEquals((short) -4, CODECS.convert(-4L, Short.class));
    assertEquals(3.0, CODECS.convert(3L, double.class));
    assertEquals(BigInteger.TWO, CODECS.convert(2L, BigInteger.class));
    assertArrayEquals(new double[] {1, 2.5}, CODECS.convert(List.of(1L, 2.5), double[].class));
    for (Map.Entry<Object, Class<?>> wrong :
        List.<Map.Entry<Object, Class<?>>>of(
            Map.entry(300L, byte.class),
            Map.entry(1L << 40, int.class),
            Map.entry(1e300, float.class),
            Map.entry(1.5, int.class),
            Map.entry(true, int.class),
            Map.entry("1", long.class))) {
      assertThrows(
          PickleException.class,
          () -> CODECS.convert(wrong.getKey(), wrong.getValue()),
          wrong.toString());
    }
    assertThrows(PickleException.class, () -> CODECS.convert(null, int.class));
  }

  @Test
  void unknownTypeNamesItAndThePath() {
    Object value = List.of(1, 2, 3, Map.of("angle", new Thread()));
    PickleException e = assertThrows(PickleException.class, () -> CODECS.encode(value));
    assertTrue(
        e.getMessage().startsWith("[3].angle: no codec writes java.lang.Thread"), e.getMessage());
    assertTrue(e.getMessage().contains("installed are: none"), e.getMessage());
  }

  @Test
  void keysThatPythonCannotHashAreRefused() {
    Object value = Map.of("a", Map.of(List.of(1), 2));
    PickleException e = assertThrows(PickleException.class, () -> CODECS.encode(value));
    assertTrue(e.getMessage().contains("found list"), e.getMessage());
  }
}
