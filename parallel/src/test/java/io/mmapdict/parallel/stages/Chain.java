package io.mmapdict.parallel.stages;

import io.mmapdict.MmapDict;
import java.util.List;

/** A pipeline of numbers whose tasks count in the file how often they ran. */
final class Chain {
  private Chain() {}

  /** {@code in/X} doubled, each two of these added up, and all of those. */
  static Pipeline pipeline(long pauseMillis) {
    return Pipeline.of(
        Stage.each("double", "in/*", "two/*", (d, in) -> counted(d, "two", in, pauseMillis, 2)),
        Stage.pairs("pairs", "two/*", "pair/*", (d, in) -> counted(d, "pair", in, pauseMillis, 1)),
        Stage.all("all", "pair/*", "sum", (d, in) -> counted(d, "sum", in, pauseMillis, 1)));
  }

  /** The sum of the inputs, times a factor. */
  static long counted(MmapDict dict, String what, List<String> inputs, long pause, long factor)
      throws InterruptedException {
    Thread.sleep(pause);
    long sum = 0;
    for (String input : inputs) {
      sum += dict.get(input, Long.class);
    }
    String key = "ran/" + what + " " + (inputs.size() < 3 ? inputs : "all");
    dict.merge(key, 1L, (one, other) -> (Long) one + (Long) other);
    return sum * factor;
  }

  /** How often tasks ran, of all outputs that begin so. */
  static long ran(MmapDict dict, String what) {
    return dict.keySet().stream()
        .filter(key -> key.startsWith("ran/" + what))
        .mapToLong(key -> dict.get(key, Long.class))
        .sum();
  }
}
