package io.mmapdict;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.LineProcess;
import io.mmapdict.testkit.Seed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lock that stays between changes which follow each other at once, and who waits for it. */
class FileLockTest {
  /** Whoever has not got the lock by then never will. */
  private static final Duration NEVER = Duration.ofSeconds(20);

  private static final int MANY = 1_000;
  private static final int MOST_ROUNDS = 1_000;
  private static final int KILLS = 6;

  @TempDir Path folder;

  @Test
  void theLockStaysBetweenChangesAndEndsWithThem() {
    Path file = folder.resolve("kept.mmdpickle");
    try (MmapDict dict = MmapDict.open(file);
        FileHandle other = open(file)) {
      putUntilKept(dict, other);
      assertTimeoutPreemptively(NEVER, () -> new FileLock(other).exclusive().close());
    }
  }

  /** While the file is locked between two puts, mostly: KillTest's writers pause for each line. */
  @Test
  void whoIsKilledInARowLocksNobodyOutAndLosesNothing() throws Exception {
    Path file = folder.resolve("killed.mmdpickle");
    Random random = new Random(Seed.next("FileLockTest"));
    for (int round = 0; round < KILLS; round++) {
      String[] names = {round + "/one/", round + "/other/"};
      try (LineProcess one = new LineProcess(Jvm.start(RowWriter.class, file, names[0]));
          LineProcess other = new LineProcess(Jvm.start(RowWriter.class, file, names[1]))) {
        one.expect("begun");
        other.expect("begun");
        Thread.sleep(random.nextInt(100));
        one.kill();
        Thread.sleep(random.nextInt(10));
        other.kill();
      }
      try (MmapDict dict = MmapDict.open(file)) {
        assertTimeoutPreemptively(NEVER, () -> dict.set("last", "put"));
        for (String name : names) {
          long puts = dict.keySet().stream().filter(key -> key.startsWith(name)).count();
          for (long i = 0; i < puts; i++) {
            assertEquals(i, dict.get(name + i), "of " + puts + " puts");
          }
        }
      }
      assertEquals(List.of(), FileCheck.of(file).findings());
    }
  }

  @Test
  void functionsRunWhileTheFileIsNotLocked() {
    Path file = folder.resolve("function.mmdpickle");
    try (MmapDict dict = MmapDict.open(file);
        FileHandle other = open(file)) {
      for (int round = 0; round < 100; round++) {
        put(dict, round);
        dict.merge("key/0", 1, (_, _) -> tryLock(other));
        assertEquals(0L, dict.get("key/0"), "locked");
        put(dict, round);
        dict.computeIfAbsent("round/" + round, _ -> tryLock(other));
        assertEquals(0L, dict.get("round/" + round), "locked");
      }
    }
  }

  /** Else the change goes on while the file is not locked, and two write at one place. */
  @Test
  void aPayloadGivesNothingBackOfItsOwnChange() {
    Path file = folder.resolve("payload.mmdpickle");
    try (MmapDict dict = MmapDict.open(file);
        FileHandle other = open(file)) {
      HoleCodec.Late late =
          new HoleCodec.Late(
              10,
              () -> {
                assertThrows(
                    IllegalStateException.class, () -> dict.compute("gone", (_, old) -> old));
                assertThrows(
                    IllegalStateException.class, () -> dict.computeIfAbsent("gone", _ -> null));
                assertEquals(-Native.EAGAIN, tryLock(other));
              });
      for (int round = 0; round < 100; round++) {
        put(dict, round);
        dict.set("payload", late);
      }
    }
  }

  /** One that is observed runs in another thread, for which the payload would wait. */
  @Test
  void aPayloadCannotVacuumItsFile() {
    MmapDict dict = MmapDict.open(folder.resolve("vacuum.mmdpickle"));
    HoleCodec.Late plain = new HoleCodec.Late(10, dict::vacuum);
    assertThrows(IllegalStateException.class, () -> dict.set("key", plain));
    HoleCodec.Late observed = new HoleCodec.Late(10, () -> dict.vacuum((_, _) -> {}));
    assertTimeoutPreemptively(
        NEVER, () -> assertThrows(IllegalStateException.class, () -> dict.set("key", observed)));
    dict.set("key", "the map goes on");
    dict.close(); // after a failure it would wait for good
  }

  /**
   * Beside puts that never pause. About 300 of them go before each turn, and 20,000 where the file
   * is free between two puts only.
   */
  @Test
  void whoeverWaitsGetsInBetween() {
    Path file = folder.resolve("between.mmdpickle");
    int turns = 200;
    try (MmapDict dict = MmapDict.open(file);
        FileHandle other = open(file)) {
      FileLock lock = new FileLock(other);
      try (Meanwhile puts = new Meanwhile(round -> dict.set("key", round))) {
        long between = 0;
        for (int turn = 0; turn < turns; turn++) {
          letRun(puts);
          long before = puts.rounds();
          lock.exclusive().close();
          between += puts.rounds() - before;
        }
        long each = between / turns;
        assertTrue(each < 5_000, each + " puts went before each turn");
      }
    }
  }

  /** The put is done by then, and what nobody would give back must not stay. */
  @Test
  void withoutATimerNothingIsKept() throws Exception {
    Path file = folder.resolve("alone.mmdpickle");
    Process alone = Jvm.builder(WithoutTimer.class, file).start();
    assertEquals("done", new String(alone.getInputStream().readAllBytes(), UTF_8).strip());
    assertEquals(0, alone.waitFor());
  }

  /** A process for which the system has no more threads. */
  static final class WithoutTimer {
    private WithoutTimer() {}

    public static void main(String[] arguments) {
      Path file = Path.of(arguments[0]);
      FileLock.TIMER.setThreadFactory(_ -> {
        throw new OutOfMemoryError("unable to create native thread");
      });
      try (MmapDict dict = MmapDict.open(file);
          FileHandle other = FileLockTest.open(file)) {
        for (int round = 0; round < 10; round++) {
          put(dict, round);
          if (tryLock(other) != 0) {
            System.out.println("locked for good");
            return;
          }
        }
      }
      System.out.println("done");
    }
  }

  /** Each waits for the other's lock, which no later change of the other gives back. */
  @Test
  void twoHandlesInOneThreadTakeTurns() {
    Path file = folder.resolve("turns.mmdpickle");
    try (MmapDict other = MmapDict.open(file);
        MmapDict one = MmapDict.open(file)) { // closed first, or a failure would wait for it
      assertTimeoutPreemptively(
          NEVER,
          () -> {
            for (int round = 0; round < 20; round++) {
              put(one, round);
              put(other, round);
            }
          });
      assertEquals(MANY, one.size());
    }
  }

  /** Who waits for the system keeps its carrier, which who has the lock may need to go on. */
  @Test
  void virtualThreadsOfTwoHandlesWaitForEachOther() throws Exception {
    ProcessBuilder one = Jvm.builder(OneCarrier.class, folder.resolve("virtual.mmdpickle"));
    one.command().add(1, "-Djdk.virtualThreadScheduler.parallelism=1");
    one.command().add(2, "-Djdk.virtualThreadScheduler.maxPoolSize=1");
    Process process = one.start();
    try {
      assertTrue(process.waitFor(NEVER), "they wait for each other for good");
      assertEquals(0, process.exitValue());
    } finally {
      process.destroyForcibly();
    }
  }

  /** A process whose virtual threads run one at a time. */
  static final class OneCarrier {
    private OneCarrier() {}

    public static void main(String[] arguments) throws Exception {
      Path file = Path.of(arguments[0]);
      try (MmapDict one = MmapDict.open(file);
          MmapDict other = MmapDict.open(file)) {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch waits = new CountDownLatch(1);
        Thread first =
            Thread.startVirtualThread(() -> {
              one.set(
                  "first",
                  new HoleCodec.Late(
                      10,
                      () -> {
                        begun.countDown();
                        await(waits);
                        LockSupport.parkNanos(10_000_000);
                      }));
            });
        begun.await();
        Thread second =
            Thread.startVirtualThread(() -> {
              waits.countDown();
              other.set("second", 2L);
            });
        first.join();
        second.join();
        if (one.size() != 2) {
          throw new AssertionError(one.keySet());
        }
      }
    }

    private static void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static void letRun(Meanwhile puts) {
    for (long least = puts.rounds() + MANY; puts.rounds() < least && !puts.isOver(); ) {
      Thread.onSpinWait();
    }
  }

  private static void put(MmapDict dict, int round) {
    for (int i = 0; i < MANY; i++) {
      dict.set("key/" + i, (long) round);
    }
  }

  /** Until it was locked once when the last put had returned: usually the first time. */
  private static void putUntilKept(MmapDict dict, FileHandle other) {
    for (int round = 0; round < MOST_ROUNDS; round++) {
      put(dict, round);
      if (tryLock(other) == -Native.EAGAIN) {
        return;
      }
    }
    throw new AssertionError("never locked after a put");
  }

  /** Zero, or why not. */
  private static int tryLock(FileHandle file) {
    int result = Native.flock(file.fd(), Native.LOCK_EX | Native.LOCK_NB);
    if (result == 0) {
      Native.flock(file.fd(), Native.LOCK_UN);
    }
    return result;
  }

  private static FileHandle open(Path file) {
    return FileHandle.open(file, true, FileHandle.USUAL_RANGE_BYTES);
  }
}
