package io.mmapdict.benchmarks;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What opening a file of small entries costs, the first get and closing included, warm.
 *
 * <p>Arguments: how many entries (else 100,000), a folder to work in (else a temporary one).
 */
public final class OpenTime {
  private static final int ROUNDS = 41;

  private OpenTime() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    int keys = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
    Path folder =
        arguments.length > 1 ? Path.of(arguments[1]) : Files.createTempDirectory("open-time");
    Path file = folder.resolve("open-time.mmdpickle");
    Files.deleteIfExists(file);
    try {
      try (MmapDict dict = MmapDict.open(file)) {
        for (int i = 0; i < keys; i++) {
          dict.set("key/" + i, (long) i);
        }
      }
      double[] millis = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        long start = System.nanoTime();
        try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
          if (!Long.valueOf(keys / 2).equals(dict.get("key/" + keys / 2))) {
            throw new AssertionError("not found");
          }
        }
        millis[round] = (System.nanoTime() - start) / 1e6;
      }
      double first = millis[0];
      double[] warm = Arrays.copyOfRange(millis, ROUNDS / 2, ROUNDS);
      Arrays.sort(warm);
      System.out.printf(
          "%,d entries: first in the JVM %.1f ms, then median %.2f ms (%.2f to %.2f)%n",
          keys, first, warm[warm.length / 2], warm[0], warm[warm.length - 1]);
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
