package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mmapdict.pickle.spi.ByteSlice;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A process that has its files cut while many threads read small values that a codec knows by
 * sight, as it does arrays.
 */
final class CutKnownBySight {
  private static final int CUTS = 15;
  private static final int THREADS = 4;
  private static final int ENTRIES = 400;
  private static final int VALUE_BYTES = 72;

  /** So often does each thread read before the cut: in the end all of it is one compiled loop. */
  private static final int READS = 100_000;

  private CutKnownBySight() {}

  public static void main(String[] arguments) throws Exception {
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (int i = 0; i < CUTS; i++) {
        Path file = Path.of(arguments[0], Integer.toString(i));
        try (MmapDict dict = MmapDict.open(file)) {
          for (int key = 0; key < ENTRIES; key++) {
            dict.set("k" + key, new HoleCodec.Hole(VALUE_BYTES));
          }
        }
        cut(threads, file);
      }
    }
  }

  private static void cut(ExecutorService threads, Path file) throws Exception {
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      CountDownLatch warm = new CountDownLatch(THREADS);
      List<Future<Object>> ends = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        ends.add(threads.submit(untilItFails(dict, i, warm)));
      }
      warm.await();
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      }
      for (Future<Object> end : ends) {
        try {
          end.get();
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof FileCutException)) {
            throw new AssertionError(e);
          }
        }
      }
    }
  }

  private static Callable<Object> untilItFails(MmapDict dict, int first, CountDownLatch warm) {
    return () -> {
      for (int reads = 0; ; reads++) {
        if (reads == READS) {
          warm.countDown();
        }
        ByteSlice value = (ByteSlice) dict.get("k" + (first + 7 * reads) % ENTRIES);
        assertEquals(VALUE_BYTES, value.segment().byteSize());
      }
    };
  }
}
