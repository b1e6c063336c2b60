package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import java.nio.file.Path;
import java.util.List;

/** A parent to be killed, while one of its workers computes and one waits for a process. */
final class OrphanMaker {
  private OrphanMaker() {}

  public static void main(String[] arguments) throws Exception {
    try (MmapDict dict = MmapDict.open(Path.of(arguments[0]));
        TaskRunner runner = TaskRunner.processes(2)) {
      runner.run(dict, List.of(1, 2), OrphanMaker::never);
    }
  }

  private static Object never(MmapDict d, Integer key) throws Exception {
    if (key == 1) {
      return WorkerDeathTest.waitForAChild(d, key);
    }
    d.put("busy", 1L);
    long turns = 0;
    while (!Thread.currentThread().isInterrupted()) {
      turns++;
    }
    return turns;
  }
}
