package io.mmapdict.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.ProgressEvent.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A runner that is to begin nothing more. */
class StopTest extends DictOnFile {
  private static final List<Integer> KEYS = IntStream.range(0, 20).boxed().toList();

  @Test
  void whatHasBegunGoesOnToItsEndInProcesses() throws Exception {
    try (TaskRunner runner = TaskRunner.processes(2)) {
      stopped(runner);
    }
  }

  @Test
  void whatHasBegunGoesOnToItsEndInThreads() throws Exception {
    try (TaskRunner runner = TaskRunner.threads(2)) {
      stopped(runner);
    }
  }

  private void stopped(TaskRunner runner) throws Exception {
    List<ProgressEvent> events = new ArrayList<>();
    RunReport<Integer, Integer> report =
        whileItRuns(
            () -> runner.run(dict, KEYS, StopTest::begin, events::add),
            () -> {
              while (begun().size() < 2) {
                Thread.sleep(5);
              }
              runner.stop();
              dict.put("go on", 1L);
              return null;
            });
    assertEquals(begun(), report.results().keySet());
    assertEquals(2, report.results().size());
    assertEquals(List.of(), report.failures());
    assertEquals(18, report.left().size());
    assertEquals(4, events.size(), events.toString());
    assertEquals(Map.of(), report.unsent());
    // A run that comes later does nothing either.
    assertEquals(KEYS, runner.run(dict, KEYS, StopTest::begin).left());
    assertEquals(2, begun().size());
  }

  private static Integer begin(MmapDict d, Integer key) throws InterruptedException {
    d.put("begun/" + key, 1L);
    while (!d.containsKey("go on")) {
      Thread.sleep(5);
    }
    return key;
  }

  private Set<Integer> begun() {
    return Set.copyOf(
        dict.keySet().stream()
            .filter(key -> key.startsWith("begun/"))
            .map(key -> Integer.valueOf(key.substring("begun/".length())))
            .toList());
  }

  @Test
  void whatFailedIsNotTriedAgain() throws Exception {
    WorkerOptions options = WorkerOptions.DEFAULT.withPause(Duration.ofMinutes(1));
    try (TaskRunner runner = TaskRunner.threads(1, options)) {
      List<ProgressEvent> events = new ArrayList<>();
      RunReport<String, Integer> report =
          runner.run(
              dict,
              List.of("bad"),
              (d, key) -> {
                throw new IllegalStateException("no luck");
              },
              event -> {
                events.add(event);
                if (event.kind() == Kind.RETRIED) { // while it waits for its next attempt
                  Thread.ofVirtual().start(runner::stop);
                }
              });
      assertEquals(List.of("bad"), report.left());
      assertEquals(List.of(), report.failures());
      assertEquals(2, events.size(), events.toString());
    }
  }

  @Test
  void aBatchIsFinished() throws Exception {
    WorkerOptions options = WorkerOptions.DEFAULT.withBatch(5);
    try (TaskRunner runner = TaskRunner.processes(1, options)) {
      RunReport<Integer, Integer> report =
          whileItRuns(
              () -> runner.run(dict, KEYS, StopTest::begin),
              () -> {
                while (begun().isEmpty()) {
                  Thread.sleep(5);
                }
                runner.stop();
                dict.put("go on", 1L);
                return null;
              });
      assertEquals(5, report.results().size());
      assertEquals(15, report.left().size());
      assertTrue(report.results().keySet().containsAll(begun()));
    }
  }

  private static <T> T whileItRuns(Callable<T> run, Callable<Void> meanwhile) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var other = threads.submit(meanwhile);
      T result = run.call();
      other.get();
      return result;
    }
  }
}
