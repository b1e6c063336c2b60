package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beside a Python process that writes as mmappickle does, in a file that is open here. */
class ForeignWriterTest {
  @TempDir Path folder;
  private Path file = Path.of("");
  private ForeignWriter writer;

  @BeforeEach
  void start() throws IOException {
    file = folder.resolve("both.mmdpickle");
    MmapDict.open(file).close();
    writer = new ForeignWriter(file);
  }

  @AfterEach
  void stop() {
    writer.close();
  }

  @Test
  void bothAppendAndRemove() throws IOException {
    try (MmapDict dict = MmapDict.open(file);
        MmapDict reader = MmapDict.open(file, OpenMode.READ_ONLY)) {
      for (int i = 0; i < 20; i++) {
        dict.set("ours" + i, "value" + "x".repeat(i));
        writer.run("put theirs" + i + " value" + "y".repeat(i));
        writer.run("put both" + " theirs" + i);
        assertEquals("theirs" + i, reader.get("both"));
        dict.set("both", "ours" + i);
        assertEquals("ours" + i, reader.get("both"));
        assertEquals("value" + "y".repeat(i), dict.get("theirs" + i));
      }
      writer.run("remove ours3");
      assertNull(dict.get("ours3"));
      assertFalse(reader.containsKey("ours3"));
      assertEquals(40, reader.size());
      dict.set("ours3", "again");
      dict.remove("theirs4");
      assertEquals(40, reader.keySet().size());
      assertEquals(dict.keySet(), reader.keySet());
    }
    assertEquals(40, Oracle.load(file).size());
  }

  /** Its values lie elsewhere then: better none than another one's bytes. */
  @Test
  void aSnapshotNoticesAVacuum() throws IOException {
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set("gone", "x".repeat(5000));
      dict.set("stays", "y".repeat(5000));
      dict.delete("gone");
      Map<String, Object> snapshot = dict.snapshot();
      assertEquals("y".repeat(5000), snapshot.get("stays"));
      writer.run("vacuum 0");
      MmapDictException e = assertThrows(MmapDictException.class, () -> snapshot.get("stays"));
      assertTrue(e.getMessage().contains("take a new one"), e.getMessage());
      assertEquals("y".repeat(5000), dict.snapshot().get("stays"));
    }
  }

  /** Two live entries of one key: a removal must not bring the earlier one back. */
  @Test
  void removeTakesEveryEntryOfTheKey() throws IOException {
    try (MmapDict dict = MmapDict.open(file)) {
      writer.run("put key first");
      writer.run("put key second");
      writer.run("put other value");
      assertEquals("second", dict.get("key"));
      writer.run("remove nothing");
      dict.remove("key");
      assertNull(dict.get("key"));
      assertEquals(List.of("other"), List.copyOf(dict.keySet()));
    }
    assertEquals("{'other'='value'}", Oracle.load(file).toString());
  }

  /** Whatever number the vacuum leaves, also the one that we saw last. */
  @Test
  void aVacuumInPlaceIsNoticed() throws IOException {
    try (MmapDict dict = MmapDict.open(file);
        MmapDict reader = MmapDict.open(file, OpenMode.READ_ONLY)) {
      for (int round = 0; round < 3; round++) {
        dict.set("a", "x".repeat(20_000));
        dict.set("b" + round, "round" + round);
        dict.set("a", "short");
        assertEquals("short", reader.get("a"));
        writer.run("vacuum " + (round == 2 ? dict.commitNumber() : 0));
        assertEquals("short", reader.get("a"), "round " + round);
        assertEquals("round" + round, dict.get("b" + round));
        assertEquals(round + 2, reader.size());
        assertEquals(dict, reader);
        dict.set("c", "after the vacuum"); // and an epoch again
        assertEquals("after the vacuum", reader.get("c"));
        dict.remove("c");
      }
    }
    assertEquals(4, Oracle.load(file).size());
  }

  /** An epoch behind other entries is overwritten after them: until then they are missing. */
  @Test
  void aVacuumInPlaceThatIsHalfDoneHidesNoKey() throws Exception {
    Path begun = folder.resolve("begun.mmdpickle");
    String a = Hex.entry(hex("a"), "4b01", 1, "30");
    String b = Hex.entry(hex("b"), "4b02", 1, "88");
    String c = Hex.entry(hex("c"), "4b03", 1, "88");
    Files.write(begun, Hex.bytes(Hex.HEADER + a + b + c + Hex.END));
    try (MmapDict dict = MmapDict.open(begun);
        MmapDict reader = MmapDict.open(begun, OpenMode.READ_ONLY);
        FileHandle vacuum = FileHandle.open(begun, true, FileHandle.USUAL_RANGE_BYTES)) {
      dict.set("ours", 4L);
      Set<String> keys = Set.of("b", "c", "ours");
      assertEquals(keys, reader.keySet());
      List<CompletableFuture<Object>> looks = new ArrayList<>();
      try (FileLock.Held _ = new FileLock(vacuum).exclusive()) {
        write(vacuum, b + c + c);
        for (Callable<Object> look :
            List.<Callable<Object>>of(
                () -> reader.get("b"),
                () -> List.copyOf(reader.keySet()),
                () -> List.copyOf(reader.snapshot().keySet()))) {
          looks.add(start(look));
        }
        Thread.sleep(Duration.ofMillis(200));
        write(vacuum, a + b + c); // as good as what it would go on to
      }
      assertEquals(2L, looks.get(0).get());
      assertEquals(List.of("b", "c", "ours"), looks.get(1).get());
      assertEquals(List.of("b", "c", "ours"), looks.get(2).get());
    }
  }

  private static CompletableFuture<Object> start(Callable<Object> look) {
    CompletableFuture<Object> running = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(() -> {
          try {
            running.complete(look.call());
          } catch (Exception | Error e) {
            running.completeExceptionally(e);
          }
        });
    return running;
  }

  /** The system shortens the file first and clears the rest of its page, the epoch there, then. */
  @Test
  void whetherAFileIsCutIsSeenUnderTheLock() throws Exception {
    try (MmapDict dict = MmapDict.open(file);
        MmapDict reader = MmapDict.open(file, OpenMode.READ_ONLY);
        FileHandle vacuum = FileHandle.open(file, true, FileHandle.USUAL_RANGE_BYTES)) {
      dict.set("a", 1L);
      dict.set("b", 2L);
      assertEquals(1L, reader.get("a"));
      byte[] whole = Files.readAllBytes(file);
      CompletableFuture<Object> look;
      try (FileLock.Held _ = new FileLock(vacuum).exclusive()) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(whole.length - 20);
        }
        look = start(() -> reader.get("a"));
        Thread.sleep(Duration.ofMillis(200));
        Files.write(file, whole, StandardOpenOption.WRITE);
      }
      assertEquals(1L, look.get());
    }
  }

  private static void write(FileHandle file, String hex) {
    try (Arena arena = Arena.ofConfined()) {
      file.write(
          FileLayout.HEADER_BYTES, arena.allocateFrom(ValueLayout.JAVA_BYTE, Hex.bytes(hex)));
    }
  }

  /** Whoever looks at every entry comes to those behind the end that the file has by then. */
  @Test
  void aVacuumInPlaceMayCutTheFileUnderAnIteration() throws IOException {
    Map<String, Object> many = new HashMap<>();
    for (int i = 0; i < 2_000; i++) {
      many.put("key" + i, "value" + i);
    }
    try (MmapDict dict = MmapDict.open(file)) {
      dict.putAll(many);
      try (MmapDict reader = MmapDict.open(file, OpenMode.READ_ONLY);
          Meanwhile counting =
              new Meanwhile(_ -> {
                assertEquals(many.size(), reader.size());
                assertEquals(many.keySet(), reader.snapshot().keySet());
                assertTrue(
                    reader.entries().stream().filter(EntryInfo::live).count() >= many.size());
              })) {
        for (int round = 0; round < 20 && !counting.isOver(); round++) {
          dict.putAll(many); // the vacuum halves the file
          writer.run("vacuum 0");
        }
      }
    }
    assertEquals(many.size(), Oracle.load(file).size());
  }

  /**
   * A list of which the second element is read after mmappickle's vacuum has put another entry of
   * the same size in the place of this one.
   */
  @Test
  void aValueThatMovesWhileItIsReadIsReadAgain() throws IOException {
    Path moving = folder.resolve("moving.mmdpickle");
    String head = "5d 28 8c08" + hex("builtins") + "8c0a" + hex("memoryview") + "93";
    String first = head + "96 0100000000000000 07 85 52 8c03" + hex("one") + "65";
    String second = head + "96 0100000000000000 07 85 52 8c03" + hex("two") + "65";
    Files.write(
        moving,
        Hex.bytes(
            Hex.HEADER
                + Hex.entry(hex("k0"), first, 1, "30")
                + Hex.entry(hex("k1"), first, 1, "88")
                + Hex.entry(hex("k2"), second, 1, "88")
                + Hex.END));
    try (MmapDict dict = MmapDict.open(moving, OpenMode.READ_ONLY)) {
      assertEquals("one", ((List<?>) dict.get("k1")).getLast());
      HoleCodec.ON_NEXT_READ.set(() -> ForeignWriter.vacuum(moving));
      assertEquals("one", ((List<?>) dict.get("k1")).getLast());
      assertEquals("two", ((List<?>) dict.get("k2")).getLast());
    }
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** What looks broken because somebody is half-way is looked at again under the lock. */
  @Test
  void halfAnEntryIsWaitedFor() throws Exception {
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      writer.run("put first value");
      assertEquals("value", dict.get("first"));
      writer.run("half-put second value", "half");
      CompletableFuture<Object> second = CompletableFuture.supplyAsync(() -> dict.get("second"));
      Thread.sleep(100); // enough for a reader that does not wait
      assertFalse(second.isDone(), "a reader believed half an entry");
      writer.run("the rest");
      assertEquals("value", second.get());
      assertTrue(dict.containsKey("first"));
    }
  }
}
