package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.HoleCodec.Hole;
import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.testkit.Command;
import io.mmapdict.testkit.Mount;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that are set for one handle alone. */
class CopyOnWriteTest {
  /** Two pages: the second is also that of the next entry. */
  private static final int BYTES = 5000;

  private static final int LAST = BYTES - 1;

  private static final String MEMORYVIEW =
      "8c08" + hex("builtins") + "8c0a" + hex("memoryview") + "93";

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void write() {
    file = folder.resolve("shared.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set("a", new Hole(BYTES));
    }
  }

  @Test
  void whatIsSetNobodyElseSees() throws IOException {
    byte[] before = Files.readAllBytes(file);
    MemorySegment ended;
    try (MmapDict mine = open();
        MmapDict other = open();
        MmapDict writer = MmapDict.open(file, OpenMode.READ_WRITE)) {
      ended = bytes(mine, "a");
      ended.set(JAVA_BYTE, 1, (byte) 1);
      ended.set(JAVA_BYTE, LAST, (byte) 2);
      assertEquals(1, at(mine, "a", 1), "other pages");
      assertEquals(2, at(mine.snapshot(), "a", LAST), "other pages");
      assertEquals(0, at(other, "a", 1));
      assertEquals(0, at(writer, "a", LAST));
    }
    assertThrows(IllegalStateException.class, () -> ended.get(JAVA_BYTE, 1));
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  @ParameterizedTest
  @ValueSource(longs = {4096, FileHandle.USUAL_RANGE_BYTES})
  void whatOthersPutBehindAPageThatWasSetIsReadAsItIs(long rangeBytes) {
    try (MmapDict mine = open(rangeBytes);
        MmapDict writer = MmapDict.open(file, OpenMode.READ_WRITE)) {
      for (int i = 0; i < 100; i++) {
        set(bytes(mine, i == 0 ? "a" : "sevens" + (i - 1)), LAST, i);
        byte[] value = {1, 2, (byte) i};
        writer.set("bytes" + i, value);
        writer.set("number" + i, (long) i);
        writer.set("sevens" + i, sevens());
        assertArrayEquals(value, (byte[]) mine.get("bytes" + i));
        assertEquals((long) i, mine.get("number" + i));
        assertEquals(-1, bytes(mine, "sevens" + i).mismatch(bytes(writer, "sevens" + i)));
      }
      for (int i = 1; i < 100; i++) {
        assertEquals(i, at(mine, "sevens" + (i - 1), LAST));
        assertEquals(7, at(writer, "sevens" + (i - 1), LAST));
      }
    }
  }

  /** A value that is written without the lock, after the page it begins in was set. */
  @Test
  void whatWasReservedIsReadOnceItIsThere() {
    try (MmapDict mine = open();
        MmapDict writer = MmapDict.open(file, OpenMode.READ_WRITE)) {
      int large = 2 << 20;
      Runnable set =
          () -> {
            assertNull(mine.get("large"));
            set(bytes(mine, "a"), LAST, 1);
          };
      writer.set("large", new HoleCodec.Late(large, set));
      MemorySegment read = bytes(mine, "large");
      for (long i = 0; i < large; i++) {
        assertEquals(7, read.get(JAVA_BYTE, i));
      }
      assertEquals(1, at(mine, "a", LAST));
    }
  }

  /** As of any private mapping; but the ends of a value are those of the moment it was got. */
  @Test
  void whatOthersSetIsSeenWhereNothingWasSetHere() {
    try (MmapDict writer = MmapDict.open(file, OpenMode.READ_WRITE)) {
      writer.set("long", new Hole(4 * 4096));
      try (MmapDict mine = open()) {
        MemorySegment read = bytes(mine, "long");
        set(read, 4096, 1);
        set(bytes(writer, "long"), 4097, 2);
        set(bytes(writer, "long"), 8192, 3);
        assertEquals(0, at(mine, "long", 4097));
        assertEquals(3, at(mine, "long", 8192));
      }
    }
  }

  @Test
  void whatWasGotStaysWhenItIsReplacedOrMoved() {
    try (MmapDict mine = open();
        MmapDict writer = MmapDict.open(file, OpenMode.READ_WRITE)) {
      MemorySegment first = bytes(mine, "a");
      set(first, LAST, 1);
      writer.set("a", sevens());
      MemorySegment second = bytes(mine, "a");
      assertEquals(7, second.get(JAVA_BYTE, LAST));
      set(second, LAST, 2);
      writer.vacuum();
      assertEquals(7, at(mine, "a", LAST), "of the new file");
      assertEquals(1, first.get(JAVA_BYTE, LAST));
      assertEquals(2, second.get(JAVA_BYTE, LAST));
    }
  }

  /** Which puts another entry of the same key and length in the place of one that was set. */
  @Test
  void anEntryMovedByMmappickleIsAnotherOne() throws IOException {
    Path moving = folder.resolve("moving.mmdpickle");
    String zero = byteOf("00");
    String one = byteOf("01");
    Files.write(moving, Hex.bytes(Hex.HEADER + zero + Hex.END));
    try (MmapDict mine = MmapDict.open(moving, OpenMode.COPY_ON_WRITE)) {
      MemorySegment before = bytes(mine, "a");
      set(before, 0, 5);
      byte[] replaced = Hex.bytes(Hex.HEADER + zero.replace("8830", "3030") + one + Hex.END);
      Files.write(moving, replaced, StandardOpenOption.WRITE); // else the page is cut off
      assertEquals(1, at(mine, "a", 0));
      ForeignWriter.vacuum(moving);
      assertEquals(1, at(mine, "a", 0));
      assertEquals(5, before.get(JAVA_BYTE, 0));
    }
  }

  /**
   * Each change that mmappickle makes counts as a move. So the addresses are bounded by what is
   * still reachable, and not by how often the file was changed.
   */
  @Test
  void aFileThatMmappickleChangesOftenTakesNoMoreAddresses() throws IOException {
    Path moving = folder.resolve("changed.mmdpickle");
    Files.write(moving, Hex.bytes(Hex.HEADER + byteOf("00") + Hex.END));
    List<MemorySegment> kept = new ArrayList<>();
    try (ForeignWriter writer = new ForeignWriter(moving);
        MmapDict mine = MmapDict.open(moving, OpenMode.COPY_ON_WRITE)) {
      int most = 0;
      for (int i = 0; i < 500; i++) {
        writer.run(i % 2 == 0 ? "put b 1" : "remove b");
        MemorySegment pages = bytes(mine, "a");
        assertEquals(0, pages.get(JAVA_BYTE, 0), "those of another moment");
        set(pages, 0, i);
        assertEquals((byte) i, at(mine, "a", 0));
        if (i % 100 == 0) {
          kept.add(pages);
        }
        most = Math.max(most, privateRanges(moving).size());
      }
      assertTrue(most <= 200, most + " mappings");
      long addresses = privateRanges(moving).stream().mapToLong(each -> each).sum();
      assertTrue(addresses <= 200L << 30, addresses + " addresses");
      for (int i = 0; i < kept.size(); i++) {
        assertEquals((byte) (100 * i), kept.get(i).get(JAVA_BYTE, 0), "what was got before");
      }
    }
    for (MemorySegment each : kept) {
      assertThrows(IllegalStateException.class, () -> each.get(JAVA_BYTE, 0));
    }
  }

  /** A snapshot goes on with the index that it was made from. */
  @Test
  void aSnapshotOfAFileThatMmappickleChangesGivesTheSamePages() throws IOException {
    Path moving = folder.resolve("changed.mmdpickle");
    Files.write(moving, Hex.bytes(Hex.HEADER + byteOf("00") + Hex.END));
    try (ForeignWriter writer = new ForeignWriter(moving);
        MmapDict mine = MmapDict.open(moving, OpenMode.COPY_ON_WRITE)) {
      Map<String, Object> before = mine.snapshot();
      set(bytes(before, "a"), 0, 1);
      writer.run("put b 1");
      assertEquals(0, at(mine, "a", 0));
      System.gc();
      assertEquals(1, at(before, "a", 0));
    }
  }

  /** How many addresses each private mapping of a file has. */
  private static List<Long> privateRanges(Path file) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .filter(line -> line.contains("p ") && line.endsWith(file.toString()))
        .map(line -> line.split("[- ]", 3))
        .map(ends -> Long.parseLong(ends[1], 16) - Long.parseLong(ends[0], 16))
        .toList();
  }

  /** On a file system that is read-only: who tests as root may write to every other file. */
  @Test
  void aFileThatMayOnlyBeReadIsSetInMemory() throws IOException {
    Path point = Files.createDirectory(folder.resolve("mount"));
    try (Mount _ = Mount.of("tmpfs", "size=1m", point)) {
      file = Files.copy(file, point.resolve("fixed.mmdpickle"));
      assertEquals("", Command.run("mount", "-o", "remount,ro", point));
      assertThrows(MmapDictException.class, () -> MmapDict.open(file, OpenMode.READ_WRITE));
      try (MmapDict mine = open()) {
        set(bytes(mine, "a"), LAST, 1);
        assertEquals(1, at(mine, "a", LAST));
      }
    }
  }

  @Test
  void threadsThatGetAValueAtOnceGetTheSamePages() throws InterruptedException {
    int threads = 4;
    for (int round = 0; round < 200; round++) {
      try (MmapDict mine = open()) {
        CountDownLatch start = new CountDownLatch(threads);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
          int index = i;
          all.add(
              Thread.ofPlatform()
                  .start(() -> {
                    start.countDown();
                    while (start.getCount() > 0) {
                      Thread.onSpinWait();
                    }
                    set(bytes(mine, "a"), index, index + 1);
                  }));
        }
        for (Thread thread : all) {
          thread.join();
        }
        for (int i = 0; i < threads; i++) {
          assertEquals(i + 1, at(mine, "a", i), "round " + round);
        }
      }
    }
  }

  private MmapDict open() {
    return open(FileHandle.USUAL_RANGE_BYTES);
  }

  private MmapDict open(long rangeBytes) {
    return OpenFiles.dict(
        file, OpenMode.COPY_ON_WRITE, Durability.PROCESS, UnaryOperator.identity(), rangeBytes);
  }

  private static MemorySegment bytes(Map<String, Object> dict, String key) {
    return ((ByteSlice) dict.get(key)).segment();
  }

  private static byte at(Map<String, Object> dict, String key, long index) {
    return bytes(dict, key).get(JAVA_BYTE, index);
  }

  /** The entry of a, an array of one byte. */
  private static String byteOf(String digits) {
    return Hex.entry("61", MEMORYVIEW + "96 0100000000000000" + digits + "85 52", 1, "88");
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void set(MemorySegment bytes, long index, int value) {
    bytes.set(JAVA_BYTE, index, (byte) value);
  }

  private static HoleCodec.Late sevens() {
    return new HoleCodec.Late(BYTES, () -> {});
  }
}
