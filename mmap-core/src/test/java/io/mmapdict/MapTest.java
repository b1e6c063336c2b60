package io.mmapdict;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.pickle.Codecs;
import io.mmapdict.testkit.Seed;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of {@link ConcurrentMap}, and the order of the file. */
class MapTest {
  @TempDir Path folder;

  @Test
  void replacedKeysMoveToTheEnd() {
    try (MmapDict dict = open()) {
      for (String key : List.of("a", "b", "c", "d")) {
        dict.set(key, key);
      }
      dict.set("b", "again");
      dict.remove("c");
      assertEquals(List.of("a", "d", "b"), List.copyOf(dict.keySet()));
      assertEquals(List.of("a", "d", "again"), List.copyOf(dict.values()));
      assertEquals("[a=a, d=d, b=again]", dict.entrySet().toString());
    }
  }

  @Test
  void aLoopMayReplaceWhatItShows() {
    try (MmapDict dict = open()) {
      dict.set("a", 1L);
      dict.set("b", 2L);
      List<String> shown = new ArrayList<>();
      for (String key : dict.keySet()) {
        shown.add(key);
        dict.put(key, (Long) dict.get(key) + 10);
        dict.set(key + key, 0L);
      }
      assertEquals(List.of("a", "b"), shown);
      for (Iterator<Map.Entry<String, Object>> it = dict.entrySet().iterator(); it.hasNext(); ) {
        Map.Entry<String, Object> entry = it.next();
        if (entry.getKey().length() == 2) {
          it.remove();
        } else {
          entry.setValue((Long) entry.getValue() * 2);
        }
      }
      assertEquals(Map.of("a", 22L, "b", 24L), dict);
    }
  }

  @Test
  void theMethodsThatDecide() {
    try (MmapDict dict = open()) {
      assertNull(dict.putIfAbsent("a", "one"));
      assertEquals("one", dict.putIfAbsent("a", "two"));
      assertFalse(dict.replace("a", "other", "three"));
      assertTrue(dict.replace("a", "one", "three"));
      assertEquals("three", dict.replace("a", "four"));
      assertNull(dict.replace("b", "five"));
      assertFalse(dict.remove("a", "five"));
      assertEquals("four5", dict.compute("a", (k, v) -> v + "5"));
      assertEquals("null6", dict.compute("c", (k, v) -> v + "6"));
      assertNull(dict.compute("c", (k, v) -> null));
      assertFalse(dict.containsKey("c"));
      assertNull(dict.compute("c", (k, v) -> null));
      assertEquals("four5", dict.computeIfAbsent("a", k -> "seven"));
      assertEquals("d8", dict.computeIfAbsent("d", k -> k + "8"));
      assertNull(dict.computeIfAbsent("e", k -> null));
      assertNull(dict.computeIfPresent("e", (k, v) -> "nine"));
      assertEquals("d8+", dict.computeIfPresent("d", (k, v) -> v + "+"));
      assertEquals("d8+x", dict.merge("d", "x", (v, w) -> v + "" + w));
      assertEquals("y", dict.merge("e", "y", (v, w) -> v + "" + w));
      assertNull(dict.merge("e", "y", (v, w) -> null));
      dict.replaceAll((k, v) -> v + "!");
      assertEquals(Map.of("a", "four5!", "d", "d8+x!"), dict);
      assertTrue(dict.remove("a", "four5!"));
      assertEquals("none", dict.getOrDefault("a", "none"));
      assertTrue(dict.containsValue("d8+x!"));
      dict.clear();
      assertTrue(dict.isEmpty());
      assertNull(dict.remove("d"));
      assertFalse(dict.delete("d"));
    }
  }

  /** An object that nobody here knows is equal to itself only, and each get decodes another one. */
  @Test
  void whatPythonMadeIsReplacedIfItIsMadeAlike() {
    String pickle = "]cmodule\nname\nC\1a\u0085\u0081a.";
    Object value = Codecs.of().load(MemorySegment.ofArray(pickle.getBytes(ISO_8859_1)));
    Object other =
        Codecs.of()
            .load(MemorySegment.ofArray(pickle.replace("C\1a", "C\1b").getBytes(ISO_8859_1)));
    try (MmapDict dict = open()) {
      dict.put("a", value);
      assertFalse(dict.replace("a", other, 1L));
      assertFalse(dict.containsValue(other));
      assertTrue(dict.containsValue(value));
      assertTrue(dict.entrySet().contains(Map.entry("a", value)));
      assertEquals(dict.entrySet().iterator().next(), Map.entry("a", value));
      Map<String, Object> snapshot = dict.snapshot();
      assertTrue(snapshot.containsValue(value));
      assertTrue(snapshot.entrySet().contains(Map.entry("a", value)));
      assertEquals(snapshot.entrySet().iterator().next(), Map.entry("a", value));
      assertTrue(dict.replace("a", dict.get("a"), value));
      assertTrue(dict.remove("a", value));
    }
  }

  /** A removal of nothing and a refused change leave the file as it is. */
  @Test
  void whatChangesNothingBumpsNothing() {
    try (MmapDict dict = open()) {
      dict.set("a", "one");
      int number = dict.commitNumber();
      dict.remove("b");
      dict.replace("b", "two");
      dict.putIfAbsent("a", "two");
      dict.remove("a", "two");
      assertEquals(number, dict.commitNumber());
      dict.set("a", "two");
      assertNotEquals(number, dict.commitNumber());
    }
  }

  @Test
  void commitNumbersWrapAround() throws IOException {
    Path file = folder.resolve("wrap.mmdpickle");
    try (MmapDict dict = MmapDict.open(file);
        MmapDict reader = MmapDict.open(file, OpenMode.READ_ONLY)) {
      dict.set("b", "two");
      assertEquals("two", reader.get("b"));
      FileHandle handle = FileHandle.open(file, true, FileHandle.USUAL_RANGE_BYTES);
      long word = handle.getLongVolatile(FileLayout.COMMIT_WORD_OFFSET);
      handle.storeLong(
          FileLayout.COMMIT_WORD_OFFSET, FileLayout.withCommitNumber(word, Integer.MAX_VALUE - 2));
      handle.close();
      dict.set("a", "one");
      assertEquals(FileLayout.FIRST_COMMIT_NUMBER, dict.commitNumber());
      assertEquals("one", reader.get("a"));
    }
    assertEquals(Map.of("'a'", "'one'", "'b'", "'two'"), Oracle.load(file));
  }

  @Test
  void aRandomLifeEqualsThatOfALinkedHashMap() {
    Random random = new Random(Seed.next("MapTest"));
    Path file = folder.resolve("random.mmdpickle");
    Map<String, Object> model = new LinkedHashMap<>();
    for (int opening = 0; opening < 5; opening++) {
      try (MmapDict one = MmapDict.open(file);
          MmapDict other = MmapDict.open(file)) {
        for (int i = 0; i < 300; i++) {
          MmapDict dict = random.nextBoolean() ? one : other;
          String key = "key" + random.nextInt(30);
          if (random.nextInt(3) == 0) {
            assertEquals(model.remove(key), dict.remove(key));
          } else {
            String value = "x".repeat(random.nextInt(70_000)) + i;
            Object before = model.remove(key);
            model.put(key, value);
            assertEquals(before, dict.put(key, value));
          }
          String asked = "key" + random.nextInt(30);
          assertEquals(model.get(asked), dict.get(asked));
        }
        assertEquals(List.copyOf(model.keySet()), List.copyOf(one.keySet()));
        assertEquals(model, one);
        assertEquals(model.hashCode(), other.hashCode());
      }
    }
    assertEquals(model.size(), Oracle.load(file).size());
  }

  private MmapDict open() {
    return MmapDict.open(folder.resolve("map.mmdpickle"));
  }
}
