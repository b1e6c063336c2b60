package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.pickle.PyComplex;
import io.mmapdict.pickle.PyFrozenSet;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that mmappickle 1.0.1 wrote: read, appended to, deleted from; the broken ones refused. */
class GoldenTest {
  /** numpy warns of mmappickle's own form of arrays, so warnings are no errors here. */
  private static final String KEYS =
      """
      import pickle, sys
      with open(sys.argv[1], 'rb') as f:
          for key in pickle.load(f):
              print(ascii(key))
      """;

  @TempDir Path folder;

  @Test
  void everyValueIsRead() throws IOException {
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("a_sample_key", "value");
    expected.put("other_key", List.of(1L, 2L, 3L));
    expected.put("none", null);
    expected.put("true", true);
    expected.put("int", BigInteger.TWO.pow(70));
    expected.put("neg", -5L);
    expected.put("float", 0.1);
    expected.put("inf", Double.POSITIVE_INFINITY);
    expected.put("complex", new PyComplex(1, 2));
    expected.put("bytes", new byte[] {0, -1});
    expected.put("tuple", PyTuple.of(1L, "two", 3.0));
    Map<String, Object> none = new LinkedHashMap<>();
    none.put("c", null);
    expected.put("dict", Map.of("a", 1L, "b", Arrays.asList(1L, none)));
    expected.put("set", Set.of(1L, 2L, 3L));
    expected.put("frozenset", PyFrozenSet.copyOf(Set.of("a", "b")));
    expected.put("text", "hé☃𝄞");
    expected.put("shared", List.of(List.of("x"), List.of("x"), List.of("x")));
    try (MmapDict dict = MmapDict.open(copy("values.mmdpickle"), OpenMode.READ_ONLY)) {
      assertEquals(19, dict.size());
      assertEquals(19, dict.commitNumber());
      expected.forEach((key, value) ->
          assertTrue(Objects.deepEquals(value, dict.get(key)), () -> key + ": " + dict.get(key)));
      assertTrue(dict.containsKey("none"));
      List<?> shared = (List<?>) Objects.requireNonNull(dict.get("shared"));
      assertSame(shared.get(0), shared.get(2), "one list three times");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "empty, 0",
    "values, 19",
    "arrays, 24",
    "masked, 3",
    "deleted, 4",
    "vacuumed, 6",
    "memo, -1",
    "keys, 3"
  })
  void everyFileIsAppendedToAndDeletedFrom(String name, int size) throws IOException {
    Path file = copy(name + ".mmdpickle");
    List<String> keys;
    try (MmapDict dict = MmapDict.open(file)) {
      keys = new ArrayList<>(dict.keySet());
      assertTrue(size < 0 || size == keys.size(), () -> keys.toString());
      assertEquals(python(file), keys.stream().map(GoldenTest::ascii).toList());
      for (String key : List.of("new", "new too", "appended")) {
        dict.set(key, List.of(key));
        keys.add(key);
      }
      assertTrue(dict.delete(keys.removeFirst()));
      String second = keys.removeFirst();
      dict.set(second, "replaced");
      keys.add(second);
      assertEquals(keys, List.copyOf(dict.keySet()));
    }
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      assertEquals(keys, List.copyOf(dict.keySet()));
      assertEquals(List.of("appended"), dict.get("appended"));
      EntryInfo shim =
          dict.entries().stream()
              .filter(entry -> entry.key().equals(FileLayout.SHIM_KEY))
              .findFirst()
              .orElseThrow();
      assertTrue(!shim.live() && FileLayout.isAligned(shim.offset() + shim.length()));
      EntryInfo appended =
          dict.entries().stream()
              .filter(entry -> entry.key().equals("appended"))
              .findFirst()
              .orElseThrow();
      assertTrue(FileLayout.isAligned(appended.offset()), appended::toString);
    }
    assertEquals(
        keys.stream().map(GoldenTest::ascii).sorted().toList(),
        python(file).stream().sorted().toList());
  }

  @Test
  void deadEntriesStayDead() throws IOException {
    try (MmapDict dict = MmapDict.open(copy("deleted.mmdpickle"), OpenMode.READ_ONLY)) {
      assertEquals(List.of("k0", "k3", "k5", "k2"), List.copyOf(dict.keySet()));
      assertEquals("replaced", dict.get("k2"));
      assertNull(dict.get("k1"));
      assertEquals(10, dict.commitNumber());
      assertEquals(
          List.of("k1", "k2", "k4"),
          dict.entries().stream().filter(e -> !e.live()).map(EntryInfo::key).toList());
    }
  }

  @Damaged
  @ParameterizedTest
  @ValueSource(strings = {"killed-no-terminator", "killed-in-entry"})
  void whatIsWholeInADamagedFileIsReadAndNothingIsWritten(String name) throws IOException {
    Path file = copy(name + ".mmdpickle");
    byte[] before = Files.readAllBytes(file);
    for (OpenMode mode : OpenMode.values()) {
      try (MmapDict dict = MmapDict.open(file, mode)) {
        assertEquals("value", dict.get("a_sample_key"));
        assertEquals(PyTuple.of(1L, "two", 3.0), dict.get("tuple"));
        int whole = name.equals("killed-in-entry") ? 17 : 19;
        assertEquals(whole, dict.size());
        assertEquals(whole, dict.entries().size());
        if (mode.writes()) {
          MmapDictException e =
              assertThrows(MmapDictException.class, () -> dict.put("new", "value"));
          assertTrue(e.getMessage().contains("mmapdict fsck"), e.getMessage());
          assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
          assertTrue(e.offset() > 600, e.getMessage());
          assertThrows(MmapDictException.class, () -> dict.remove("tuple"));
        }
      }
      assertArrayEquals(before, Files.readAllBytes(file));
    }
  }

  /** Cut anywhere behind its header, the file gives every entry that is whole and takes none. */
  @Damaged
  @Test
  void aFileCutAnywhereGivesWhatIsWhole() throws IOException {
    Path file = copy("values.mmdpickle");
    byte[] whole = Files.readAllBytes(file);
    List<EntryInfo> entries;
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      entries = dict.entries();
    }
    Path cut = folder.resolve("cut");
    for (int n = 0; n < whole.length; n++) {
      byte[] bytes = Arrays.copyOf(whole, n);
      Files.write(cut, bytes);
      if (n < FileLayout.HEADER_BYTES) {
        assertThrows(MmapDictException.class, () -> MmapDict.open(cut).close());
      } else {
        int end = n;
        List<EntryInfo> left =
            entries.stream().filter(e -> e.offset() + e.length() <= end).toList();
        try (MmapDict dict = MmapDict.open(cut)) {
          assertEquals(left, dict.entries());
          assertThrows(MmapDictException.class, () -> dict.set("new", 1L));
        }
      }
      assertArrayEquals(bytes, Files.readAllBytes(cut));
    }
  }

  private Path copy(String name) throws IOException {
    return Golden.copy(name, folder.resolve(name));
  }

  private static List<String> python(Path file) {
    return Python.any().run(List.of("-W", "ignore"), KEYS, file).lines().toList();
  }

  /** As Python's {@code ascii()} prints the keys of these files. */
  private static String ascii(String key) {
    return "'" + key.replace("é", "\\xe9").replace("☃", "\\u2603") + "'";
  }
}
