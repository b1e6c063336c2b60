package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Command;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A process that has its file cut while it reads and writes without a pause. */
final class CutWhileBusy {
  private static final int ENTRIES = 20;

  /** So often is each use made before the cut, so that it is compiled. */
  private static final int USES = 1_000;

  private CutWhileBusy() {}

  public static void main(String[] arguments) throws Exception {
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (long left : new long[] {0, 4096, 50_000}) {
        Path file = Path.of(arguments[0], Long.toString(left));
        try (MmapDict dict = MmapDict.open(file);
            MmapDict reader = MmapDict.open(file, OpenMode.READ_ONLY)) {
          for (int i = 0; i < ENTRIES; i++) {
            dict.put("k" + i, CutVictim.valueOf(i));
          }
          cut(threads, dict, reader, left);
        }
      }
    }
  }

  private static void cut(ExecutorService threads, MmapDict dict, MmapDict reader, long left)
      throws Exception {
    String last = "k" + (ENTRIES - 1);
    byte[] value = CutVictim.valueOf(ENTRIES - 1);
    List<Runnable> uses =
        List.of(
            () -> assertArrayEquals(value, (byte[]) reader.get(last)),
            () -> assertTrue(reader.containsKey(last)),
            () -> assertEquals(ENTRIES, reader.size()),
            () -> assertArrayEquals(value, (byte[]) reader.snapshot().get(last)),
            () -> assertArrayEquals(value, (byte[]) List.copyOf(dict.values()).getLast()),
            () -> assertEquals(ENTRIES, dict.keySet().stream().count()),
            () -> dict.set("k0", value));
    CountDownLatch warm = new CountDownLatch(uses.size());
    List<Future<Object>> ends =
        uses.stream().map(use -> threads.submit(untilItFails(use, warm))).toList();
    warm.await();
    Command.run("truncate", "-s", left, dict.path());
    for (int i = 0; i < ends.size(); i++) {
      try {
        ends.get(i).get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof FileCutException)) {
          throw new AssertionError("use " + i + ", cut at " + left, e);
        }
      }
    }
    CutVictim.refused(dict.path(), () -> dict.put(last, 1));
  }

  private static Callable<Object> untilItFails(Runnable use, CountDownLatch warm) {
    return () -> {
      for (int i = 0; i < USES; i++) {
        use.run();
      }
      warm.countDown();
      while (true) {
        use.run();
      }
    };
  }
}
