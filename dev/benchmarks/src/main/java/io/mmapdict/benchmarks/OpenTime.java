package io.mmapdict.benchmarks;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What opening a file of small entries costs, warm, the first get and closing included: by the
 * index in the file, and by walking over a file that has none.
 *
 * <p>Arguments: how many entries (else 100,000), a folder to work in (else a temporary one).
 */
public final class OpenTime {
  private static final int ROUNDS = 41;

  /** Where a file of ours says where its index is: see format.md. */
  private static final long INDEX_POINTER = 0x60;

  private static final int INDEX_POINTER_BYTES = 7;

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
      measure(file, keys, "index");
      try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
        bytes.seek(INDEX_POINTER);
        bytes.write(new byte[INDEX_POINTER_BYTES]);
      }
      measure(file, keys, "walking");
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static void measure(Path file, int keys, String how) {
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
        "%,d entries by %s: first %.1f ms, then median %.2f ms (%.2f to %.2f)%n",
        keys, how, first, warm[warm.length / 2], warm[0], warm[warm.length - 1]);
  }
}
