package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Seed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index in the file: what it says is what walking says, whatever happens to either. */
class StoredIndexTest {
  private static final int POINTER =
      (int) FileLayout.epochOffset(FileLayout.HEADER_BYTES + FileLayout.KEY + 46) + Long.BYTES;
  private static final int POINTER_BYTES = 7;

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

  /** Whatever byte of the index is another: nothing is found that walking does not find. */
  @Test
  void everyByteOfItMayBeWrong() throws IOException {
    Path file = folder.resolve("flipped.mmdpickle");
    fill(file, 30);
    byte[] before = Files.readAllBytes(file);
    assertTrue(keep(file));
    byte[] good = Files.readAllBytes(file);
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < POINTER_BYTES; i++) {
      places.add(POINTER + i);
    }
    for (int i = before.length - FileLayout.TERMINATOR_BYTES; i < good.length; i++) {
      places.add(i);
    }
    for (int place : places) {
      for (int change : new int[] {0x01, 0xff}) {
        byte[] bad = good.clone();
        bad[place] ^= (byte) change;
        assertEquals(outcome(withoutPointer(bad)), outcome(bad), "byte " + place);
      }
    }
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

  /** Entries that lie where the index has them, but are other ones. */
  @Test
  @Damaged
  void entriesThatSomebodyExchangedAreNoticed() throws IOException {
    Path file = folder.resolve("exchanged.mmdpickle");
    fill(file, 100);
    assertTrue(keep(file));
    EntryInfo one;
    EntryInfo other;
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      one = entry(dict, "key12");
      other = entry(dict, "key22");
    }
    assertEquals(one.length(), other.length());
    byte[] bytes = Files.readAllBytes(file);
    byte[] changed = bytes.clone();
    System.arraycopy(bytes, (int) one.offset(), changed, (int) other.offset(), (int) one.length());
    System.arraycopy(bytes, (int) other.offset(), changed, (int) one.offset(), (int) one.length());
    Files.write(file, changed);
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      assertEquals("value12", dict.get("key12"));
      assertEquals("value22", dict.get("key22"));
      assertEquals(walked(file), dict);
    }
  }

  /** As without an index: what would be put behind the damage could not be read. */
  @Test
  @Damaged
  void aFileWhoseDamageIsFoundOverAChangeIsNotChanged() throws IOException {
    Path file = folder.resolve("damaged.mmdpickle");
    fill(file, 100);
    assertTrue(keep(file));
    EntryInfo entry;
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      entry = entry(dict, "key12");
    }
    byte[] bad = changed(Files.readAllBytes(file), (int) (entry.offset() + entry.length()) - 1);
    Files.write(file, bad);
    List<Consumer<MmapDict>> changes =
        List.of(
            dict -> dict.set("key12", "put"),
            dict -> dict.delete("key12"),
            dict -> dict.putAll(Map.of("key12", "put")),
            dict -> dict.set("key12", new byte[2 << 20]));
    for (Consumer<MmapDict> change : changes) {
      try (MmapDict dict = MmapDict.open(file)) {
        assertThrows(DamagedFileException.class, () -> change.accept(dict));
      }
      assertArrayEquals(bad, Files.readAllBytes(file));
    }
  }

  @Test
  void fsckHoldsItAgainstTheEntries() throws IOException {
    Path file = folder.resolve("checked.mmdpickle");
    fill(file, 100);
    assertTrue(keep(file));
    assertEquals(List.of(), FileCheck.of(file).findings());
    byte[] good = Files.readAllBytes(file);
    Map<String, Object> map = walked(file);
    long frame;
    long key;
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      frame = dict.entries().getLast().offset();
      key = entry(dict, "key12").offset() + FileLayout.KEY;
    }
    int header = (int) FileLayout.indexStart(frame);
    checkRepair(file, changed(good, header + 9), "checksums", map); // its epoch
    checkRepair(file, changed(good, header + StoredIndex.BUCKET_BYTES), "checksums", map);
    checkRepair(file, changed(good, POINTER), "pointer", map);
    // An entry got another key in its place, as no writer does: looked up, it would not be found.
    byte[] stale = good.clone();
    stale[(int) key] = 'K';
    map.put("Key12", Objects.requireNonNull(map.remove("key12")));
    checkRepair(file, stale, "stale", map);
  }

  private static byte[] changed(byte[] good, int place) {
    byte[] changed = good.clone();
    changed[place] ^= 1;
    return changed;
  }

  private void checkRepair(Path file, byte[] bad, String what, Map<String, Object> map)
      throws IOException {
    Files.write(file, bad);
    CheckReport report = FileCheck.of(file);
    assertFalse(report.isSound(), what);
    assertEquals(1, report.findings().size(), report::toString);
    assertTrue(report.findings().getFirst().what().contains(what), report::toString);
    Path damaged = FileCheck.repair(file).original();
    assertEquals(List.of(), FileCheck.of(file).findings());
    assertEquals(map, read(file));
    assertNull(stored(file), "the index stays behind");
    assertArrayEquals(bad, Files.readAllBytes(Objects.requireNonNull(damaged)));
    Files.delete(damaged);
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

  /** Its numbers are read where they lie, and mmappickle's vacuum moves entries there meanwhile. */
  @Test
  @Damaged
  void whatIsOverwrittenOnceItsChecksumsAreCheckedIsNoOffset() {
    Path file = folder.resolve("overwritten.mmdpickle");
    fill(file, 20);
    OpenFile open = OpenFiles.toWrite(file);
    try (MmapDict dict = MmapDict.open(file)) {
      EntryInfo filled = entry(dict, "key9");
      store(open, filled.offset() + filled.length(), FileLayout.DEAD, -1);
    }
    open.close();
    assertTrue(keep(file));
    try (FileHandle handle = FileHandle.open(file, true, FileHandle.USUAL_RANGE_BYTES)) {
      StoredIndex stored = Objects.requireNonNull(StoredIndex.open(handle, handle.size()));
      assertEquals(1, stored.watchedCount());
      long at = FileLayout.HEADER_BYTES;
      while (handle.mapping().get(Little.LONG, at) != stored.watched(0) || at <= stored.covered()) {
        at++;
      }
      for (long bad : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, stored.covered(), 0}) {
        handle.mapping().set(Little.LONG, at, bad);
        Index index = new Index(handle, new EntryState(handle), this);
        index.beginWith(stored);
        assertNull(index.damage());
        assertEquals("key12", Objects.requireNonNull(index.find("key12")).key);
      }
    }
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

  private static void fill(Path file, int keys) {
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set("", "the empty key");
      dict.set("hé/☃", "no ASCII");
      for (int i = 0; i < keys; i++) {
        dict.set("key" + i, "value" + i);
        if (i % 5 == 1) {
          dict.set("key" + (i - 1), "again" + i);
        }
        if (i % 7 == 6) {
          dict.delete("key" + i);
        }
      }
    }
  }

  private static EntryInfo entry(MmapDict dict, String key) {
    return dict.entries().stream()
        .filter(entry -> entry.live() && entry.key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  /** Makes an entry one that someone fills, or one that he has filled. */
  private static void store(OpenFile open, long end, byte valid, int memoMax) {
    try (FileLock.Held _ = open.lock.exclusive()) {
      byte[] bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(memoMax).array();
      for (int i = 0; i < bytes.length; i++) {
        open.file.storeByte(end - FileLayout.MEMO_MAX_FROM_END + i, bytes[i]);
      }
      open.file.storeByte(end - FileLayout.VALID_FROM_END, valid);
      long word = open.file.getLongVolatile(FileLayout.COMMIT_WORD_OFFSET);
      int number = FileLayout.nextCommitNumber(FileLayout.commitNumber(word));
      open.file.storeLong(FileLayout.COMMIT_WORD_OFFSET, FileLayout.withCommitNumber(word, number));
    }
  }

  private static boolean keep(Path file) {
    OpenFile open = OpenFiles.toWrite(file);
    boolean kept = open.keeper.keep();
    open.close();
    if (kept) {
      assertNotNull(stored(file));
    }
    return kept;
  }

  private static long walkedFrames(Path file) {
    OpenFile open = OpenFiles.toWrite(file);
    long frames = open.live.current().walkedFrames();
    open.close();
    return frames;
  }

  private static @Nullable StoredIndex stored(Path file) {
    FileHandle handle = FileHandle.open(file, false, FileHandle.USUAL_RANGE_BYTES);
    StoredIndex index = StoredIndex.open(handle, handle.size());
    handle.close();
    return index;
  }

  private static Map<String, Object> read(Path file) {
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      return new LinkedHashMap<>(dict);
    }
  }

  /** What a copy of the file holds that points to no index. */
  private Map<String, Object> walked(Path file) {
    try {
      Path copy = folder.resolve("walked.mmdpickle");
      Files.write(copy, withoutPointer(Files.readAllBytes(file)));
      return read(copy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] withoutPointer(byte[] bytes) {
    byte[] without = bytes.clone();
    for (int i = 0; i < POINTER_BYTES; i++) {
      without[POINTER + i] = 0;
    }
    return without;
  }

  /** The map as text, each key looked up too, or what is wrong with the file. */
  private String outcome(byte[] bytes) throws IOException {
    Path file = folder.resolve("outcome.mmdpickle");
    Files.write(file, bytes);
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 30; i++) {
        text.append(dict.get("key" + i)).append(dict.containsKey("absent" + i));
      }
      return text.append(new LinkedHashMap<>(dict)).toString();
    } catch (MmapDictException e) {
      return String.valueOf(e.getMessage());
    } finally {
      Files.delete(file); // damaged, and meant to be
    }
  }
}
