package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.pickle.spi.ByteSlice;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Values as Java's types, and what is said where they are none. */
class TypedReadingTest {
  private static final Codecs CODECS = Codecs.of();

  enum Side {
    LEFT,
    RIGHT
  }

  record Point(int x, int y) {}

  record Pair<A, B>(A first, B second) {}

  record Numbered<N extends Number>(N number) {}

  record Tree(List<Tree> children) {}

  record Chain(Optional<Chain> next) {}

  record Keypoint(Point at, double angle, Optional<String> label, OptionalInt octave) {}

  record Image(String name, List<Keypoint> keypoints) {}

  record Percent(int value) {
    Percent {
      if (value > 100) {
        throw new IllegalArgumentException("more than all");
      }
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  record Everything(
      ArrayList<Point> list,
      Collection<Point> collection,
      Iterable<Point> iterable,
      Deque<Point> deque,
      Set<Point> set,
      SortedSet<Integer> sorted,
      HashMap<Side, Point> map,
      NavigableMap<Long, List<Point>> navigable,
      Map<Point, Side> keys,
      Pair<Point, List<Optional<Side>>> pair,
      List<? extends Point> wild,
      Point[][] grid,
      List<Point>[] lists,
      double[][] matrix,
      short[] shorts,
      char letter,
      boolean flag,
      byte[] bytes,
      Number number,
      Object any) {}

  private static Map<String, @Nullable Object> dict(@Nullable Object... keysAndValues) {
    Map<String, @Nullable Object> dict = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      dict.put((String) Objects.requireNonNull(keysAndValues[i]), keysAndValues[i + 1]);
    }
    return dict;
  }

  private static Map<String, @Nullable Object> point(Object x, Object y) {
    return dict("x", x, "y", y);
  }

  private static <T> T as(@Nullable Object value, Class<T> type) {
    return Objects.requireNonNull(CODECS.convert(value, type));
  }

  private static String refusal(@Nullable Object value, Class<?> type) {
    return assertThrows(PickleException.class, () -> CODECS.convert(value, type)).getMessage();
  }

  @Test
  void whatIsInsideIsOfTheTypeThatIsAskedFor() {
    Object one = point(1L, 2L);
    Point meant = new Point(1, 2);
    Everything all =
        as(
            dict(
                "list", List.of(one),
                "collection", Set.of(PyTuple.of(1L, 2L)),
                "iterable", PyTuple.of(one),
                "deque", PyDeque.copyOf(List.of(one)),
                "set", PyFrozenSet.copyOf(Set.of(PyTuple.of(1L, 2L))),
                "sorted", Set.of(3L, 1L),
                "map", Map.of("RIGHT", one),
                "navigable", Map.of(5L, List.of(one)),
                "keys", Map.of(PyTuple.of(1L, 2L), "LEFT"),
                "pair", dict("first", one, "second", Arrays.asList("LEFT", null)),
                "wild", List.of(one),
                "grid", List.of(List.of(one), List.of()),
                "lists", List.of(List.of(one)),
                "matrix", List.of(List.of(1L, 2.5), PyTuple.of()),
                "shorts", List.of(-1L),
                "letter", "x",
                "flag", true,
                "bytes", PyByteArray.wrap(new byte[] {7}),
                "number", 5L,
                "any", one),
            Everything.class);
    Point first = all.list().getFirst();
    assertEquals(meant, first);
    for (Point point : all.collection()) {
      assertEquals(meant, point);
    }
    for (Point point : all.iterable()) {
      assertEquals(meant, point);
    }
    assertEquals(meant, all.deque().getFirst());
    assertInstanceOf(ArrayDeque.class, all.deque());
    assertEquals(Set.of(meant), all.set());
    assertEquals(1, all.sorted().first());
    assertEquals(meant, all.map().get(Side.RIGHT));
    assertEquals(List.of(meant), all.navigable().firstEntry().getValue());
    assertEquals(Map.of(meant, Side.LEFT), all.keys());
    assertEquals(new Pair<>(meant, List.of(Optional.of(Side.LEFT), Optional.empty())), all.pair());
    assertEquals(List.of(meant), all.wild());
    assertArrayEquals(new Point[][] {{meant}, {}}, all.grid());
    assertEquals(List.of(meant), all.lists()[0]);
    assertArrayEquals(new double[][] {{1, 2.5}, {}}, all.matrix());
    assertArrayEquals(new short[] {-1}, all.shorts());
    assertEquals('x', all.letter());
    assertTrue(all.flag());
    assertArrayEquals(new byte[] {7}, all.bytes());
    assertEquals(5L, all.number());
    assertSame(one, all.any());
  }

  @Test
  void onlyWhatIsOptionalMayBeAbsent() {
    record Options(
        Optional<Point> point, OptionalInt i, OptionalLong l, OptionalDouble d, Optional<Side> s) {}

    Options none =
        new Options(
            Optional.empty(),
            OptionalInt.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            Optional.empty());
    assertEquals(none, as(Map.of(), Options.class));
    assertEquals(none, as(dict("point", null, "i", null, "l", null, "d", null), Options.class));
    Options some =
        new Options(
            Optional.of(new Point(1, 2)),
            OptionalInt.of(3),
            OptionalLong.of(4),
            OptionalDouble.of(5),
            Optional.of(Side.LEFT));
    Map<String, @Nullable Object> given =
        dict("point", point(1L, 2L), "i", 3L, "l", 4L, "d", 5L, "s", "LEFT", "more", 6L);
    assertEquals(some, as(given, Options.class)); // what the record has no component for is left
    given.put("i", 1L << 40);
    assertEquals(
        "i: expected an int that fits int, found 1099511627776, which is out of its range",
        refusal(given, Options.class));
    assertEquals(
        "the value: expected a dict with the key 'y' for the record Point, found the keys [x]",
        refusal(Map.of("x", 1L), Point.class));
    assertNull(as(dict("name", null, "keypoints", List.of()), Image.class).name());
  }

  @Test
  void theExampleOfTheDocuments() {
    Map<String, @Nullable Object> good = dict("at", PyTuple.of(1L, 2L), "angle", 0.5);
    Map<String, @Nullable Object> bad = dict("at", PyTuple.of(1L, 2L), "angle", "0.5");
    Object image = dict("name", "a", "keypoints", List.of(good, good, good, bad));
    assertEquals("keypoints[3].angle: expected a float, found str", refusal(image, Image.class));
    bad.put("angle", 1L);
    MemorySegment pickle = MemorySegment.ofArray(CODECS.dump(image));
    Image read = present(CODECS.decode(pickle, Image.class));
    assertEquals(
        new Keypoint(new Point(1, 2), 1.0, Optional.empty(), OptionalInt.empty()),
        read.keypoints().get(3));
    Map<String, Image> byName =
        present(
            CODECS.decode(
                MemorySegment.ofArray(CODECS.dump(Map.of("k", image))),
                new TypeReference<Map<String, Image>>() {}));
    assertEquals(read, byName.get("k"));
    assertThrows(IllegalStateException.class, RawReference::new);
  }

  @SuppressWarnings("rawtypes")
  static final class RawReference extends TypeReference {}

  private static <T> T present(@Nullable T value) {
    return Objects.requireNonNull(value);
  }

  @Test
  void aRefusalNamesThePath() {
    record Days(Map<String, LocalDate> days) {}

    record Sets(Set<Side> sides) {}

    record Queue(Deque<String> texts) {}

    record FloatSet(Set<Float> set) {}

    record Floats(Map<Float, String> map) {}

    Map<String, @Nullable Object> keypoint = dict("at", List.of(1L, 2L), "angle", 0.5);
    Object image = dict("name", "a", "keypoints", List.of(keypoint));
    assertEquals(
        "keypoints[0].at: expected a dict for the record Point, found list",
        refusal(image, Image.class));
    keypoint.put("at", PyTuple.of(1L, 2L, 3L));
    assertEquals(
        "keypoints[0].at: expected 2 values for the record Point, found tuple of 3",
        refusal(image, Image.class));
    keypoint.put("at", PyTuple.of(1L, 2.0));
    assertEquals(
        "keypoints[0].at.y: expected an int that fits int, found float",
        refusal(image, Image.class));
    assertEquals(
        "days['a b']: expected a datetime.date, found str",
        refusal(dict("days", Map.of("a b", "2018-06-18")), Days.class));
    assertEquals(
        "days.d: expected a datetime.date, found decimal.Decimal",
        refusal(dict("days", Map.of("d", new java.math.BigDecimal(1))), Days.class));
    assertEquals(
        "days[5] (its key): expected a str, found int",
        refusal(dict("days", Map.of(5L, LocalDate.MIN)), Days.class));
    assertEquals(
        "sides: expected a set, found list", refusal(dict("sides", List.of("LEFT")), Sets.class));
    assertEquals(
        "sides[0]: expected a str that names a Side, of [LEFT, RIGHT], found 'UP'",
        refusal(dict("sides", Set.of("UP")), Sets.class));
    assertEquals(
        "texts[1]: None cannot be taken there",
        refusal(dict("texts", Arrays.asList("a", null)), Queue.class));
    Map<Object, Object> close = new LinkedHashMap<>(Map.of(0.1, "a"));
    close.put(0.1f + 0.0, "b");
    assertTrue(
        refusal(dict("map", close), Floats.class)
            .endsWith("(its key): cannot be taken: it equals another one as that type"));
    assertTrue(
        refusal(dict("set", Set.of(0.1, 0.1f + 0.0)), FloatSet.class)
            .startsWith("set[1]: cannot be taken: it equals another one as that type"));
    assertEquals("[1]: expected a list, found int", refusal(List.of(List.of(), 1L), int[][].class));
    assertEquals(
        "the value: expected java.time.Instant, found java.time.LocalDateTime",
        refusal(java.time.LocalDateTime.MIN, java.time.Instant.class));
    MemorySegment slice = MemorySegment.ofArray(new byte[] {7});
    assertArrayEquals(new byte[] {7}, as(new ByteSlice(slice, -1, false), byte[].class));
    assertEquals("the value: expected bytes, found str", refusal("x", byte[].class));
    assertEquals("the value: expected an int, found None", refusal(null, long.class));
    assertTrue(refusal(Map.of("y".repeat(9999), 1L), Point.class).length() < 400);
  }

  @Test
  void numbersAreNotChanged() {
    assertEquals(
        "the value: expected a float, found 9007199254740993, which it would round",
        refusal((1L << 53) + 1, double.class));
    assertEquals(9007199254740994.0, as((1L << 53) + 2, double.class));
    assertEquals(1e22, as(BigInteger.TEN.pow(22), Double.class));
    assertTrue(refusal(BigInteger.TEN.pow(23), double.class).endsWith("which it would round"));
    assertTrue(refusal(BigInteger.TEN.pow(400), double.class).contains("an int of 1329 bits"));
    assertTrue(refusal((1L << 24) + 1, float.class).endsWith("which it would round"));
    assertEquals(0.1f, as(0.1, float.class)); // a float's last digits are what one gives up
    assertEquals(Float.NaN, as(Double.NaN, float.class));
    assertTrue(refusal(1e300, float.class).endsWith("which is out of its range"));
    assertTrue(refusal(BigInteger.TWO.pow(63), long.class).endsWith("which is out of its range"));
    assertEquals("the value: expected an int, found float", refusal(3.0, long.class));
    assertEquals("the value: expected an int, found bool", refusal(true, long.class));
    assertEquals(5L, as(5, long.class)); // what Java has put into a value itself
    assertEquals(new Numbered<>(5L), as(dict("number", 5L), Numbered.class));
    assertEquals(
        "number: expected java.lang.Number, found str",
        refusal(dict("number", "5"), Numbered.class));
    PickleException e =
        assertThrows(
            PickleException.class,
            () -> CODECS.convert(dict("number", "5"), new TypeReference<Numbered<?>>() {}));
    assertEquals("number: expected java.lang.Number, found str", e.getMessage());
  }

  @Test
  void recordsNestToAnyDepth() {
    Map<String, @Nullable Object> tree = dict("children", List.of());
    Map<String, @Nullable Object> innermost = tree;
    Map<String, @Nullable Object> chain = dict();
    for (int i = 0; i < 100_000; i++) {
      tree = dict("children", List.of(tree));
      chain = dict("next", chain);
    }
    int depth = 0;
    for (Tree at = as(tree, Tree.class); !at.children().isEmpty(); at = at.children().getFirst()) {
      depth++;
    }
    for (Chain at = as(chain, Chain.class); at.next().isPresent(); at = at.next().get()) {
      depth++;
    }
    assertEquals(200_000, depth);
    innermost.put("children", "x");
    Object deep = tree;
    String refusal = refusal(deep, Tree.class);
    assertTrue(refusal.startsWith("children[0].children[0]"), refusal);
    assertTrue(refusal.endsWith("...: expected a list, found str"), refusal);
    tree.put("children", List.of(dict("children", "x")));
    assertEquals("children[0].children: expected a list, found str", refusal(deep, Tree.class));
  }

  @Test
  void whatIsSharedStaysShared() {
    Map<String, @Nullable Object> tree = dict("children", List.of());
    for (int i = 0; i < 100; i++) {
      tree = dict("children", List.of(tree, tree)); // 2^100 of them, were each made anew
    }
    List<Tree> children = as(tree, Tree.class).children();
    assertSame(children.get(0), children.get(1));
    Object shared = List.of(1L);
    Pair<List<Long>, double[]> two =
        present(
            CODECS.convert(
                dict("first", shared, "second", shared),
                new TypeReference<Pair<List<Long>, double[]>>() {}));
    assertEquals(shared, two.first());
    assertArrayEquals(new double[] {1}, two.second());
  }

  @Test
  void aRecordCannotContainItself() {
    List<Object> children = new ArrayList<>();
    Map<String, @Nullable Object> tree = dict("children", children);
    children.add(tree);
    assertEquals(
        "children[0]: dict contains itself, which as " + Tree.class.getTypeName() + " it cannot",
        refusal(tree, Tree.class));
    assertSame(tree, as(dict("first", 1L, "second", tree), Pair.class).second());
  }

  @Test
  void whatAConstructorThrowsIsTheCause() {
    Object value = List.of(dict("value", 5L), dict("value", 101L));
    PickleException e =
        assertThrows(PickleException.class, () -> CODECS.convert(value, Percent[].class));
    assertEquals(
        "[1]: the constructor of the record "
            + Percent.class.getName()
            + " failed: java.lang.IllegalArgumentException: more than all",
        e.getMessage());
    assertInstanceOf(IllegalArgumentException.class, e.getCause());
  }

  /** The JDK's own record stands for one of a module that is not opened. */
  @Test
  void aRecordThatCannotBeReachedSaysWhatToDo() throws ClassNotFoundException {
    Class<?> closed = Class.forName("jdk.internal.foreign.abi.Binding$Dup");
    assertTrue(closed.isRecord());
    String message = refusal(Map.of(), closed);
    assertTrue(message.startsWith("the value: the record " + closed.getName()), message);
    assertTrue(message.contains("its module must open jdk.internal.foreign.abi to "), message);
  }
}
