package io.mmapdict;

import static io.mmapdict.StoredIndexes.POINTER;
import static io.mmapdict.StoredIndexes.POINTER_BYTES;
import static io.mmapdict.StoredIndexes.entry;
import static io.mmapdict.StoredIndexes.fill;
import static io.mmapdict.StoredIndexes.keep;
import static io.mmapdict.StoredIndexes.read;
import static io.mmapdict.StoredIndexes.store;
import static io.mmapdict.StoredIndexes.stored;
import static io.mmapdict.StoredIndexes.walked;
import static io.mmapdict.StoredIndexes.withoutPointer;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index that is wrong, or in a file that is: nothing is found that walking does not find. */
class StoredIndexDamageTest {
  @TempDir Path folder;

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
