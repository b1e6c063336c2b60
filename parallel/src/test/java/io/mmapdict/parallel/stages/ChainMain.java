package io.mmapdict.parallel.stages;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.TaskRunner;
import java.nio.file.Path;

/** Runs {@link Chain} on a file in two worker processes, to be killed perhaps; prints how much. */
final class ChainMain {
  private ChainMain() {}

  public static void main(String[] arguments) throws Exception {
    try (MmapDict dict = MmapDict.open(Path.of(arguments[0]));
        TaskRunner runner = TaskRunner.processes(2)) {
      PipelineReport report = Chain.pipeline(Long.parseLong(arguments[1])).run(dict, runner);
      report.orThrow();
      System.out.println(report.stages().stream().mapToInt(StageReport::done).sum());
    }
  }
}
