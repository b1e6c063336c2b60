package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java values as dict keys and set elements: what Python can hash is written, no more. */
class WrittenKeysTest {
  private static final Codecs CODECS = Codecs.of();

  record Point(int x, int y) {}

  enum Side {
    LEFT
  }

  private static List<@Nullable Object> hashed() {
    byte[] bytes = {1};
    return Arrays.asList(
        null,
        "a",
        5L,
        2.5,
        true,
        BigInteger.TWO.pow(70),
        Side.LEFT,
        'c',
        new char[] {'d', 'e'},
        bytes,
        new ByteSlice(MemorySegment.ofArray(bytes), -1, false),
        Optional.of("o"),
        Optional.empty(),
        OptionalInt.of(7),
        PyTuple.of(1L, PyTuple.of(Side.LEFT, Optional.of('x'))),
        PyFrozenSet.copyOf(Set.of("f")),
        new PyComplex(1, 2),
        new PyRange(0, 3, 1),
        new PyFraction(BigInteger.ONE, BigInteger.TWO),
        new PyGlobal("builtins", "len"),
        BigDecimal.ONE,
        new UUID(1, 2),
        Path.of("p"),
        LocalDate.of(2018, 6, 18),
        LocalTime.NOON,
        Instant.EPOCH,
        Duration.ofDays(1),
        ZoneOffset.UTC);
  }

  @Test
  void whatIsWrittenLoads(@TempDir Path folder) throws IOException {
    List<Object> all = new ArrayList<>();
    for (Object key : hashed()) {
      Map<@Nullable Object, Long> map = new HashMap<>();
      map.put(key, 1L);
      PyMap ordered = PyMap.orderedDict();
      ordered.put(key, 1L);
      all.addAll(List.of(map, Collections.singleton(key), ordered));
    }
    for (int protocol = 2; protocol <= 5; protocol++) {
      Path file = folder.resolve("keys");
      Files.write(file, CODECS.pickler().protocol(protocol).dump(all));
      String script =
          "import pickle, sys\nwith open(sys.argv[1], 'rb') as f: print(len(pickle.load(f)))";
      assertEquals("" + all.size(), Python.any().run(script, file).strip());
    }
  }

  @Test
  void whatPythonCannotHashIsRefused() {
    IdentityHashMap<Object, String> refused = new IdentityHashMap<>();
    String point = "the record " + Point.class.getName() + ", a dict there";
    refused.put(new Point(1, 2), point);
    refused.put(Optional.of(new Point(1, 2)), point);
    refused.put(PyTuple.of(1L, PyTuple.of(new Point(1, 2))), point);
    refused.put(PyFrozenSet.copyOf(Set.of(new Point(1, 2))), point);
    refused.put(new int[] {1}, "int[], a list there");
    refused.put(Optional.of(new double[0]), "double[], a list there");
    refused.put(new String[0], "java.lang.String[], a list there");
    refused.put(IntStream.of(1), "a stream, a list there");
    refused.put(new ArrayDeque<>(), "collections.deque");
    refused.put(List.of(), "list");
    refused.put(Optional.of(List.of()), "list");
    refused.put(Map.of(), "dict");
    refused.put(Set.of(), "set");
    refused.put(PyTuple.of(List.of()), "list");
    refused.put(PyMap.orderedDict(), "collections.OrderedDict");
    refused.put(PyDeque.create(), "collections.deque");
    refused.put(PyByteArray.wrap(new byte[0]), "bytearray");
    refused.put(new ByteSlice(MemorySegment.ofArray(new byte[1]), -1, true), "bytearray");
    refused.forEach((key, found) -> {
      PyMap ordered = PyMap.orderedDict();
      ordered.put(key, 1L);
      for (Object holder : List.of(Map.of(key, 1L), Set.of(key), ordered)) {
        PickleException e =
            assertThrows(PickleException.class, () -> CODECS.dump(Map.of("m", holder)), found);
        String message = e.getMessage();
        assertEquals(".m", message.substring(0, 2));
        String fault = message.substring(message.indexOf(": expected") + 2);
        assertEquals(
            "expected a dict key or set element that Python can hash, found "
                + found
                + " (a tuple or frozenset can be one)",
            fault);
      }
    });
  }

  /** What stands there instead is for whoever reads the pickle. */
  @Test
  void aKeyOutsideOfThePickleIsNotLookedInto() {
    Point point = new Point(1, 2);
    Map<?, ?> map = Map.of(PyTuple.of(point), Set.of(point));
    byte[] pickle =
        CODECS.pickler().persistentIds(value -> value.equals(point) ? "p" : null).dump(map);
    assertEquals(map, CODECS.unpickler().persistentIds(id -> point).load(pickle));
  }
}
