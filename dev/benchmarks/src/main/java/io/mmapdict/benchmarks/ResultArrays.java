package io.mmapdict.benchmarks;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.parallel.Task;
import io.mmapdict.parallel.TaskRunner;
import io.mmapdict.parallel.WorkerOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Results of 1 MiB, each a task's, that four worker processes put into one file, in turns with as
 * many plain writes by one process, which locks nothing. The workers start from a class cache, are
 * there and warm; opening and closing the file counts, making the arrays does not. Before each the
 * disk is synced, and the machine's memory touched.
 *
 * <p>Arguments: how many (else 10,000), how many turns (else 5), and a folder to work in (else a
 * temporary one).
 */
public final class ResultArrays {
  private static final int MIB = 1 << 20;
  private static final int WORKERS = 4;
  private static final int WARM_UP = 2_000;
  private static final int LOOKED_AT = 100;

  private ResultArrays() {}

  /** In each process one: what there is to store is made once. */
  private static final class Result {
    private static final NDArray ARRAY = NDArray.zeros(DType.UINT16, 512, 1024);

    static {
      ARRAY.fill(7);
    }
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int arrays = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
    int turns = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    double[] ours = new double[turns];
    double[] plain = new double[turns];
    double[] ratios = new double[turns];
    try (Scratch scratch = Scratch.of(arguments, 2);
        Scratch warm = Scratch.of(arguments, 2);
        Scratch classes = Scratch.of(arguments, 2)) {
      WorkerOptions options = WorkerOptions.DEFAULT.withClassCache(classes.file());
      TaskRunner.processes(WORKERS, options).close(); // makes the cache
      for (int turn = 0; turn < turns; turn++) {
        ours[turn] = rate(arrays, put(scratch, warm, options, arrays));
        Path file = scratch.file();
        prepare(warm);
        plain[turn] = rate(arrays, write(file, arrays));
        ratios[turn] = ours[turn] / plain[turn];
        System.out.printf(
            Locale.ROOT,
            "%d workers %.2f GB/s, one process without locks %.2f, ratio %.2f%n",
            WORKERS,
            ours[turn],
            plain[turn],
            ratios[turn]);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%d arrays of 1 MiB, medians of %d turns: %.2f GB/s, plain %.2f, ratio %.2f (%.2f to"
            + " %.2f)%n",
        arrays,
        turns,
        median(ours),
        median(plain),
        median(ratios),
        Arrays.stream(ratios).min().orElseThrow(),
        Arrays.stream(ratios).max().orElseThrow());
  }

  /** What each of the two finds: a disk that has just taken as much, and memory that is there. */
  private static void prepare(Scratch scratch) throws IOException, InterruptedException {
    write(scratch.file(), WARM_UP);
    scratch.empty();
    Disk.sync();
    Memory.touch();
  }

  /** The seconds it takes. The workers end with it: they would keep the file's blocks. */
  private static double put(Scratch scratch, Scratch warm, WorkerOptions options, int arrays)
      throws IOException, InterruptedException {
    Task<Integer, Object> task =
        (dict, key) -> {
          dict.set("result/" + key, Result.ARRAY);
          return null;
        };
    try (TaskRunner runner = TaskRunner.processes(WORKERS, options)) {
      try (MmapDict dict = MmapDict.open(warm.file())) {
        runner.run(dict, keys(WARM_UP), task).orThrow();
      }
      List<Integer> keys = keys(arrays);
      Path file = scratch.file();
      prepare(warm);
      long start = System.nanoTime();
      try (MmapDict dict = MmapDict.open(file)) {
        runner.run(dict, keys, task).orThrow();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      check(file, arrays);
      return seconds;
    }
  }

  private static void check(Path file, int arrays) {
    try (MmapDict dict = MmapDict.open(file)) {
      if (dict.size() != arrays) {
        throw new IllegalStateException(dict.size() + " results of " + arrays);
      }
      for (int i = 0; i < arrays; i += LOOKED_AT) {
        if (!Result.ARRAY.equals(dict.get("result/" + i))) {
          throw new IllegalStateException("result/" + i + " is another array");
        }
      }
    }
  }

  private static double write(Path file, int arrays) throws IOException {
    ByteBuffer bytes = Result.ARRAY.asByteBuffer();
    long start = System.nanoTime();
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      for (int i = 0; i < arrays; i++) {
        bytes.clear();
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
      }
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static List<Integer> keys(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private static double rate(int arrays, double seconds) {
    return (double) arrays * MIB / seconds / 1e9;
  }

  private static double median(double[] values) {
    return Arrays.stream(values).sorted().toArray()[values.length / 2];
  }
}
