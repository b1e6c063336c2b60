package io.mmapdict.benchmarks;

import io.mmapdict.MmapDict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Small values a second by {@code putAll} of a thousand at a time into a new file, one process, no
 * sync, beside lmdbjava without sync in transactions of a thousand, in turns.
 *
 * <p>Arguments: how many rounds (else 5), and a folder to work in (else a temporary one).
 */
public final class PutBatches {
  private static final int ENTRIES = 1_000_000;
  private static final int BATCH = 1_000;

  private PutBatches() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    try (Scratch scratch = Scratch.of(arguments, 1)) {
      ours(scratch);
      lmdb(scratch);
      List<Double> ours = new ArrayList<>();
      List<Double> lmdb = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        ours.add(ENTRIES * 1e9 / ours(scratch));
        lmdb.add(ENTRIES * 1e9 / lmdb(scratch));
      }
      System.out.printf("%,d entries by %,d: %s%n", ENTRIES, BATCH, Rates.against(ours, lmdb));
    }
  }

  /** The map is made while the time runs, as the keys of lmdb are. */
  private static long ours(Scratch scratch) throws IOException {
    try (MmapDict dict = MmapDict.open(scratch.file())) {
      long start = System.nanoTime();
      for (int from = 0; from < ENTRIES; from += BATCH) {
        Map<String, Object> batch = LinkedHashMap.newLinkedHashMap(BATCH);
        for (int i = from; i < from + BATCH; i++) {
          batch.put("key/" + i, (long) i);
        }
        dict.putAll(batch);
      }
      return System.nanoTime() - start;
    }
  }

  private static long lmdb(Scratch scratch) throws IOException {
    try (Lmdb lmdb = new Lmdb(scratch.folder())) {
      long start = System.nanoTime();
      for (int from = 0; from < ENTRIES; from += BATCH) {
        lmdb.putAll("key/", from, from + BATCH);
      }
      return System.nanoTime() - start;
    }
  }
}
