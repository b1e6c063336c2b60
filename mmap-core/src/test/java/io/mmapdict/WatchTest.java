package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.LineProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for changes hears of them, whoever makes them. */
class WatchTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir Path folder;

  @Test
  void anotherProcessIsHeard() throws Exception {
    Path file = folder.resolve("processes.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      BlockingQueue<Integer> told = new LinkedBlockingQueue<>();
      try (Registration _ = dict.onChange(told::add)) {
        int number = dict.commitNumber();
        try (LineProcess writer = new LineProcess(Jvm.start(Putter.class, file))) {
          writer.expect("put");
          assertNotNull(told.poll(1, TimeUnit.MINUTES));
          assertNotEquals(number, dict.awaitCommit(number, LONG));
          assertEquals("by another process", dict.get("key"));
        }
      }
    }
  }

  /** A process that puts once. */
  static final class Putter {
    private Putter() {}

    public static void main(String[] arguments) {
      try (MmapDict dict = MmapDict.open(Path.of(arguments[0]))) {
        dict.set("key", "by another process");
        System.out.println("put");
      }
    }
  }

  /** After the last change the last number is told, however many were told as one. */
  @Test
  void nothingStaysUntold() throws Exception {
    Path file = folder.resolve("many.mmdpickle");
    try (MmapDict dict = MmapDict.open(file);
        MmapDict writer = MmapDict.open(file)) {
      BlockingQueue<Integer> told = new LinkedBlockingQueue<>();
      dict.onChange(told::add);
      for (int round = 0; round < 30; round++) {
        for (int i = 0; i <= round % 4; i++) {
          writer.set("key", round);
        }
        int number = dict.commitNumber();
        while (told.take() != number) {
          assertEquals(number, dict.commitNumber(), "only the writer of this test writes");
        }
      }
    }
  }

  @Test
  void whoGivesUpHearsNoMore() throws Exception {
    try (MmapDict dict = MmapDict.open(folder.resolve("closed.mmdpickle"))) {
      BlockingQueue<Integer> one = new LinkedBlockingQueue<>();
      BlockingQueue<Integer> other = new LinkedBlockingQueue<>();
      Registration registration = dict.onChange(one::add);
      dict.onChange(other::add);
      assertEquals(1, watchers(dict), "one thread for all listeners");
      registration.close();
      registration.close();
      dict.set("a", 1L);
      assertNotNull(other.take());
      assertNull(one.poll());
    }
  }

  @Test
  void aThreadWatchesWhileThereAreListeners() throws Exception {
    try (MmapDict dict = MmapDict.open(folder.resolve("threads.mmdpickle"))) {
      assertEquals(0, watchers(dict));
      for (int round = 0; round < 3; round++) {
        BlockingQueue<Integer> told = new LinkedBlockingQueue<>();
        Registration registration = dict.onChange(told::add);
        assertEquals(1, watchers(dict));
        dict.set("a", (long) round);
        told.take();
        registration.close();
        awaitNoWatcher(dict);
      }
      dict.onChange(_ -> {});
      end(dict);
      awaitNoWatcher(dict);
      assertThrows(IllegalStateException.class, () -> dict.onChange(_ -> {}));
    }
  }

  @Test
  void whatAListenerThrowsIsHeardOfAndStopsNothing() throws Exception {
    BlockingQueue<Throwable> uncaught = new LinkedBlockingQueue<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
    try (MmapDict dict = MmapDict.open(folder.resolve("thrown.mmdpickle"))) {
      BlockingQueue<Integer> told = new LinkedBlockingQueue<>();
      dict.onChange(number -> {
        throw new ArithmeticException("at " + number);
      });
      dict.onChange(told::add);
      for (int round = 0; round < 2; round++) {
        dict.set("a", (long) round);
        assertTrue(uncaught.take() instanceof ArithmeticException);
        told.take();
      }
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void aListenerMayUseAndCloseTheMap() throws Exception {
    try (MmapDict dict = MmapDict.open(folder.resolve("used.mmdpickle"))) {
      BlockingQueue<Object> seen = new ArrayBlockingQueue<>(1000);
      dict.onChange(number -> {
        Object value = dict.get("a");
        if (value != null) {
          dict.computeIfAbsent("copy", k -> value);
          seen.add(dict.get("copy"));
          end(dict);
        }
      });
      dict.set("a", "value");
      assertEquals("value", seen.take());
      awaitNoWatcher(dict);
    }
  }

  @Test
  void waitingEndsWithTheTimeoutAChangeOrTheClose() throws Exception {
    Path file = folder.resolve("await.mmdpickle");
    try (ExecutorService threads = Executors.newSingleThreadExecutor();
        MmapDict writer = MmapDict.open(file);
        MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      int number = dict.commitNumber();
      assertEquals(number, dict.awaitCommit(number, Duration.ofMillis(30)));
      assertEquals(number, dict.awaitCommit(number, Duration.ZERO));
      assertEquals(number, dict.awaitCommit(number - 1, LONG), "no wait where it is another");
      Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
      assertEquals(
          number, dict.awaitCommit(number - 1, longest), "more nanoseconds than a long has");
      Future<Integer> waiting = waitFor(threads, dict, number);
      writer.set("a", 1L);
      assertNotEquals(number, waiting.get());
      Future<Integer> waitingForNothing = waitFor(threads, dict, dict.commitNumber());
      end(dict);
      Throwable e = assertThrows(ExecutionException.class, waitingForNothing::get).getCause();
      assertTrue(e instanceof IllegalStateException, e::toString);
      assertTrue(e.getMessage().contains("closed"), e.getMessage());
      assertThrows(IllegalStateException.class, () -> dict.awaitCommit(number, LONG));
    }
  }

  private static Future<Integer> waitFor(ExecutorService threads, MmapDict dict, int number)
      throws InterruptedException {
    BlockingQueue<Thread> started = new SynchronousQueue<>();
    Future<Integer> result =
        threads.submit(() -> {
          started.put(Thread.currentThread());
          return dict.awaitCommit(number, LONG);
        });
    Thread thread = started.take();
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    return result;
  }

  /** In the midst of the block that would have closed it. */
  private static void end(MmapDict dict) {
    dict.close();
  }

  private static void awaitNoWatcher(MmapDict dict) throws InterruptedException {
    while (watchers(dict) > 0) {
      Thread.sleep(1);
    }
  }

  private static long watchers(MmapDict dict) {
    Predicate<Thread> watches = thread -> thread.getName().endsWith(dict.path().toString());
    return List.copyOf(Thread.getAllStackTraces().keySet()).stream().filter(watches).count();
  }
}
