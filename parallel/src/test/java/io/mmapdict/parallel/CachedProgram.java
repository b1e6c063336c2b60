package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Says whether a class of its worker, which the second argument names, came from a cache. With a
 * third argument it stops then.
 */
final class CachedProgram {
  private CachedProgram() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    String name = arguments[1];
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
              (d, key) -> {
                Class.forName(name);
                return Files.readString(Path.of(key))
                    .contains(" " + name + " source: shared objects file");
              });
      System.out.print(report.orThrow().results().get(log));
      if (arguments.length > 2) {
        runner.stop();
      }
    }
  }
}
