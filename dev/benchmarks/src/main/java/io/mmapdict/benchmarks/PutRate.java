package io.mmapdict.benchmarks;

import io.mmapdict.MmapDict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Small puts a second, one process, one commit each, no sync, into a new file: of 1,000 to
 * 1,000,000 entries, beside lmdbjava without sync in turns.
 *
 * <p>Arguments: how many rounds (else 5), and a folder to work in (else a temporary one).
 */
public final class PutRate {
  private static final int[] ENTRIES = {1_000, 10_000, 100_000, 1_000_000};
  private static final int WARM_UP = 300_000;

  /** Small fills are repeated, so that each figure is of this many puts or more. */
  private static final int LEAST_PUTS = 100_000;

  private PutRate() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    try (Scratch scratch = Scratch.of(arguments, 1)) {
      ours(scratch, WARM_UP);
      lmdb(scratch, WARM_UP);
      for (int entries : ENTRIES) {
        List<Double> ours = new ArrayList<>();
        List<Double> lmdb = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
          ours.add(rate(entries, () -> ours(scratch, entries)));
          lmdb.add(rate(entries, () -> lmdb(scratch, entries)));
        }
        System.out.printf("%,9d entries: %s%n", entries, Rates.against(ours, lmdb));
      }
    }
  }

  /** Nanoseconds of filling a new file. */
  @FunctionalInterface
  private interface Fill {
    long nanos() throws IOException;
  }

  private static double rate(int entries, Fill fill) throws IOException {
    long puts = 0;
    long nanos = 0;
    while (puts < LEAST_PUTS) {
      nanos += fill.nanos();
      puts += entries;
    }
    return puts * 1e9 / nanos;
  }

  private static long ours(Scratch scratch, int entries) throws IOException {
    try (MmapDict dict = MmapDict.open(scratch.file())) {
      long start = System.nanoTime();
      for (int i = 0; i < entries; i++) {
        dict.set("key/" + i, (long) i);
      }
      return System.nanoTime() - start;
    }
  }

  private static long lmdb(Scratch scratch, int entries) throws IOException {
    try (Lmdb lmdb = new Lmdb(scratch.folder())) {
      long start = System.nanoTime();
      for (int i = 0; i < entries; i++) {
        lmdb.put("key/" + i, i);
      }
      return System.nanoTime() - start;
    }
  }
}
