package io.mmapdict.benchmarks;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import io.mmapdict.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * What a get costs, warm: of a mapped array of 16 by 16 doubles and of a small number, over keys in
 * random order. Beside it what the same look-ups cost without decoding ({@code containsKey}).
 *
 * <p>Arguments: how many keys (else 100,000), a folder to work in (else a temporary one).
 */
public final class GetRate {
  private static final int ROUNDS = 15;
  private static final int SIDE = 16;

  private GetRate() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    int keys = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
    Path folder =
        arguments.length > 1 ? Path.of(arguments[1]) : Files.createTempDirectory("get-rate");
    Path file = folder.resolve("get-rate.mmdpickle");
    Files.deleteIfExists(file);
    try {
      fill(file, keys);
      String[] order = order(keys);
      try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
        double[] arrays = new double[ROUNDS];
        double[] found = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
          long start = System.nanoTime();
          long sum = 0;
          for (String key : order) {
            NDArray array = dict.get(key, NDArray.class);
            sum += array == null ? 0 : array.shape().length(0);
          }
          arrays[round] = (double) (System.nanoTime() - start) / keys;
          start = System.nanoTime();
          for (String key : order) {
            sum += dict.containsKey(key) ? 1 : 0;
          }
          found[round] = (double) (System.nanoTime() - start) / keys;
          if (sum != (SIDE + 1L) * keys) {
            throw new AssertionError("found " + sum);
          }
        }
        print(keys, "get of a mapped array", arrays);
        print(keys, "containsKey", found);
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static void fill(Path file, int keys) {
    try (MmapDict dict = MmapDict.open(file)) {
      NDArray array = NDArray.of(new double[SIDE * SIDE], SIDE, SIDE);
      for (int i = 0; i < keys; i++) {
        dict.set("frame/" + i, array);
      }
    }
  }

  private static String[] order(int keys) {
    String[] order = new String[keys];
    Random random = new Random(1);
    for (int i = 0; i < keys; i++) {
      int at = random.nextInt(i + 1);
      order[i] = order[at];
      order[at] = "frame/" + i;
    }
    return order;
  }

  /** The later half of the rounds, when it is compiled. */
  private static void print(int keys, String what, double[] rounds) {
    double[] warm = Arrays.copyOfRange(rounds, ROUNDS / 2, ROUNDS);
    Arrays.sort(warm);
    System.out.printf(
        "%,d keys, %s: median %.0f ns (%.0f to %.0f)%n",
        keys, what, warm[warm.length / 2], warm[0], warm[warm.length - 1]);
  }
}
