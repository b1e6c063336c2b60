package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shown of a file that changes meanwhile: by a snapshot, and by an iterator. */
class SnapshotTest {
  @TempDir Path folder;

  @Test
  void aSnapshotStaysAsItIs() {
    Path file = folder.resolve("snapshot.mmdpickle");
    try (MmapDict dict = MmapDict.open(file);
        MmapDict other = MmapDict.open(file)) {
      dict.set("a", "first");
      dict.set("b", "x".repeat(100_000));
      dict.set("c", List.of(1L));
      Map<String, Object> snapshot = dict.snapshot();
      Map<String, Object> copy = new HashMap<>(dict);
      other.set("a", "second");
      other.delete("b");
      dict.set("d", "new");
      dict.delete("c");
      assertEquals(copy, snapshot);
      assertEquals(List.of("a", "b", "c"), List.copyOf(snapshot.keySet()));
      assertEquals("first", snapshot.get("a"));
      assertNull(snapshot.get("d"));
      assertTrue(snapshot.containsValue("first"));
      assertFalse(snapshot.containsKey("d"));
      assertEquals(Map.of("a", "second", "d", "new"), dict.snapshot());
      assertThrows(UnsupportedOperationException.class, () -> snapshot.put("a", 1L));
      assertThrows(UnsupportedOperationException.class, snapshot::clear);
      assertThrows(UnsupportedOperationException.class, () -> snapshot.keySet().remove("a"));
      assertThrows(
          UnsupportedOperationException.class,
          () -> snapshot.entrySet().iterator().next().setValue(1L));
    }
  }

  @Test
  void aSnapshotEndsWithItsMap() {
    Map<String, Object> snapshot;
    try (MmapDict dict = MmapDict.open(folder.resolve("closed.mmdpickle"))) {
      dict.set("a", 1L);
      snapshot = dict.snapshot();
    }
    assertEquals(1, snapshot.size());
    assertThrows(IllegalStateException.class, () -> snapshot.get("a"));
  }

  /**
   * The writer keeps every key at the number of the round or, from some key on, of the one before.
   */
  @Test
  void aSnapshotIsOfOneMoment() {
    int keys = 50;
    whileItChanges(
        keys,
        (writer, round) -> {
          for (int key = 0; key < keys; key++) {
            writer.set("key" + key, round);
          }
        },
        reader -> {
          Map<String, Object> snapshot = reader.snapshot();
          long last = (Long) snapshot.get("key0");
          boolean stepped = false;
          for (int key = 1; key < keys; key++) {
            long number = (Long) snapshot.get("key" + key);
            if (number != last) {
              assertFalse(stepped, () -> "two steps in " + snapshot);
              assertEquals(last - 1, number, () -> "no step down in " + snapshot);
              stepped = true;
              last = number;
            }
          }
        });
  }

  @Test
  void anIteratorOutlivesEveryChange() {
    Path file = folder.resolve("iterator.mmdpickle");
    try (MmapDict dict = MmapDict.open(file);
        MmapDict other = MmapDict.open(file)) {
      for (String key : List.of("a", "b", "c", "d")) {
        dict.set(key, "first " + key);
      }
      Iterator<Map.Entry<String, Object>> entries = dict.entrySet().iterator();
      Map.Entry<String, Object> a = entries.next();
      other.delete("b");
      other.set("c", "second c");
      dict.set("e", "late");
      assertEquals("first b", entries.next().getValue(), "removed since, shown all the same");
      entries.remove(); // of what is gone already
      Map.Entry<String, Object> c = entries.next();
      assertEquals("first c", c.getValue());
      assertEquals("second c", c.setValue("third c"));
      assertEquals("third c", c.getValue());
      assertEquals("d", entries.next().getKey());
      assertFalse(entries.hasNext(), "what came later is not shown");
      entries.remove();
      assertThrows(IllegalStateException.class, entries::remove);
      assertEquals("first a", a.getValue());
      assertEquals(Map.of("a", "first a", "c", "third c", "e", "late"), other);
    }
  }

  @Test
  void iteratorsShowWhatIsThereAllTheWhile() {
    int keys = 40;
    whileItChanges(
        keys,
        (writer, round) -> {
          writer.set("key" + round % keys, round);
          writer.set("other" + round % 7, round);
          writer.delete("other" + (round + 3) % 7);
        },
        reader -> {
          Map<String, Object> seen = new HashMap<>();
          for (Map.Entry<String, Object> entry : reader.entrySet()) {
            assertNull(seen.put(entry.getKey(), entry.getValue()), "shown twice");
          }
          long always = seen.keySet().stream().filter(key -> key.startsWith("key")).count();
          assertEquals(keys, always, () -> "not all are in " + seen);
        });
  }

  /**
   * Looks at a file of so many keys that are 0 while another thread does one round after another.
   */
  private void whileItChanges(int keys, ObjLongConsumer<MmapDict> change, Consumer<MmapDict> look) {
    Path file = folder.resolve("changing.mmdpickle");
    try (MmapDict writer = MmapDict.open(file);
        MmapDict reader = MmapDict.open(file, OpenMode.READ_ONLY)) {
      for (int key = 0; key < keys; key++) {
        writer.set("key" + key, 0L);
      }
      try (Meanwhile writing = new Meanwhile(round -> change.accept(writer, round + 1))) {
        for (int i = 0; i < 300 || writing.rounds() < 2; i++) { // a busy machine lets it wait
          look.accept(reader);
        }
      }
    }
  }
}
