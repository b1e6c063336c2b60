package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.testkit.LineProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of more than a mebibyte, which are written without the lock. */
class ReservationTest {
  private static final int LARGE = (2 << 20) + 1;

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = folder.resolve("large.mmdpickle");
  }

  @Test
  void isReadHereAndInPython() {
    try (MmapDict dict = MmapDict.open(file);
        MmapDict reader = MmapDict.open(file, OpenMode.READ_ONLY)) {
      dict.set("a", "old");
      assertEquals("old", reader.get("a"));
      assertEquals("old", dict.put("a", lazily(() -> {})));
      checkSevens(reader.get("a"));
      checkSevens(dict.put("a", "new"));
      assertEquals("new", reader.get("a"));
    }
    assertEquals(Map.of("'a'", "'new'"), Oracle.load(file));
  }

  /** While it is written every other handle and process goes on, and Python loads the old map. */
  @Test
  void leavesTheLockToOthersWhileItIsWritten() {
    Map<String, Object> seen = new HashMap<>();
    try (MmapDict dict = MmapDict.open(file);
        MmapDict other = MmapDict.open(file)) {
      dict.set("a", "old");
      dict.set(
          "large",
          lazily(() -> {
            seen.put("before", other.get("large"));
            other.set("b", "put meanwhile");
            dict.set("c", "by the same handle");
            other.delete("a");
            seen.putAll(Oracle.load(file));
          }));
      assertNull(seen.get("before"));
      seen.remove("before");
      assertEquals(Map.of("'b'", "'put meanwhile'", "'c'", "'by the same handle'"), seen);
      checkSevens(other.get("large"));
      assertEquals(List.of("large", "b", "c"), List.copyOf(other.keySet()));
      assertEquals(List.of("large", "b", "c"), List.copyOf(dict.keySet()));
    }
    assertEquals(3, Oracle.load(file).size());
  }

  @Test
  void replacesOnlyOnceItIsWritten() {
    try (MmapDict dict = MmapDict.open(file);
        MmapDict other = MmapDict.open(file)) {
      dict.set("key", "old");
      dict.set(
          "key",
          lazily(() -> {
            assertEquals("old", other.get("key"));
            assertEquals("'old'", Oracle.load(file).get("'key'"));
          }));
      checkSevens(other.get("key"));
      assertEquals(1, other.size());
    }
  }

  /** Who is overtaken counts as replaced: a load from start to end must never miss the key. */
  @Test
  void staysDeadWhenItIsOvertaken() {
    try (MmapDict dict = MmapDict.open(file);
        MmapDict other = MmapDict.open(file)) {
      dict.set("key", "old");
      assertEquals("old", dict.put("key", lazily(() -> other.set("key", "later"))));
      assertEquals("later", dict.get("key"));
      assertEquals("later", other.get("key"));
      assertNull(other.putIfAbsent("free", lazily(() -> {})));
      assertEquals("won", other.putIfAbsent("new", lazily(() -> dict.set("new", "won"))));
      assertEquals("won", other.get("new"));
      assertTrue(dict.delete("key"), "one entry of the key was live");
      assertNull(other.get("key"), "a removed key came back");
    }
    assertEquals(2, Oracle.load(file).size());
  }

  /** It asks again once the value is written. */
  @Test
  void theConditionHoldsWhenItIsSwitchedOn() {
    try (MmapDict dict = MmapDict.open(file);
        MmapDict other = MmapDict.open(file)) {
      dict.set("key", "old");
      assertFalse(dict.replace("key", "old", lazily(() -> other.set("key", "changed"))));
      assertEquals("changed", dict.get("key"));
      assertNull(dict.replace("key", lazily(() -> other.delete("key"))));
      assertNull(dict.get("key"));
      assertEquals(0, other.size());
    }
  }

  @Test
  void theOldValueStandsWhenItCannotBeWritten() throws IOException {
    try (MmapDict dict = MmapDict.open(file);
        MmapDict other = MmapDict.open(file)) {
      dict.set("key", "old");
      RuntimeException thrown =
          assertThrows(
              IllegalStateException.class,
              () ->
                  dict.set(
                      "key",
                      lazily(() -> {
                        throw new IllegalStateException("the source has dried up");
                      })));
      assertEquals("the source has dried up", thrown.getMessage());
      assertEquals(0, thrown.getSuppressed().length);
      assertEquals("old", other.get("key"));
      assertEquals("old", dict.get("key"));
      EntryInfo dead = dict.entries().getLast();
      assertEquals("key", dead.key());
      assertFalse(dead.live());
      assertEquals(1, memoMax(dead), "nobody waits for it any more");
      dict.set("next", "put");
    }
    assertEquals(Map.of("'key'", "'old'", "'next'", "'put'"), Oracle.load(file));
  }

  /** Of a walk without the lock that comes across it just before it is switched on. */
  @Test
  void whatIsReadBeforeItIsSwitchedOnIsWaitedFor() {
    try (MmapDict dict = MmapDict.open(file);
        FileHandle handle = FileHandle.open(file, false, FileHandle.USUAL_RANGE_BYTES)) {
      FrameCursor cursor = new FrameCursor(handle.mapping());
      dict.set(
          "key",
          lazily(() -> {
            long size = handle.size();
            handle.ensureMapped(size);
            EntryInfo reserved = dict.entries().getLast();
            assertEquals(FrameCursor.Found.ENTRY, cursor.read(reserved.offset(), size));
          }));
      assertFalse(cursor.live());
      assertTrue(cursor.isReserved(), "a walk would never look at it again");
    }
  }

  /** Killed while it writes: dead for good as soon as somebody opens the file to write. */
  @Test
  void aKilledOwnerLeavesADeadEntry() throws Exception {
    try (LineProcess process = new LineProcess(Jvm.start(Filler.class, file))) {
      process.expect("filling");
      try (MmapDict dict = MmapDict.open(file)) {
        EntryInfo pending = dict.entries().getLast();
        assertEquals(-process.pid(), memoMax(pending), "an opener took it from a living owner");
        assertTrue(Reservation.isBeingWritten(memoMax(pending)));
        process.kill();
        assertEquals("old", dict.get("key"));
        assertFalse(Reservation.isBeingWritten(memoMax(pending)));
      }
      try (MmapDict dict = MmapDict.open(file)) {
        EntryInfo pending = dict.entries().getLast();
        assertEquals(1, memoMax(pending));
        assertEquals("old", dict.get("key"));
        dict.set("key", "new");
      }
      assertEquals(Map.of("'key'", "'new'"), Oracle.load(file));
    }
  }

  /** In a container each process may have the number of the one before it, which was killed. */
  @Test
  void whatAnEarlierProcessOfTheSameNumberLeftIsInNobodysWay() throws IOException {
    Path left = folder.resolve("left.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set("key", "old");
      dict.set("key", lazily(() -> copyTo(left)));
    }
    try (MmapDict next = MmapDict.open(left)) {
      EntryInfo place = next.entries().getLast();
      try (FileChannel channel = FileChannel.open(left, StandardOpenOption.WRITE)) {
        byte[] part = new byte[LARGE / 2];
        Arrays.fill(part, (byte) 7);
        channel.write(ByteBuffer.wrap(part), place.valueOffset());
      }
      assertTrue(next.reclaim().diskSaved() > LARGE / 4);
      next.vacuum();
      assertEquals(Map.of("key", "old"), next);
      assertTrue(Files.size(left) < LARGE);
    }
  }

  private void copyTo(Path copy) {
    try {
      Files.copy(file, copy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** mmappickle's vacuum drops dead entries, also those that someone is writing. */
  @Test
  void aVacuumInPlaceIsNoticed() throws IOException {
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set("key", "old");
      dict.set("last", "x".repeat(100));
      MmapDictException thrown =
          assertThrows(
              MmapDictException.class,
              () -> dict.set("key", lazily(() -> ForeignWriter.vacuum(file))));
      assertTrue(thrown.getMessage().contains("vacuum"), thrown.getMessage());
      assertEquals("old", dict.get("key"));
      assertEquals("x".repeat(100), dict.get("last"));
      assertEquals(2, dict.size());
    }
    assertEquals(2, Oracle.load(file).size());
  }

  @Test
  void powerWaitsForTheDiskBeforeItIsSwitchedOn() {
    Recording recording = new Recording();
    try (MmapDict dict = recording.open(file, Durability.POWER)) {
      dict.set("key", lazily(() -> {}));
      List<Recording.Step> steps = recording.steps();
      int payload = indexOfLast(steps, step -> step.bytes().length > 1000);
      int on = indexOfLast(steps, step -> step.offset() > 1000 && step.bytes().length == 8);
      assertTrue(payload < on);
      assertTrue(
          steps.subList(payload, on).stream().anyMatch(Recording.Step::isSync),
          "switched on before the payload was on the disk");
      assertTrue(
          steps.subList(on, steps.size()).stream().anyMatch(Recording.Step::isSync),
          "acknowledged before it was on the disk");
    }
  }

  /** What plain Python and we take for live, mmappickle must see, too. */
  @Test
  void theNextWriterFinishesAHalfSwitchedEntry() throws IOException {
    byte[] killed = killedHalfSwitchedOn();
    Path half = folder.resolve("half.mmdpickle");
    Files.write(half, killed);
    assertEquals(List.of("small"), validEntries(killed));
    assertTrue(Oracle.load(half).get("'key'").startsWith("<memory at"));
    try (MmapDict next = MmapDict.open(half)) {
      assertEquals(List.of("small", "large"), validEntries(Files.readAllBytes(half)));
      next.set("next", "put");
    }
    assertEquals(List.of("large", "small"), validEntries(Files.readAllBytes(half)));
  }

  @Test
  void aRepairFinishesAHalfSwitchedEntry() throws IOException {
    byte[] killed = killedHalfSwitchedOn();
    Path half = folder.resolve("half.mmdpickle");
    Files.write(half, Arrays.copyOf(killed, killed.length - 1));
    RepairReport report = FileCheck.repair(half);
    assertEquals(List.of("large"), validEntries(Files.readAllBytes(half)));
    Files.delete(Objects.requireNonNull(report.original()));
  }

  /** The file as a writer leaves it who is killed between the two stores that switch on. */
  private byte[] killedHalfSwitchedOn() throws IOException {
    Recording recording = new Recording();
    try (MmapDict dict = recording.open(file, Durability.PROCESS)) {
      dict.set("key", "old");
      recording.forget();
      byte[] before = Files.readAllBytes(file);
      dict.set("key", lazily(() -> {}));
      List<Recording.Step> steps = recording.steps();
      int on = indexOfLast(steps, step -> step.bytes().length == 1 && step.bytes()[0] == Switch.ON);
      return new Scenario.Recorded(before, steps, List.of()).killedBefore(on + 1);
    }
  }

  /** What mmappickle takes for valid: of every frame it looks at the last byte but one. */
  private static List<String> validEntries(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    List<String> found = new ArrayList<>();
    for (int at = 24; bytes.get(at + 9) == (byte) 0x8c; ) {
      int end = at + 9 + Math.toIntExact(bytes.getLong(at + 1));
      if (bytes.get(end - 2) == (byte) 0x88) {
        found.add(end - at > LARGE ? "large" : "small");
      }
      at = end;
    }
    return found;
  }

  private static HoleCodec.Late lazily(Runnable first) {
    return new HoleCodec.Late(LARGE, first);
  }

  private static void checkSevens(@Nullable Object value) {
    byte[] bytes = assertInstanceOf(ByteSlice.class, value).segment().toArray(JAVA_BYTE);
    assertEquals(LARGE, bytes.length);
    for (byte b : bytes) {
      assertEquals(7, b);
    }
  }

  private int memoMax(EntryInfo entry) throws IOException {
    long offset = entry.offset() + entry.length() - FileLayout.MEMO_MAX_FROM_END;
    byte[] all = Files.readAllBytes(file);
    return FileLayout.i32(MemorySegment.ofArray(all), offset);
  }

  private static int indexOfLast(List<Recording.Step> steps, Predicate<Recording.Step> wanted) {
    for (int i = steps.size() - 1; i >= 0; i--) {
      if (wanted.test(steps.get(i))) {
        return i;
      }
    }
    throw new AssertionError("no such step");
  }

  /** A process that begins to write a large value and never ends. */
  static final class Filler {
    private Filler() {}

    public static void main(String[] arguments) {
      try (MmapDict dict = MmapDict.open(Path.of(arguments[0]))) {
        dict.set("key", "old");
        dict.set(
            "key",
            lazily(() -> {
              System.out.println("filling");
              try {
                Thread.sleep(Long.MAX_VALUE);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }));
      }
    }
  }
}
