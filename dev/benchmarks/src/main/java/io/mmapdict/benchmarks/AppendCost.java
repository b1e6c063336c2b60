package io.mmapdict.benchmarks;

import io.mmapdict.MmapDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What appending one small entry costs as a file fills, one commit each: the last 1,000 of 100,000
 * against the first 1,000, after as many into another file in the same JVM. Then what a get costs.
 *
 * <p>Arguments: a folder to work in (else a temporary one). Exits with 1 if the last 1,000 cost
 * more than 1.2 times the first.
 */
public final class AppendCost {
  private static final int ENTRIES = 100_000;
  private static final int WINDOW = 1_000;
  private static final double BAR = 1.2;

  private AppendCost() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    Path folder =
        arguments.length > 0 ? Path.of(arguments[0]) : Files.createTempDirectory("append-cost");
    Path first = folder.resolve("warm-up.mmdpickle");
    Path second = folder.resolve("measured.mmdpickle");
    try {
      fill(first);
      long[] nanos = fill(second);
      long early = sum(nanos, 0);
      long late = sum(nanos, ENTRIES - WINDOW);
      double ratio = (double) late / early;
      System.out.printf(
          "the first %d: %d ns each, median %d; the last: %d ns each, median %d; ratio %.2f%n",
          WINDOW,
          early / WINDOW,
          median(nanos, 0),
          late / WINDOW,
          median(nanos, ENTRIES - WINDOW),
          ratio);
      System.out.printf(
          "all %d: %.0f puts/s%n", ENTRIES, ENTRIES * 1e9 / Arrays.stream(nanos).sum());
      get(second);
      if (ratio > BAR) {
        System.out.printf("more than %.1f times%n", BAR);
        System.exit(1);
      }
    } finally {
      Files.deleteIfExists(first);
      Files.deleteIfExists(second);
    }
  }

  /** Nanoseconds of each put. */
  private static long[] fill(Path file) {
    long[] nanos = new long[ENTRIES];
    try (MmapDict dict = MmapDict.open(file)) {
      long before = System.nanoTime();
      for (int i = 0; i < ENTRIES; i++) {
        dict.set("key/" + i, (long) i);
        long now = System.nanoTime();
        nanos[i] = now - before;
        before = now;
      }
    }
    return nanos;
  }

  private static void get(Path file) {
    long before = System.nanoTime();
    try (MmapDict dict = MmapDict.open(file)) {
      System.out.printf("opened in %.1f ms%n", (System.nanoTime() - before) / 1e6);
      for (int round = 0; round < 5; round++) {
        long sum = 0;
        long start = System.nanoTime();
        for (int i = 0; i < ENTRIES; i++) {
          sum += (Long) dict.get("key/" + i);
        }
        long each = (System.nanoTime() - start) / ENTRIES;
        System.out.printf("get: %d ns each (sum %d)%n", each, sum);
      }
    }
  }

  private static long sum(long[] nanos, int from) {
    return Arrays.stream(nanos, from, from + WINDOW).sum();
  }

  private static long median(long[] nanos, int from) {
    long[] window = Arrays.copyOfRange(nanos, from, from + WINDOW);
    Arrays.sort(window);
    return window[WINDOW / 2];
  }
}
