package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.testkit.Folder;
import io.mmapdict.testkit.LineProcess;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One file, many handles, threads and processes. */
class SharingTest {
  private static final int PROCESSES = 4;

  @TempDir Path folder;

  /** Who walks while another writer is half-way has not seen what that one goes on to write. */
  @Test
  void aWalkInTheMidstOfAChangeIsRepeatedUnderTheLock() {
    Path file = folder.resolve("midst.mmdpickle");
    int bytes = 1 << 19;
    byte[] sevens = new byte[bytes];
    Arrays.fill(sevens, (byte) 7);
    try (MmapDict other = MmapDict.open(file);
        MmapDict killed =
            OpenFiles.dict(
                file,
                OpenMode.READ_WRITE,
                Durability.PROCESS,
                real -> killedBeforeTheCommit(real, () -> other.get("nothing")),
                FileHandle.USUAL_RANGE_BYTES)) {
      assertThrows(IllegalStateException.class, () -> killed.set("key", sevens));
      other.set("hole", new HoleCodec.Hole(bytes));
      ByteSlice hole = (ByteSlice) other.get("hole");
      assertArrayEquals(new byte[bytes], hole.segment().toArray(ValueLayout.JAVA_BYTE));
    }
    assertEquals(List.of("'hole'"), List.copyOf(Oracle.load(file).keySet()));
  }

  /**
   * A store that does something before the first bytes are written, and then fails as a kill would.
   */
  private static Store killedBeforeTheCommit(Store real, Runnable first) {
    AtomicBoolean began = new AtomicBoolean();
    return WatchedStore.before(
        real,
        step -> {
          if (step.equals("write") && !began.getAndSet(true)) {
            first.run();
          }
          if (began.get() && step.startsWith("store")) {
            throw new IllegalStateException("killed");
          }
        });
  }

  @Test
  void twoHandlesInOneProcessSeeEachOther() {
    Path file = folder.resolve("two.mmdpickle");
    try (MmapDict one = MmapDict.open(file);
        MmapDict other = MmapDict.open(file)) {
      one.put("a", "of one");
      assertEquals("of one", other.get("a"));
      assertEquals("of one", other.put("a", "of the other"));
      other.put("b", "of the other");
      assertEquals(List.of("a", "b"), List.copyOf(one.keySet()));
      assertEquals("of the other", one.get("a"));
      assertEquals("of the other", one.remove("a"));
      assertNull(other.get("a"));
      assertEquals(List.of("b"), List.copyOf(other.keySet()));
      assertEquals(one.commitNumber(), other.commitNumber());
    }
  }

  @Test
  void processesAndThreadsLoseNothing() throws Exception {
    Path file = folder.resolve("shared.mmdpickle");
    List<LineProcess> processes = new ArrayList<>();
    int won = 0;
    try {
      for (int i = 0; i < PROCESSES; i++) {
        // all of them create it
        processes.add(new LineProcess(Jvm.start(SharedWriter.class, file, "process" + i)));
      }
      for (LineProcess process : processes) {
        won += Integer.parseInt(process.end());
      }
    } finally {
      processes.forEach(LineProcess::close);
    }
    assertEquals(SharedWriter.RACES, won, "each race has one winner");
    int threads = PROCESSES * SharedWriter.THREADS;
    int perThread = SharedWriter.PUTS - SharedWriter.PUTS / 10;
    int keys = threads * perThread + SharedWriter.RACES + 1;
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      assertEquals((long) threads * SharedWriter.PUTS, dict.get("count"));
      assertEquals(keys, dict.size());
      for (String key : dict.keySet()) {
        if (key.startsWith("process")) {
          assertEquals("value of " + key, dict.get(key));
        }
      }
      long live = dict.entries().stream().filter(EntryInfo::live).count();
      assertEquals(keys, live, "two live entries of one key");
    }
    assertEquals(keys, Oracle.load(file).size());
    assertEquals(List.of(file), Folder.files(folder), "something was left beside the file");
  }

  @Test
  void handlesAndThreadsInOneProcessLoseNothing() throws Exception {
    Path file = folder.resolve("handles.mmdpickle");
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      String name = "handle" + i;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  SharedWriter.run(file, name);
                } catch (Throwable e) {
                  synchronized (failures) {
                    failures.add(e);
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(), failures);
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      assertEquals(2L * SharedWriter.THREADS * SharedWriter.PUTS, dict.get("count"));
    }
  }

  @Test
  void aReaderNeverMissesAKeyThatIsReplaced() throws Exception {
    Path file = folder.resolve("replaced.mmdpickle");
    try (MmapDict writer = MmapDict.open(file);
        MmapDict reader = MmapDict.open(file, OpenMode.READ_ONLY)) {
      writer.set("key", 0L);
      AtomicLong last = new AtomicLong();
      Runnable read =
          () -> {
            long now = (Long) reader.get("key");
            assertTrue(now >= last.get(), () -> "went back to " + now);
            last.set(now);
            assertEquals(Set.of("key"), new HashSet<>(reader.keySet()));
          };
      try (Meanwhile reading = new Meanwhile(_ -> read.run())) {
        while (reading.rounds() == 0 && !reading.isOver()) {
          Thread.onSpinWait();
        }
        for (long i = 1; i < 5_000; i++) {
          writer.set("key", i);
        }
      }
      assertEquals(4_999L, reader.get("key"));
    }
  }

  /** Ours waits for Python's {@code fcntl.flock}, and Python's for ours. */
  @Test
  void theLockIsTheOneOfPython() throws Exception {
    Path file = folder.resolve("locked.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set("a", 1L);
      String script =
          """
          import fcntl, sys
          with open(sys.argv[1], 'rb+') as f:
              fcntl.flock(f, fcntl.LOCK_EX)
              print('locked', flush=True)
              sys.stdin.readline()
              f.seek(18)
              before = f.read(4)
              print(int.from_bytes(before, 'little'), flush=True)
              fcntl.flock(f, fcntl.LOCK_UN)
          """;
      try (LineProcess python = new LineProcess(Python.any().start(List.of(), script, file))) {
        python.expect("locked");
        int number = dict.commitNumber();
        Thread put = Thread.ofPlatform().start(() -> dict.set("b", 2L));
        while (put.getState() == Thread.State.NEW) {
          Thread.onSpinWait();
        }
        Thread.sleep(200); // enough for a put that does not wait
        assertEquals(1L, dict.get("a"), "readers do not wait");
        assertNull(dict.get("b"));
        String found = python.ask("go on");
        assertEquals(Integer.toString(number), found, "changed under Python's lock");
        put.join();
        assertEquals(2L, dict.get("b"));
      }
    }
    String refused =
        """
        import fcntl, sys
        with open(sys.argv[1], 'rb+') as f:
            try:
                fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
                print('taken')
            except BlockingIOError:
                print('refused')
        """;
    FileHandle handle = FileHandle.open(file, true, FileHandle.USUAL_RANGE_BYTES);
    try {
      try (FileLock.Held _ = new FileLock(handle).exclusive()) {
        assertEquals("refused", Python.any().run(refused, file).strip());
      }
      assertEquals("taken", Python.any().run(refused, file).strip());
    } finally {
      handle.close();
    }
  }

  @Test
  void aPayloadMayNotUseItsOwnFile() throws IOException {
    Path file = folder.resolve("own.mmdpickle");
    FileHandle handle = FileHandle.open(create(file), true, FileHandle.USUAL_RANGE_BYTES);
    try {
      FileLock lock = new FileLock(handle);
      try (FileLock.Held _ = lock.exclusive()) {
        assertTrue(lock.isHeldByThisThread());
        String message =
            org.junit.jupiter.api.Assertions.assertThrows(
                    IllegalStateException.class, lock::exclusive)
                .getMessage();
        assertTrue(message.contains(file.toString()), message);
      }
    } finally {
      handle.close();
    }
  }

  private static Path create(Path file) {
    try (MmapDict dict = MmapDict.open(file)) {
      assertEquals(Map.of(), dict);
    }
    return file;
  }
}
