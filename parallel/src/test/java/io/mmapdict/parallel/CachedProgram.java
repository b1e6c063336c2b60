package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Says whether its worker's classes came from a cache. With a second argument it stops then. */
final class CachedProgram {
  private CachedProgram() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    String log = folder.resolve("loaded").toString();
    WorkerOptions options =
        WorkerOptions.DEFAULT
            .withJvmOptions("-Xlog:class+load:file=" + log)
            .withClassCache(folder.resolve("cache"));
    try (MmapDict dict = MmapDict.open(folder.resolve("cached.mmdpickle"));
        TaskRunner runner = TaskRunner.processes(1, options)) {
      RunReport<String, Boolean> report =
          runner.run(
              dict,
              List.of(log),
              (d, key) ->
                  Files.readString(Path.of(key))
                      .contains(" " + TaskHost.class.getName() + " source: shared objects file"));
      System.out.print(report.orThrow().results().get(log));
      if (arguments.length > 1) {
        runner.stop();
      }
    }
  }
}
