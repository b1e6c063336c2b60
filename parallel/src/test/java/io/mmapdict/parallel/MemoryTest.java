package io.mmapdict.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@link WorkerOptions#withMemory}. */
class MemoryTest extends DictOnFile {
  private static final WorkerOptions LITTLE =
      WorkerOptions.DEFAULT.withMemory(64 << 20).withAttempts(2);

  private static final int MUCH = 100 << 20;

  private static int allocate(MmapDict dict, int bytes) {
    dict.set(bytes + " in " + ProcessHandle.current().pid(), "begun");
    return new byte[bytes].length;
  }

  @Test
  void whoNeedsMoreEndsAndIsTriedInAnotherProcess() throws InterruptedException {
    RunReport<Integer, Integer> report;
    try (TaskRunner runner = TaskRunner.processes(2, LITTLE)) {
      report = runner.run(dict, List.of(1, MUCH, 2), MemoryTest::allocate);
    }
    assertEquals(Map.of(1, 1, 2, 2), report.results());
    TaskFailure<Integer> failure = report.failures().getFirst();
    assertEquals(MUCH, failure.key());
    assertEquals(2, failure.attempts());
    String message = failure.exception().getMessage();
    assertTrue(message.contains("OutOfMemoryError"), message);
    Set<String> begun = new HashSet<>(dict.keySet());
    begun.removeIf(key -> !key.startsWith(MUCH + " "));
    assertEquals(2, begun.size(), "processes: " + begun);
  }

  @Test
  void optionsOfTheJvmWin() throws InterruptedException {
    List<WorkerOptions> both =
        List.of(LITTLE.withJvmOptions("-Xmx300m"), roomy().withMemory(64 << 20));
    for (WorkerOptions options : both) {
      try (TaskRunner runner = TaskRunner.processes(1, options)) {
        RunReport<Integer, Integer> report =
            runner.run(dict, List.of(MUCH), MemoryTest::allocate).orThrow();
        assertEquals(Map.of(MUCH, MUCH), report.results());
      }
    }
  }

  private static WorkerOptions roomy() {
    return WorkerOptions.DEFAULT.withAttempts(1).withJvmOptions("-Xmx300m");
  }

  @Test
  void theLeastIsEnoughForATaskAndLessIsRefused() throws InterruptedException {
    int least = 16 << 20;
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> WorkerOptions.DEFAULT.withMemory(least - 1))
            .getMessage();
    assertEquals("memory: expected at least 16777216 bytes, found 16777215", message);
    try (TaskRunner runner = TaskRunner.processes(1, WorkerOptions.DEFAULT.withMemory(least))) {
      RunReport<Integer, Integer> report =
          runner.run(dict, List.of(1 << 20), MemoryTest::allocate).orThrow();
      assertEquals(Map.of(1 << 20, 1 << 20), report.results());
    }
  }
}
