package io.mmapdict.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mmapdict.parallel.ProgressEvent.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What tasks print is known by task. */
class PrintedTest extends DictOnFile {
  @Test
  void eachEndHasWhatItsTaskPrintedAndNothingElse() throws InterruptedException {
    Map<Object, String> printed = new HashMap<>();
    List<Integer> keys = IntStream.range(0, 40).boxed().toList();
    try (TaskRunner runner = TaskRunner.processes(2)) {
      runner
          .run(
              dict,
              keys,
              (d, key) -> {
                if (key % 4 > 0) {
                  System.out.println("out " + key);
                  System.err.println("err " + key);
                }
                if (key % 4 > 1) {
                  String text = "child " + key;
                  new ProcessBuilder("echo", text).inheritIO().start().waitFor();
                }
                if (key % 4 > 2) {
                  System.out.print("no end " + key);
                }
                return key;
              },
              event -> {
                if (event.kind() == Kind.DONE) {
                  printed.put(event.key(), event.printed());
                } else {
                  assertEquals("", event.printed());
                }
              })
          .orThrow();
    }
    for (int key : keys) {
      String expected = key % 4 > 0 ? "out " + key + "\nerr " + key + "\n" : "";
      expected += key % 4 > 1 ? "child " + key + "\n" : "";
      expected += key % 4 > 2 ? "no end " + key : "";
      assertEquals(expected, printed.get(key));
    }
  }

  @Test
  void aFailureHasWhatTheLastAttemptPrinted() throws InterruptedException {
    try (TaskRunner runner = TaskRunner.processes(2)) {
      RunReport<String, Object> report =
          runner.run(
              dict,
              List.of("throws", "dies"),
              (d, key) -> {
                Object tries = d.merge(key, 1L, (before, one) -> (long) before + (long) one);
                System.out.println(key + " " + tries);
                if (key.equals("dies")) {
                  Runtime.getRuntime().halt(1);
                }
                throw new IllegalStateException();
              });
      assertEquals(
          List.of("throws 3\n", "dies 3\n"),
          report.failures().stream().map(TaskFailure::printed).toList());
    }
  }

  @Test
  void ofMuchTheEndIsKept() throws InterruptedException {
    try (TaskRunner runner = TaskRunner.processes(1, WorkerOptions.DEFAULT.withAttempts(1))) {
      RunReport<String, Object> report =
          runner.run(
              dict,
              List.of("k"),
              (d, key) -> {
                System.out.print("a".repeat(1_000_000) + "b".repeat(60_000));
                throw new IllegalStateException();
              });
      assertEquals(
          "a".repeat((1 << 16) - 60_000) + "b".repeat(60_000),
          report.failures().getFirst().printed());
    }
  }

  @Test
  void aTaskThatClosesTheOutputHoldsNobodyUp() throws InterruptedException {
    try (TaskRunner runner = TaskRunner.processes(1)) {
      List<Integer> keys = IntStream.range(0, 300).boxed().toList();
      RunReport<Integer, Integer> report =
          runner.run(
              dict,
              keys,
              (d, key) -> {
                System.out.close();
                return key;
              });
      assertEquals(300, report.orThrow().results().size());
    }
  }
}
