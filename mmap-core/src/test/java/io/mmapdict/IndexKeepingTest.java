package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.LineProcess;
import io.mmapdict.testkit.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index while it is written: beside others who change the file, and killed in the midst. */
class IndexKeepingTest {
  private static final int KILLS_PER_FILE = 5;

  @TempDir Path folder;

  /** A writer that is killed before it ever closes leaves an index, too. */
  @Test
  void isThereWhileTheFileGrows() throws Exception {
    Path file = folder.resolve("grows.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      int keys = 0;
      while (pointer(file) == 0) {
        assertTrue(keys < 50 * IndexKeeper.LEAST_FRAMES_OPEN, "no index");
        dict.set("key" + keys, (long) keys);
        keys++;
      }
      for (int i = 0; i < 10; i++) {
        dict.set("key" + keys, (long) keys);
        keys++;
      }
      Path killed = Files.copy(file, folder.resolve("killed.mmdpickle"));
      OpenFile open = OpenFiles.toWrite(killed);
      assertTrue(
          open.live.current().walkedFrames() < keys - IndexKeeper.LEAST_FRAMES_OPEN / 2,
          "walked over all of them");
      for (int i = 0; i < keys; i++) {
        assertNotNull(open.lookup.find("key" + i));
      }
      open.close();
    }
  }

  /** Each index that was written while others changed the file is what walking says. */
  @Test
  void isRightWhateverOthersDoMeanwhile() throws Exception {
    Path file = folder.resolve("busy.mmdpickle");
    Random random = new Random(Seed.next("IndexKeepingTest"));
    Map<String, Object> expected = new HashMap<>();
    AtomicInteger kept = new AtomicInteger();
    try (MmapDict dict = MmapDict.open(file)) {
      OpenFile keeping = OpenFiles.toWrite(file);
      Runnable keep =
          () -> {
            if (keeping.keeper.keep()) {
              kept.incrementAndGet();
              CheckReport report = FileCheck.of(file);
              assertTrue(report.isSound(), report::toString);
            }
          };
      try (Meanwhile keeper = new Meanwhile(_ -> keep.run())) {
        for (int i = 0; (i < 5_000 || kept.get() < 20) && !keeper.isOver(); i++) {
          String key = "key" + random.nextInt(500);
          if (random.nextInt(4) == 0) {
            dict.delete(key);
            expected.remove(key);
          } else {
            dict.set(key, (long) i);
            expected.put(key, (long) i);
          }
        }
      }
      keeping.close();
      assertEquals(expected, dict);
    }
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      assertEquals(expected, dict);
    }
  }

  /** mmappickle's vacuum drops the dead entry that the index is about to be written into. */
  @Test
  void aVacuumInPlaceMayComeInBetween() throws IOException {
    Path file = folder.resolve("vacuumed.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      for (int i = 0; i < 300; i++) {
        dict.set("key" + i, "value" + i);
        dict.set("key" + i / 2, "again" + i);
      }
    }
    Map<String, String> before = Oracle.load(file);
    OpenFile open = open(file, () -> ForeignWriter.vacuum(file));
    MmapDictException gone = assertThrows(MmapDictException.class, () -> open.keeper.keep());
    assertTrue(gone.getMessage().contains("vacuum"), gone.getMessage());
    open.close();
    assertEquals(before, Oracle.load(file));
    try (MmapDict dict = MmapDict.open(file)) {
      assertEquals(300, dict.size());
      assertEquals("again299", dict.get("key149"));
    }
  }

  /** The mark of a file that was moved is for those who have not seen it yet. */
  @Test
  void aVacuumMayComeInBetweenAndTheDiskFailThen() {
    Path file = folder.resolve("moved.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set("key", "value");
    }
    AtomicReference<OpenFile> keeping = new AtomicReference<>();
    OpenFile open =
        open(
            file,
            () -> {
              Vacuum.run(keeping.get(), null);
              throw new IllegalStateException("meant to fail");
            });
    keeping.set(open);
    try (MmapDict reader = MmapDict.open(file, OpenMode.READ_ONLY)) {
      assertEquals("value", reader.get("key"));
      assertThrows(RuntimeException.class, () -> open.keeper.keep());
      open.close();
      try (MmapDict dict = MmapDict.open(file)) {
        dict.set("key", "another");
      }
      assertEquals("another", reader.get("key"));
    }
  }

  @Test
  void aKilledWriterOfItLeavesTheFileSound() throws Exception {
    killWriters(6);
  }

  @Test
  @Tag("long")
  void aKilledWriterOfItLeavesTheFileSoundThreeHundredTimes() throws Exception {
    killWriters(300);
  }

  private void killWriters(int kills) throws Exception {
    Random random = new Random(Seed.next("IndexKeepingTest"));
    Path file = folder.resolve("killed.mmdpickle");
    int inTheMidst = 0;
    long puts = 0;
    for (int kill = 0; kill < kills; kill++) {
      if (kill % KILLS_PER_FILE == 0) {
        Files.deleteIfExists(file);
        puts = 0;
        try (MmapDict dict = MmapDict.open(file)) {
          Map<String, Object> many = new HashMap<>();
          for (int i = 0; i < IndexingWriter.KEYS; i++) {
            many.put("key" + i, "value");
          }
          dict.putAll(many);
        }
      }
      try (LineProcess writer = new LineProcess(Jvm.start(IndexingWriter.class, file, puts))) {
        writer.expect("started");
        for (int skip = random.nextInt(5); skip >= 0; ) {
          String line = writer.line();
          if (line.equals(IndexingWriter.RESERVED)) {
            skip--;
          } else {
            puts = Long.parseLong(line);
          }
        }
        // it takes about a millisecond to fill the place
        Thread.sleep(Duration.ofNanos(random.nextInt(1_000_000)));
        for (String line : writer.kill()) {
          if (!line.equals(IndexingWriter.RESERVED)) {
            puts = Long.parseLong(line);
          }
        }
      }
      inTheMidst += isHalfWritten(file) ? 1 : 0;
      CheckReport report = FileCheck.of(file);
      assertTrue(report.isSound(), report::toString);
      assertEquals(IndexingWriter.KEYS + 1, Oracle.load(file).size());
      try (MmapDict dict = MmapDict.open(file)) {
        assertEquals(IndexingWriter.KEYS + 1, dict.size());
        long found = Objects.requireNonNull(dict.get("count", Long.class));
        assertTrue(found == puts || found == puts + 1, () -> found + " is not the last put");
        puts = found;
        for (int i = 0; i < IndexingWriter.KEYS; i += 997) {
          assertEquals("value", dict.get("key" + i));
        }
        assertNull(dict.get("absent"));
      }
      OpenFile next = OpenFiles.toWrite(file);
      assertTrue(next.keeper.keep(), "the next writer writes no index");
      next.close();
      assertTrue(FileCheck.of(file).isSound());
    }
    System.out.println("IndexKeepingTest: " + kills + " kills, " + inTheMidst + " in the midst");
    assertTrue(inTheMidst > 0, "no kill came while an index was written: the test tests nothing");
  }

  /** Whether the place of an index is there and is not filled, or not even committed. */
  private static boolean isHalfWritten(Path file) throws IOException {
    OpenFile open = OpenFiles.toRead(file);
    Index index = open.live.current();
    boolean pending = !index.watched().reserved().isEmpty() || index.hasTail();
    open.close();
    return pending;
  }

  @Test
  void theFileIsClosedWhateverBefallsTheIndex() {
    Path file = folder.resolve("closed.mmdpickle");
    AtomicBoolean fails = new AtomicBoolean();
    OpenFile open =
        open(
            file,
            () -> {
              if (fails.get()) {
                throw new IllegalStateException("meant to fail");
              }
            });
    for (int i = 0; i < IndexKeeper.LEAST_FRAMES; i++) {
      String key = "key" + i;
      open.writer.change(key, open.values.encode(key, i), now -> true);
    }
    fails.set(true);
    assertThrows(IllegalStateException.class, open::close);
    assertFalse(open.file.arena().scope().isAlive(), "it is still mapped");
    try (MmapDict dict = MmapDict.open(file)) {
      assertEquals(IndexKeeper.LEAST_FRAMES, dict.size());
    }
  }

  /** Does something whenever the place of an index is reserved and nothing written into it yet. */
  private static OpenFile open(Path file, Runnable onceReserved) {
    return OpenFiles.toWrite(
        file,
        Durability.PROCESS,
        real ->
            WatchedStore.before(
                real,
                step -> {
                  if (step.equals("allocate")) {
                    onceReserved.run();
                  }
                }));
  }

  private static long pointer(Path file) {
    try (FileHandle handle = FileHandle.open(file, false, FileHandle.USUAL_RANGE_BYTES)) {
      long at = StoredIndex.epochOffset(handle, handle.size()) + Long.BYTES;
      return FileLayout.indexPointer(handle.getLongVolatile(at));
    }
  }

  /** A process that counts in the file and writes one index after the other until it is killed. */
  static final class IndexingWriter {
    static final int KEYS = 50_000;
    static final String RESERVED = "reserved";

    private IndexingWriter() {}

    public static void main(String[] arguments) {
      Path file = Path.of(arguments[0]);
      OpenFile open = open(file, () -> System.out.println(RESERVED));
      try (MmapDict dict = MmapDict.open(file)) {
        dict.set("count", Long.parseLong(arguments[1]));
        System.out.println("started");
        for (long i = Long.parseLong(arguments[1]) + 1; ; i++) {
          assertTrue(open.keeper.keep(), "nobody else is in the way");
          dict.set("count", i);
          System.out.println(i);
        }
      }
    }
  }
}
