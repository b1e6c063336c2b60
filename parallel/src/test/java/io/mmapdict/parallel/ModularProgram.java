package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import java.nio.file.Path;
import java.util.List;

/** Says in which module its tasks ran. */
final class ModularProgram {
  private ModularProgram() {}

  public static void main(String[] arguments) throws Exception {
    try (MmapDict dict = MmapDict.open(Path.of(arguments[0]));
        TaskRunner runner = TaskRunner.processes(1)) {
      System.out.println(
          runner.run(dict, List.of("k"), ModularProgram::module).orThrow().results());
    }
  }

  private static String module(MmapDict d, String key) {
    String module = ModularProgram.class.getModule().toString();
    d.put(key, module);
    return module;
  }
}
