package io.mmapdict.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.stages.Pipeline;
import io.mmapdict.parallel.stages.PipelineOptions;
import io.mmapdict.parallel.stages.Stage;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A pipeline of numbers, in whose first stage one task can be killed. */
final class Numbers {
  static final int SOURCES = 8;

  private Numbers() {}

  /** The sources, each doubled, each two of these added up, and all of those. */
  static Pipeline pipeline(Path victim) {
    String link = victim.toString();
    return Pipeline.of(
        Stage.each("double", "in/*", "two/*", (d, in) -> doubled(d, in.getFirst(), link)),
        Stage.pairs("pairs", "two/*", "pair/*", (d, in) -> sum(d, in)),
        Stage.all("all", "pair/*", "sum", (d, in) -> sum(d, in)));
  }

  static void putSources(MmapDict dict) {
    for (long i = 0; i < SOURCES; i++) {
      dict.put("in/" + i, 1L << i);
    }
  }

  /** The first that is at it leaves its process's number at the link and waits to be killed. */
  private static long doubled(MmapDict dict, String key, String link) throws Exception {
    if (key.equals("in/2")) {
      waitForDeath(Path.of(link));
    }
    return 2 * dict.get(key, Long.class);
  }

  private static void waitForDeath(Path link) throws IOException, InterruptedException {
    try {
      Files.createSymbolicLink(link, Path.of(String.valueOf(ProcessHandle.current().pid())));
    } catch (FileAlreadyExistsException e) {
      return;
    }
    while (true) {
      Thread.sleep(1000);
    }
  }

  private static long sum(MmapDict dict, List<String> keys) {
    return keys.stream().mapToLong(key -> dict.get(key, Long.class)).sum();
  }

  /** All there must be, worked out without the pipeline. */
  static void assertComplete(MmapDict dict, Path victim) {
    Map<String, Object> expected = new TreeMap<>();
    for (int i = 0; i < SOURCES; i++) {
      expected.put("in/" + i, 1L << i);
      expected.put("two/" + i, 2L << i);
      for (int j = i + 1; j < SOURCES; j++) {
        expected.put("pair/" + i + "+" + j, (2L << i) + (2L << j));
      }
    }
    expected.put("sum", (SOURCES - 1) * 2L * ((1L << SOURCES) - 1));
    Map<String, Object> found = new TreeMap<>(dict.snapshot());
    found.keySet().removeIf(key -> key.startsWith("made/"));
    assertEquals(expected, found);
    pipeline(victim)
        .plan(dict, PipelineOptions.DEFAULT)
        .forEach((stage, planned) -> assertEquals(List.of(), planned, stage));
  }
}
