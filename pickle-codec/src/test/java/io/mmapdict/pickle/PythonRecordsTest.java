package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Python;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Records of what a Python user has where a Java user has records. */
class PythonRecordsTest {
  record Point(int x, int y) {}

  /** Each is the Point (1, 2) to a Python user. */
  @Test
  void pythonsObjectsAreRecords() {
    String script =
        """
        import collections, dataclasses, pickle, types
        @dataclasses.dataclass
        class Plain:
            x: int
            y: int
        class Slots:
            __slots__ = 'x', 'y'
            def __init__(self, x, y): self.x, self.y = x, y
        class Both(Slots):
            def __init__(self, x, y): self.x, self.y, self.z = x, y, 3
        Named = collections.namedtuple('Named', 'x y')
        @dataclasses.dataclass
        class Other:
            x: int
        class Reduced:
            def __reduce__(self): return Reduced, (1, 2)
        makers = [Slots, Both, Named, Plain, lambda x, y: types.SimpleNamespace(x=x, y=y)]
        try:
            @dataclasses.dataclass(frozen=True, slots=True)
            class FrozenSlots:
                x: int
                y: int
            @dataclasses.dataclass(slots=True)
            class DataSlots:
                x: int
                y: int
            makers += [FrozenSlots, DataSlots]
        except TypeError: pass  # before Python 3.10
        values = [maker(1, 2) for maker in makers]
        for protocol in 2, 4, 5:
            print(pickle.dumps(values, protocol).hex())
        print(pickle.dumps([Plain(1, 2), Named(1, 2)], 0).hex())
        print(pickle.dumps([Other(1)]).hex())
        print(pickle.dumps([Reduced()]).hex())
        """;
    List<String> pickles = Python.any().run(script).strip().lines().toList();
    for (String pickle : pickles.subList(0, 4)) {
      Point[] points = decode(pickle, Point[].class);
      assertTrue(points.length >= 2);
      for (Point point : points) {
        assertEquals(new Point(1, 2), point);
      }
    }
    PickleException e =
        assertThrows(PickleException.class, () -> decode(pickles.get(4), Point[].class));
    assertEquals(
        "[0]: expected an object with the attribute 'y' for the record Point,"
            + " found a __main__.Other with [x]",
        e.getMessage());
    e = assertThrows(PickleException.class, () -> decode(pickles.get(5), Point[].class));
    assertEquals(
        "[0]: expected a dict for the record Point, found __main__.Reduced", e.getMessage());
  }

  private static <T> T decode(String hex, Class<T> type) {
    MemorySegment pickle = MemorySegment.ofArray(HexFormat.of().parseHex(hex));
    return Objects.requireNonNull(Codecs.of().decode(pickle, type));
  }
}
