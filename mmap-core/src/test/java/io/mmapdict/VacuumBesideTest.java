package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.HoleCodec.Hole;
import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.testkit.Folder;
import io.mmapdict.testkit.LineProcess;
import io.mmapdict.testkit.Mount;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vacuum, and other processes and threads beside it: readers, writers, plain Python. */
class VacuumBesideTest {
  private static final int LARGE = 3_000_000;

  /** More than a vacuum has. */
  private static final int NO_STEP = 1_000_000;

  private static final String LOAD_UNTIL_TOLD =
      """
      import pickle, select, sys
      loads = 0
      while not select.select([sys.stdin], [], [], 0)[0]:
          with open(sys.argv[1], 'rb') as f:
              d = pickle.load(f)
          assert all(d['key%d' % i] == 'x' * 1000 for i in range(100)), sorted(d)
          loads += 1
          if loads == 1:
              print('loading', flush=True)
      print(loads)
      """;

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = folder.resolve("vacuumed.mmdpickle");
  }

  /** Small entries, dead ones, one that the kernel copies in parts and one with a hole. */
  private void fill() {
    try (MmapDict dict = MmapDict.open(file)) {
      for (int i = 0; i < 100; i++) {
        dict.set("key" + i, "x".repeat(1000));
        dict.set("dead" + i, "x".repeat(1000));
        dict.delete("dead" + i);
      }
      dict.set("held", new Hole(LARGE));
      slice(dict, "held").segment().fill((byte) 5);
      dict.set("hole", new Hole(LARGE));
    }
  }

  @Test
  void killedAfterAnyStepItHasDoneNothingOrAll() throws Exception {
    fill();
    List<String> steps = new ArrayList<>();
    try (LineProcess reader = HoldingReader.start(file)) {
      assertEquals("" + LARGE, reader.ask("hold held"));
      String said = "";
      for (int step = 1; !said.equals("vacuumed"); step++) {
        Object inode = inode();
        said = killedVacuum(step);
        steps.add(said);
        assertEquals(said.equals("vacuumed"), !inode.equals(inode()), "another file is there");
        assertEquals(101 + step, Oracle.load(file).size());
        assertTrue(FileCheck.of(file).isSound(), said);
        String key = "after step " + step;
        try (MmapDict dict = MmapDict.open(file)) {
          dict.set(key, (long) step);
          assertEquals(102 + step, dict.size());
        }
        assertEquals("" + step, reader.ask("get " + key));
        assertEquals("all 5", reader.ask("held"));
      }
    }
    assertEquals(
        List.of("reached storeLong", "vacuumed"), steps.subList(steps.size() - 2, steps.size()));
    assertTrue(steps.stream().filter("reached write"::equals).count() >= 3, steps.toString());
    assertEquals(List.of(file), Folder.files(folder));
  }

  /** What it said before it was killed. */
  private String killedVacuum(int step) throws Exception {
    try (LineProcess vacuum = new LineProcess(Jvm.start(PausedVacuum.class, file, step))) {
      return vacuum.line();
    }
  }

  /** Whoever wants to write waits, and loses nothing. */
  @Test
  void whoOpensMeanwhileWritesIntoTheNewFile() throws Exception {
    fill();
    try (ExecutorService threads = Executors.newCachedThreadPool();
        MmapDict reader = MmapDict.open(file, OpenMode.READ_ONLY)) {
      try (LineProcess vacuum = new LineProcess(Jvm.start(PausedVacuum.class, file, 2))) {
        vacuum.expect("reached write");
        List<Future<Long>> writers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          String key = "writer" + i;
          writers.add(
              threads.submit(() -> {
                try (MmapDict dict = MmapDict.open(file)) {
                  dict.set(key, key);
                  return (Long) dict.merge("sum", 1L, (a, b) -> (Long) a + (Long) b);
                }
              }));
        }
        assertEquals("x".repeat(1000), reader.get("key1"), "readers do not wait");
        assertEquals(102, Oracle.load(file).size());
        assertFalse(writers.stream().anyMatch(Future::isDone), "nobody may write now");
        vacuum.tell("go on\nand end");
        vacuum.expect("vacuumed");
        for (Future<Long> writer : writers) {
          writer.get(1, TimeUnit.MINUTES);
        }
      }
      assertEquals(3L, reader.get("sum"));
      assertEquals(106, reader.size());
    }
    assertEquals(106, Oracle.load(file).size());
  }

  @Test
  void aReaderKeepsTheOldBytesAndFollows() throws Exception {
    fill();
    try (LineProcess reader = HoldingReader.start(file);
        MmapDict dict = MmapDict.open(file)) {
      assertEquals("" + LARGE, reader.ask("hold held"));
      String keys = reader.ask("keys");
      for (long round = 0; round < 3; round++) {
        dict.vacuum();
        assertEquals("all 5", reader.ask("held"));
        assertEquals(keys, reader.ask("keys"));
        dict.set("round", round);
        assertEquals("" + round, reader.ask("get round"));
        dict.delete("round");
      }
      slice(dict, "held").segment().fill((byte) 6);
      assertEquals("all 5", reader.ask("held"), "that is the new file");
      assertEquals("" + LARGE, reader.ask("hold held"));
      assertEquals("all 6", reader.ask("held"));
    }
  }

  @Test
  void plainPythonAlwaysLoads() throws Exception {
    fill();
    try (LineProcess python =
            new LineProcess(Python.any().start(List.of(), LOAD_UNTIL_TOLD, file));
        MmapDict dict = MmapDict.open(file)) {
      python.expect("loading");
      for (int round = 0; round < 30; round++) {
        for (int i = 0; i < 100; i++) {
          dict.set("key" + (round + i) % 100, "x".repeat(1000));
        }
        dict.vacuum();
      }
      String loads = python.end();
      assertTrue(loads.matches("[0-9]+") && Integer.parseInt(loads) > 5, loads);
    }
  }

  @Test
  void listenersAndWaitersHearOfItAndOfWhatFollows() throws Exception {
    fill();
    BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
    try (MmapDict reader = MmapDict.open(file, OpenMode.READ_ONLY)) {
      int before = reader.commitNumber();
      try (Registration _ = reader.onChange(heard::add)) {
        killedVacuum(NO_STEP);
        int after = reader.awaitCommit(before, Duration.ofMinutes(1));
        assertNotEquals(before, after);
        awaitHeard(heard, after);
        assertEquals(after, reader.awaitCommit(after, Duration.ZERO), "nothing has happened since");
        Process writer = Jvm.start(Putting.class, file);
        assertEquals(0, writer.waitFor());
        int put = reader.awaitCommit(after, Duration.ofMinutes(1));
        assertNotEquals(after, put);
        assertEquals("after", reader.get("vacuum"));
        awaitHeard(heard, reader.commitNumber());
      }
    }
  }

  private static void awaitHeard(BlockingQueue<Integer> heard, int number)
      throws InterruptedException {
    Integer told;
    do {
      told = heard.poll(1, TimeUnit.MINUTES);
    } while (told != null && told != number);
    assertEquals(number, told);
  }

  /** Puts one entry. */
  static final class Putting {
    private Putting() {}

    public static void main(String[] arguments) {
      try (MmapDict dict = MmapDict.open(Path.of(arguments[0]))) {
        dict.set("vacuum", "after");
      }
    }
  }

  /** Through one handle: it follows the file while they put. */
  @Test
  void putsOfOtherThreadsAreNotLost() {
    fill();
    try (MmapDict dict = MmapDict.open(file)) {
      List<Meanwhile> putters = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String name = "thread" + i + "/";
        putters.add(new Meanwhile(number -> put(dict, name, number)));
      }
      for (int round = 0; round < 20; round++) {
        dict.vacuum();
      }
      putters.forEach(Meanwhile::close);
      for (int i = 0; i < 4; i++) {
        long last = putters.get(i).rounds();
        assertTrue(last > 20, "thread " + i + " put " + last);
        for (long number = Math.max(0, last - 50); number < last; number++) {
          assertEquals(number, dict.get("thread" + i + "/" + number % 50));
        }
      }
    }
  }

  private static void put(MmapDict dict, String name, long number) {
    String key = name + number % 50;
    Object before = dict.put(key, number);
    assertEquals(number < 50 ? null : number - 50, before);
    assertEquals(number, dict.get(key));
  }

  /** A claim on the old file would keep nobody away who has opened the new one. */
  @Test
  void itIsRefusedWhileThisHandleComputes() throws Exception {
    fill();
    try (MmapDict dict = MmapDict.open(file)) {
      Object inode = inode();
      Object value =
          dict.compute(
              "computed",
              (key, old) -> {
                MmapDictException e = assertThrows(MmapDictException.class, dict::vacuum);
                return e.getMessage();
              });
      String message = (String) Objects.requireNonNull(value);
      assertTrue(message.contains("key \"computed\" is just being computed"), message);
      assertEquals(inode, inode());
      dict.vacuum();
      assertEquals(value, dict.get("computed"));
      assertEquals(value + "!", dict.compute("computed", (key, old) -> old + "!"));
    }
    assertEquals(103, Oracle.load(file).size());
  }

  /** Of one that wants a claim while the vacuum runs, the function runs once, after it. */
  @Test
  void whoComputesMeanwhileWaits() throws Exception {
    fill();
    try (ExecutorService threads = Executors.newCachedThreadPool();
        MmapDict dict = MmapDict.open(file)) {
      List<Future<Object>> computing = new ArrayList<>();
      List<Long> inodes = new ArrayList<>();
      dict.vacuum((done, total) -> {
        if (computing.isEmpty()) {
          computing.add(
              threads.submit(() ->
                  dict.computeIfAbsent(
                      "computed",
                      key -> {
                        inodes.add(inode());
                        return 1L;
                      })));
        }
      });
      assertEquals(1L, computing.getFirst().get());
      assertEquals(List.of(inode()), inodes, "it ran once, on the new file");
    }
  }

  @Test
  void aFullDiskLeavesTheOldFile() throws Exception {
    try (Mount _ = Mount.of("tmpfs", "size=8m", folder)) {
      fill();
      try (MmapDict dict = MmapDict.open(file)) {
        dict.set("large", new byte[2_500_000]);
        try (LineProcess reader = HoldingReader.start(file)) {
          Object inode = inode();
          byte[] before = Files.readAllBytes(file);
          NoSpaceException e = assertThrows(NoSpaceException.class, dict::vacuum);
          assertEquals(file, e.file());
          assertTrue(e.wantedBytes() > LARGE + 2_500_000, e.getMessage());
          assertTrue(e.freeBytes() > 2_000_000, e.getMessage());
          assertEquals(inode, inode());
          assertEquals(List.of(file), Folder.files(folder));
          assertArrayEquals(before, Files.readAllBytes(file));
          dict.delete("large");
          dict.set("after", 1L);
          assertEquals("1", reader.ask("get after"));
        }
        dict.reclaim(); // which needs no room
        dict.vacuum();
        assertEquals(1L, dict.get("after"));
      }
      assertEquals(103, Oracle.load(file).size());
    }
  }

  private long inode() {
    try {
      return (long) Files.getAttribute(file, "unix:ino");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static ByteSlice slice(MmapDict dict, String key) {
    return Objects.requireNonNull(dict.get(key, ByteSlice.class));
  }
}
