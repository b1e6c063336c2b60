package io.mmapdict.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** Tasks that cannot be asked to end. */
class DeadlineTest extends DictOnFile {
  @Test
  void aProcessThatDoesNotAnswerIsKilledAllTheSame() throws InterruptedException {
    WorkerOptions options =
        WorkerOptions.DEFAULT.withAttempts(1).withDeadline(Duration.ofSeconds(5));
    try (TaskRunner runner = TaskRunner.processes(1, options)) {
      RunReport<String, Integer> report =
          runner.run(dict, List.of("stopped", "fine"), DeadlineTest::stop);
      assertEquals(Map.of("fine", 0), report.results(), () -> report.failures().toString());
      String message = report.failures().getFirst().exception().getMessage();
      assertTrue(message.contains("did not say where it was"), message);
      assertTrue(report.failures().getFirst().printed().contains("stopping"));
    }
    assertEquals(List.of(), ProcessHandle.current().children().toList());
  }

  private static Integer stop(MmapDict d, String key) throws IOException, InterruptedException {
    if (key.equals("stopped")) {
      System.out.println("stopping");
      String pid = Long.toString(ProcessHandle.current().pid());
      new ProcessBuilder("kill", "-STOP", pid).start().waitFor();
      Thread.sleep(60_000); // the stop is on its way, and may take a moment
    }
    return 0;
  }

  @Test
  void aThreadThatCannotBeEndedIsLeftAndItsTaskNotTriedAgain() throws InterruptedException {
    WorkerOptions options = WorkerOptions.DEFAULT.withDeadline(Duration.ofSeconds(2));
    try (TaskRunner runner = TaskRunner.threads(1, options)) {
      RunReport<String, String> report =
          runner.run(dict, List.of("a", "stubborn", "b"), DeadlineTest::insist);
      assertEquals(Map.of("a", "a", "b", "b"), report.results());
      TaskFailure<String> failure = report.failures().getFirst();
      assertEquals(1, failure.attempts());
      String message = assertInstanceOf(WorkerException.class, failure.exception()).getMessage();
      assertTrue(message.contains("its 2000 ms, which did not end it; it was at:"), message);
      assertTrue(message.contains(DeadlineTest.class.getName() + ".insist("), message);
    } finally {
      dict.put("enough", 1L);
    }
    while (!dict.containsKey("left")) {
      Thread.sleep(5);
    }
  }

  private static String insist(MmapDict d, String key) {
    while (key.equals("stubborn") && !d.containsKey("enough")) {
      Thread.onSpinWait();
    }
    if (key.equals("stubborn")) {
      d.put("left", 1L);
    }
    return key;
  }

  @Test
  void closingDoesNotWaitForWhatTheDeadlineLeaves() throws Exception {
    WorkerOptions options = WorkerOptions.DEFAULT.withDeadline(Duration.ofSeconds(2));
    TaskRunner runner = TaskRunner.threads(1, options);
    Thread run =
        Thread.ofPlatform()
            .start(() ->
                assertThrows(
                    CancellationException.class,
                    () -> runner.run(dict, List.of("stubborn"), DeadlineTest::begin)));
    while (!dict.containsKey("begun")) {
      Thread.sleep(5);
    }
    runner.close();
    run.join();
    dict.put("enough", 1L);
    while (!dict.containsKey("left")) {
      Thread.sleep(5);
    }
  }

  private static String begin(MmapDict d, String key) {
    d.put("begun", 1L);
    return insist(d, key);
  }
}
