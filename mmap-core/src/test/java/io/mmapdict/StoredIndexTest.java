package io.mmapdict;

import static io.mmapdict.StoredIndexes.entry;
import static io.mmapdict.StoredIndexes.fill;
import static io.mmapdict.StoredIndexes.keep;
import static io.mmapdict.StoredIndexes.read;
import static io.mmapdict.StoredIndexes.store;
import static io.mmapdict.StoredIndexes.stored;
import static io.mmapdict.StoredIndexes.walked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index in the file: what it says is what walking says, whatever happens to either. */
class StoredIndexTest {
  @TempDir Path folder;

  @Test
  void isWhatWalkingSays() throws IOException {
    Path file = folder.resolve("kept.mmdpickle");
    fill(file, 500);
    Map<String, Object> walked = walked(file);
    assertTrue(keep(file));
    assertEquals(1, walkedFrames(file), "only the index itself is walked over");
    assertEquals(walked, read(file));
    assertEquals(List.copyOf(walked.keySet()), List.copyOf(read(file).keySet()));
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      for (int i = 0; i < 500; i++) {
        assertEquals(walked.get("key" + i), dict.get("key" + i));
        assertNull(dict.get("absent" + i));
      }
      assertEquals(walked.get(""), dict.get(""));
      assertEquals(walked.get("hé/☃"), dict.get("hé/☃"));
    }
    assertEquals(walked.size(), Oracle.load(file).size());
  }

  @Test
  void whatComesBehindItIsWalkedOver() {
    Path file = folder.resolve("behind.mmdpickle");
    fill(file, 100);
    assertTrue(keep(file));
    try (MmapDict dict = MmapDict.open(file);
        MmapDict reader = MmapDict.open(file, OpenMode.READ_ONLY)) {
      dict.set("key3", "replaced");
      dict.delete("key4");
      dict.set("key5", "replaced");
      dict.delete("key5");
      dict.set("new", "behind");
      for (MmapDict each : List.of(dict, reader)) {
        assertEquals("replaced", each.get("key3"));
        assertNull(each.get("key4"));
        assertNull(each.get("key5"));
        assertNull(each.get("key5"), "and once more");
        assertEquals("behind", each.get("new"));
        assertEquals("new", List.copyOf(each.keySet()).getLast());
      }
      assertEquals(dict, reader);
    }
    assertEquals(walked(file), read(file));
    assertEquals(walked(file).size(), Oracle.load(file).size());
  }

  @Test
  void whoeverClosesAChangedFileOfManyEntriesKeepsIt() {
    Path file = folder.resolve("many.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      for (int i = 0; i < IndexKeeper.LEAST_FRAMES; i++) {
        dict.set("key" + i, (long) i);
      }
    }
    assertEquals(1, walkedFrames(file));
    long size = file.toFile().length();
    try (MmapDict dict = MmapDict.open(file)) {
      assertEquals(IndexKeeper.LEAST_FRAMES, dict.size());
    }
    assertEquals(size, file.toFile().length(), "who only reads changes nothing");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set("one", "more");
    }
    assertEquals(2, walkedFrames(file), "one more entry is not worth another index");
    assertEquals(IndexKeeper.LEAST_FRAMES + 1, Oracle.load(file).size());
  }

  /** A process that follows mmappickle's rules appends, removes, and drops the index. */
  @Test
  void mmappickleMayDoWhatItLikes() throws Exception {
    Path file = folder.resolve("foreign.mmdpickle");
    fill(file, 50);
    assertTrue(keep(file));
    try (ForeignWriter writer = new ForeignWriter(file);
        MmapDict before = MmapDict.open(file)) {
      for (String command :
          List.of("put new theirs", "put key7 first", "put key7 second", "remove key8")) {
        writer.run(command);
      }
      for (MmapDict dict : List.of(before, MmapDict.open(file))) {
        assertEquals("theirs", dict.get("new"));
        assertEquals("second", dict.get("key7"));
        assertNull(dict.get("key8"));
        assertEquals(walked(file), dict);
      }
      before.delete("key7"); // three live entries of it, one of them known to the index only
      assertNull(before.get("key7"));
      assertFalse(walked(file).containsKey("key7"));
      Map<String, Object> now = walked(file);
      writer.run("vacuum 0");
      assertEquals(now, before);
      assertEquals(now, read(file));
      assertNull(stored(file), "the index is gone");
      assertFalse(keep(file), "there is no shim to point to it");
    }
  }

  /** An entry that is being filled while the index is made, and switched on afterwards. */
  @Test
  void entriesThatAreBeingFilledAreWatched() {
    Path file = folder.resolve("filled.mmdpickle");
    fill(file, 20);
    EntryInfo filled;
    try (MmapDict dict = MmapDict.open(file)) {
      filled = entry(dict, "key9");
    }
    long end = filled.offset() + filled.length();
    OpenFile open = OpenFiles.toWrite(file);
    store(open, end, FileLayout.DEAD, -1);
    open.close();
    OpenFile keeping = OpenFiles.toWrite(file);
    assertTrue(keeping.keeper.keep());
    keeping.close();
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      assertNull(dict.get("key9"));
      OpenFile filling = OpenFiles.toWrite(file);
      store(filling, end, FileLayout.LIVE, 1);
      filling.close();
      assertEquals("value9", dict.get("key9"));
    }
    assertEquals("value9", read(file).get("key9"));
  }

  @Test
  void isNeverWrongWhateverComes() {
    Random random = new Random(Seed.next("StoredIndexTest"));
    Path file = folder.resolve("random.mmdpickle");
    Map<String, Object> expected = new LinkedHashMap<>();
    for (int round = 0; round < 40; round++) {
      OpenFile open = OpenFiles.toWrite(file);
      try (MmapDict dict = MmapDict.open(file)) {
        for (int i = 0; i < 30; i++) {
          String key = "key" + random.nextInt(60);
          expected.remove(key);
          if (random.nextInt(4) == 0) {
            dict.delete(key);
          } else {
            dict.set(key, (long) i);
            expected.put(key, (long) i);
          }
          if (random.nextInt(40) == 0) {
            assertTrue(open.keeper.keep());
          }
        }
        assertEquals(expected, dict);
        assertEquals(List.copyOf(expected.keySet()), List.copyOf(dict.keySet()));
      } finally {
        open.close();
      }
      assertEquals(expected, read(file));
      assertEquals(List.copyOf(expected.keySet()), List.copyOf(read(file).keySet()));
    }
    assertEquals(expected.size(), Oracle.load(file).size());
  }

  private static long walkedFrames(Path file) {
    OpenFile open = OpenFiles.toWrite(file);
    long frames = open.live.current().walkedFrames();
    open.close();
    return frames;
  }
}
