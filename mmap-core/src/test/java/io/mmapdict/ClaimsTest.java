package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** User code runs for a key in one thread of all processes at a time, and under no lock. */
@Timeout(120)
class ClaimsTest {
  private static final int PROCESSES = 4;
  private static final Duration SHORT = Duration.ofMillis(50);

  @TempDir Path folder;

  @Test
  void aFunctionRunsOnceInAllProcesses() throws Exception {
    Path file = folder.resolve("once.mmdpickle");
    Path log = folder.resolve("log");
    run("once", file, log);
    Map<String, Integer> ran = new TreeMap<>();
    Files.readAllLines(log).forEach(key -> ran.merge(key, 1, Integer::sum));
    Map<String, Integer> once = new TreeMap<>();
    for (int i = 0; i < ClaimingWorker.KEYS; i++) {
      once.put("key " + i, 1);
    }
    assertEquals(once, ran);
    assertEquals(ClaimingWorker.KEYS, Oracle.load(file).size());
  }

  @Test
  void countersOfManyProcessesAddUp() throws Exception {
    Path file = folder.resolve("counters.mmdpickle");
    run("count", file, folder.resolve("log"));
    long all = (long) PROCESSES * ClaimingWorker.THREADS * ClaimingWorker.COUNTS;
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      assertEquals(Map.of("merged", all, "computed", all), dict);
    }
  }

  @Test
  void aKilledProcessGivesItsClaimBack() throws Exception {
    Path file = folder.resolve("killed.mmdpickle");
    Process holder = Jvm.start(ClaimingWorker.class, "hold", file, folder.resolve("log"));
    try (BufferedReader output = holder.inputReader();
        MmapDict dict = MmapDict.open(file)) {
      assertEquals("holding", output.readLine());
      dict.setClaimTimeout(SHORT);
      MmapDictException e =
          assertThrows(
              MmapDictException.class, () -> dict.computeIfAbsent("held", k -> "too early"));
      assertEquals(file, e.file());
      assertEquals("held", e.key());
      assertTrue(e.getMessage().contains("setClaimTimeout"), e.getMessage());
      String who = "the function that process " + holder.pid() + " runs for this key";
      assertTrue(e.getMessage().contains(who), e.getMessage());
      assertEquals("another", dict.computeIfAbsent("other", k -> "another"));
      assertNull(dict.put("held", "by a put, which waits for nobody"));
      assertEquals("by a put, which waits for nobody", dict.remove("held"));
      dict.setClaimTimeout(Duration.ofMinutes(1));
      holder.destroyForcibly();
      assertEquals("after the kill", dict.computeIfAbsent("held", k -> "after the kill"));
    } finally {
      holder.destroyForcibly().waitFor();
    }
  }

  @Test
  void twoHandlesOfOneProcessWaitForEachOther() throws Exception {
    Path file = folder.resolve("handles.mmdpickle");
    try (MmapDict one = MmapDict.open(file);
        MmapDict other = MmapDict.open(file)) {
      waitsFor(one, other, "another handle of this process");
      waitsFor(one, one, "thread ");
    }
  }

  /** While one computes a key, the other cannot; afterwards it sees what was computed. */
  private static void waitsFor(MmapDict one, MmapDict other, String holder) throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      one.remove("key");
      Future<Object> first =
          threads.submit(() ->
              one.computeIfAbsent(
                  "key",
                  k -> {
                    running.countDown();
                    await(release);
                    return "first";
                  }));
      running.await();
      other.setClaimTimeout(SHORT);
      String message =
          assertThrows(MmapDictException.class, () -> other.merge("key", "x", ClaimsTest::never))
              .getMessage();
      assertTrue(message.contains(holder), message);
      other.setClaimTimeout(Duration.ofSeconds(Long.MAX_VALUE));
      Future<Object> second = threads.submit(() -> other.computeIfAbsent("key", k -> "second"));
      release.countDown();
      assertEquals("first", first.get());
      assertEquals("first", second.get());
    }
  }

  @Test
  void aFunctionMayComputeOtherKeysButNotItsOwn() {
    try (MmapDict dict = MmapDict.open(folder.resolve("recursive.mmdpickle"))) {
      dict.setClaimTimeout(Duration.ofMinutes(1));
      assertEquals(
          "c of b of a",
          dict.computeIfAbsent(
              "a",
              a ->
                  dict.computeIfAbsent("b", b -> dict.compute("c", (c, old) -> "c") + " of b")
                      + " of a"));
      assertEquals(List.of("c", "b", "a"), List.copyOf(dict.keySet()));
      IllegalStateException e =
          assertThrows(
              IllegalStateException.class,
              () ->
                  dict.compute(
                      "d",
                      (d, old) ->
                          dict.compute("e", (k, v) -> dict.merge("d", "x", ClaimsTest::never))));
      assertTrue(e.getMessage().contains("\"d\""), e.getMessage());
      assertFalse(dict.containsKey("d"));
      assertEquals("free", dict.compute("d", (k, v) -> "free"), "the claims are given back");
      assertEquals("free", dict.compute("e", (k, v) -> "free"));
    }
  }

  @Test
  void whatAFunctionThrowsComesOutAndChangesNothing() {
    try (MmapDict dict = MmapDict.open(folder.resolve("thrown.mmdpickle"))) {
      dict.set("a", 1L);
      int number = dict.commitNumber();
      assertThrows(
          ArithmeticException.class, () -> dict.compute("a", (k, old) -> (Long) old / zero()));
      assertEquals(number, dict.commitNumber());
      assertEquals(2L, dict.compute("a", (k, old) -> (Long) old + 1), "the claim is given back");
    }
  }

  @Test
  void twoThatWaitForEachOtherAreToldSo() throws Exception {
    Path file = folder.resolve("deadlock.mmdpickle");
    try (MmapDict one = MmapDict.open(file);
        MmapDict other = MmapDict.open(file);
        ExecutorService threads = Executors.newCachedThreadPool()) {
      CyclicBarrier bothHoldOne = new CyclicBarrier(2);
      List<Future<Object>> results = new ArrayList<>();
      for (List<String> keys : List.of(List.of("a", "b"), List.of("b", "a"))) {
        MmapDict dict = results.isEmpty() ? one : other;
        dict.setClaimTimeout(SHORT);
        results.add(
            threads.submit(() ->
                dict.compute(
                    keys.get(0),
                    (k, old) -> {
                      await(bothHoldOne);
                      return dict.compute(keys.get(1), (l, older) -> "both");
                    })));
      }
      int failed = 0;
      for (Future<Object> result : results) {
        try {
          result.get();
        } catch (ExecutionException e) {
          assertTrue(e.getCause() instanceof MmapDictException, e::toString);
          failed++;
        }
      }
      assertTrue(failed > 0, "nobody waited for the other: the test tests nothing");
      assertEquals("later", one.compute("a", (k, old) -> "later"));
      assertEquals("later", other.compute("b", (k, old) -> "later"));
    }
  }

  /** A claim keeps nobody from putting: the function sees what was put, in a second run. */
  @Test
  void aPutInMidFunctionIsNotLost() {
    try (MmapDict dict = MmapDict.open(folder.resolve("put.mmdpickle"))) {
      dict.set("count", 1L);
      List<Object> seen = new ArrayList<>();
      assertEquals(
          101L,
          dict.compute(
              "count",
              (k, old) -> {
                seen.add(old);
                if (seen.size() == 1) {
                  dict.set("count", 100L);
                }
                return (Long) old + 1;
              }));
      assertEquals(List.of(1L, 100L), seen);
      assertEquals(
          "put",
          dict.computeIfAbsent(
              "absent",
              k -> {
                dict.set("absent", "put");
                return "computed";
              }));
    }
  }

  @Test
  void closingEndsTheWaitForAClaim() throws Exception {
    MmapDict dict = MmapDict.open(folder.resolve("closed.mmdpickle"));
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<Object> holder =
          threads.submit(() ->
              dict.compute(
                  "key",
                  (k, old) -> {
                    running.countDown();
                    await(release);
                    return "too late";
                  }));
      running.await();
      Thread waiter = Thread.ofPlatform().unstarted(() -> dict.compute("key", (k, old) -> "never"));
      Throwable[] thrown = new Throwable[1];
      waiter.setUncaughtExceptionHandler((t, e) -> thrown[0] = e);
      waiter.start();
      while (waiter.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      dict.close();
      waiter.join();
      assertTrue(thrown[0] instanceof IllegalStateException, () -> "" + thrown[0]);
      release.countDown();
      Exception e = assertThrows(ExecutionException.class, holder::get);
      assertTrue(e.getCause() instanceof IllegalStateException, e::toString);
    } finally {
      release.countDown();
    }
  }

  @Test
  void anInterruptEndsTheWaitForAClaim() throws Exception {
    try (MmapDict dict = MmapDict.open(folder.resolve("interrupted.mmdpickle"))) {
      dict.compute(
          "key",
          (k, old) -> {
            boolean[] stillInterrupted = new boolean[1];
            Thread waiter =
                Thread.ofPlatform()
                    .start(() -> {
                      assertThrows(
                          MmapDictException.class, () -> dict.compute("key", (l, o) -> "never"));
                      stillInterrupted[0] = Thread.currentThread().isInterrupted();
                    });
            waiter.interrupt();
            try {
              waiter.join();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            assertTrue(stillInterrupted[0]);
            return null;
          });
    }
  }

  /** FNV-1a, with what its authors publish for "foobar" (64 bits: 85944171f73967e8). */
  @Test
  void theByteOfAKeyIsTheSameInEveryVersion() {
    assertEquals((1L << 61) + (0x5944171f73967e8L ^ 0x8), Claims.byteOf("foobar"));
    for (String key : List.of("", "a", "é", "x".repeat(255))) {
      long at = Claims.byteOf(key);
      assertTrue(at >= 1L << 61 && at < 1L << 62, () -> "the byte of " + key + " is " + at);
    }
  }

  @Test
  void aReaderTakesNoClaims() {
    Path file = folder.resolve("reader.mmdpickle");
    try (MmapDict dict = MmapDict.open(file);
        MmapDict reader = MmapDict.open(file, OpenMode.READ_ONLY)) {
      dict.set("a", 1L);
      assertThrows(UnsupportedOperationException.class, () -> reader.computeIfAbsent("a", k -> 2L));
      assertThrows(
          UnsupportedOperationException.class, () -> reader.merge("a", 1L, ClaimsTest::never));
    }
  }

  private static void run(String what, Path file, Path log) throws Exception {
    List<Process> processes = new ArrayList<>();
    try {
      for (int i = 0; i < PROCESSES; i++) {
        processes.add(Jvm.start(ClaimingWorker.class, what, file, log));
      }
      for (Process process : processes) {
        assertEquals(0, process.waitFor());
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }

  private static Object never(Object one, Object other) {
    throw new AssertionError("this must not run");
  }

  private static long zero() {
    return 0;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
