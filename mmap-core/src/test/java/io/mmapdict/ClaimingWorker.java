package io.mmapdict;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A process that runs functions under claims, as {@link ClaimsTest} wants it. */
final class ClaimingWorker {
  static final int THREADS = 4;
  static final int KEYS = 60;
  static final int COUNTS = 150;

  private ClaimingWorker() {}

  /** Arguments: what to do, the file, where to log what ran. */
  public static void main(String[] arguments) throws Exception {
    Path log = Path.of(arguments[2]);
    try (MmapDict dict = MmapDict.open(Path.of(arguments[1]))) {
      switch (arguments[0]) {
        case "once" -> inThreads(() -> computeOnce(dict, log));
        case "count" -> inThreads(() -> count(dict));
        case "hold" -> hold(dict);
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }
  }

  private static Void computeOnce(MmapDict dict, Path log) {
    for (int i = 0; i < KEYS; i++) {
      Object value = dict.computeIfAbsent("key " + i, key -> logged(log, key));
      if (!("value of key " + i).equals(value)) {
        throw new AssertionError("key " + i + " is " + value);
      }
    }
    return null;
  }

  /** Says that it ran, in a file to which many processes append. */
  private static String logged(Path log, String key) {
    try {
      Files.write(
          log,
          (key + "\n").getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      Thread.sleep(1); // long enough for another to come and find it running
      return "value of " + key;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Void count(MmapDict dict) {
    for (int i = 0; i < COUNTS; i++) {
      dict.merge("merged", 1L, (a, b) -> (Long) a + (Long) b);
      dict.compute("computed", (k, old) -> old == null ? 1L : (Long) old + 1);
    }
    return null;
  }

  private static void hold(MmapDict dict) {
    dict.compute(
        "held",
        (k, old) -> {
          System.out.println("holding");
          try {
            Thread.sleep(Long.MAX_VALUE);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          return "never";
        });
  }

  private static void inThreads(Callable<Void> work) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<Void>> results = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        results.add(threads.submit(work));
      }
      for (Future<Void> result : results) {
        result.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }
}
