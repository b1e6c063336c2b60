package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Seed;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many values at once. */
class BatchTest {
  @TempDir Path folder;

  /** Small, middling and large ones, keys that are there and keys that are not. */
  @Test
  void storesAll() {
    Random random = new Random(Seed.next("BatchTest"));
    Map<String, Object> model = new HashMap<>();
    Path file = folder.resolve("batch.mmdpickle");
    try (MmapDict dict = MmapDict.open(file);
        MmapDict reader = MmapDict.open(file, OpenMode.READ_ONLY)) {
      for (int round = 0; round < 20; round++) {
        Map<String, Object> batch = new LinkedHashMap<>();
        int count = random.nextInt(400);
        for (int i = 0; i < count; i++) {
          int length = random.nextInt(200) == 0 ? random.nextInt(3_000_000) : random.nextInt(60);
          batch.put("k" + random.nextInt(500), text(random, length));
        }
        dict.putAll(batch);
        model.putAll(batch);
        assertEquals(model, new HashMap<>(reader), "round " + round);
        assertEquals(model.size(), dict.size());
      }
    }
    Map<String, String> python = Oracle.load(file);
    assertEquals(model.size(), python.size());
    model.forEach((key, value) -> assertEquals("'" + value + "'", python.get("'" + key + "'")));
  }

  /** All of a thousand small ones appear at once. */
  @Test
  void isOneCommit() {
    Recording recording = new Recording();
    try (MmapDict dict = recording.open(folder.resolve("one.mmdpickle"), Durability.PROCESS)) {
      Map<String, Object> thousand = new LinkedHashMap<>();
      for (int i = 0; i < 1000; i++) {
        thousand.put("key" + i, (long) i);
      }
      recording.forget();
      dict.putAll(thousand);
      List<Recording.Step> steps = recording.steps();
      assertEquals(1, steps.stream().filter(step -> step.bytes().length == Short.BYTES).count());
      assertTrue(steps.size() <= 6, "writes and stores: " + steps.size());
      assertEquals(thousand, dict);
    }
  }

  /** Two values that are too much for one commit are two: nobody waits for both. */
  @Test
  void takesTheLockForAboutAMebibyte() {
    Recording recording = new Recording();
    try (MmapDict dict = recording.open(folder.resolve("two.mmdpickle"), Durability.PROCESS)) {
      String most = "x".repeat(2_000_000);
      recording.forget();
      dict.putAll(Map.of("a", most, "b", most));
      List<Recording.Step> steps = recording.steps();
      assertEquals(2, steps.stream().filter(step -> step.bytes().length == Short.BYTES).count());
    }
  }

  /** A map that holds equal keys, as only an identity map does: the later counts. */
  @Test
  @SuppressWarnings({"IdentityHashMapUsage", "StringOperationCanBeSimplified"})
  void equalKeysAreOne() {
    Map<String, Object> twins = new IdentityHashMap<>();
    twins.put(new String("key"), "same");
    twins.put(new String("key"), "same");
    Path file = folder.resolve("twins.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.putAll(twins);
      assertEquals(Map.of("key", "same"), dict);
      assertTrue(dict.delete("key"));
      assertEquals(0, dict.size());
    }
  }

  @Test
  void whatCannotBeStoredChangesNothingOfItsBatch() {
    try (MmapDict dict = MmapDict.open(folder.resolve("refused.mmdpickle"))) {
      dict.set("a", "old");
      Map<String, Object> batch = new LinkedHashMap<>();
      batch.put("a", "new");
      batch.put("b", new Object());
      assertThrows(MmapDictException.class, () -> dict.putAll(batch));
      assertEquals(Map.of("a", "old"), dict);
      dict.putAll(Map.of());
      assertThrows(NullPointerException.class, () -> dict.putAll(null));
    }
  }

  private static String text(Random random, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }
}
