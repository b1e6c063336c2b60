package io.mmapdict.interop;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.parallel.TaskRunner;
import io.mmapdict.parallel.WorkerOptions;
import io.mmapdict.parallel.stages.Pipeline;
import io.mmapdict.parallel.stages.Stage;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A pipeline of arrays, to be killed: a frame of each source, the sums of each two frames, the sum
 * of those. {@code frames_check.py} knows what comes out. Each task notes in a file, before all
 * else, that it has begun.
 */
final class FramesPipeline {
  /** Each fourth array has as many elements: above what is written without the lock. */
  static final int LARGE = 300_000;

  static final int SMALL = 500;

  private static final int SUMMED = 100;

  private FramesPipeline() {}

  static void putSources(MmapDict dict, int sources) {
    for (long i = 0; i < sources; i++) {
      dict.set("in/" + i, i);
    }
  }

  static int outputs(int sources) {
    return sources + sources * (sources - 1) / 2 + 1;
  }

  /**
   * How tasks work.
   *
   * @param begun the file where they note what they begin
   * @param millis how long they take in the mean, from half of it to one and a half
   * @param endless whether the last one never ends
   */
  record Work(String begun, int millis, boolean endless) implements Serializable {
    void begin(String output) throws IOException, InterruptedException {
      Files.writeString(
          Path.of(begun), output + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      Thread.sleep(millis / 2 + ThreadLocalRandom.current().nextInt(millis + 1));
    }
  }

  static Pipeline of(Work work) {
    return Pipeline.of(
        Stage.each(
            "frames",
            "in/*",
            "frame/*",
            (dict, in) -> {
              work.begin("frame/" + star(in.getFirst()));
              return ramp(dict.get(in.getFirst(), Long.class));
            }),
        Stage.pairs(
            "pairs",
            "frame/*",
            "pair/*",
            (dict, in) -> {
              work.begin("pair/" + star(in.getFirst()) + "+" + star(in.getLast()));
              int number =
                  Integer.parseInt(star(in.getFirst())) + Integer.parseInt(star(in.getLast()));
              return sum(dict, in, length(number));
            }),
        Stage.all(
            "sum",
            "pair/*",
            "sum",
            (dict, in) -> {
              work.begin("sum");
              if (work.endless) {
                Thread.sleep(Long.MAX_VALUE);
              }
              return sum(dict, in, SUMMED);
            }));
  }

  /** 1000 times a number, and upwards from there. */
  static NDArray ramp(long number) {
    long[] values = new long[length(number)];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1000 * number + i;
    }
    return NDArray.of(values, values.length);
  }

  private static int length(long number) {
    return number % 4 == 0 ? LARGE : SMALL;
  }

  /** Of the first elements of arrays, again and again. */
  private static NDArray sum(MmapDict dict, List<String> keys, int length) {
    long[] sum = new long[length];
    for (String key : keys) {
      NDArray array = dict.get(key, NDArray.class);
      for (int i = 0; i < length; i++) {
        sum[i] += array.at(i % SUMMED).getLong();
      }
    }
    return NDArray.of(sum, length);
  }

  private static String star(String key) {
    return key.substring(key.indexOf('/') + 1);
  }

  /**
   * Runs it on a file in two worker processes.
   *
   * @param arguments the file, and the three of {@link Work}
   */
  public static void main(String[] arguments) throws InterruptedException {
    Path file = Path.of(arguments[0]);
    Work work =
        new Work(arguments[1], Integer.parseInt(arguments[2]), Boolean.parseBoolean(arguments[3]));
    try (MmapDict dict = MmapDict.open(file);
        TaskRunner runner = TaskRunner.processes(2, Workers.marked(WorkerOptions.DEFAULT, file))) {
      of(work).run(dict, runner).orThrow();
    }
  }
}
