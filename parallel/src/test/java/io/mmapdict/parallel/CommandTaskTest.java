package io.mmapdict.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Programs of a shell. Those in Python that use the file are tested in dev/interop. */
class CommandTaskTest extends DictOnFile {
  private static final String ANSWERS = "while IFS= read -r key; do %s; done";
  private static final WorkerOptions ONCE = WorkerOptions.DEFAULT.withAttempts(1);

  /** A program of a shell; the file's path is {@code $1}. */
  private static CommandTask shell(String script) {
    return new CommandTask("sh", "-c", script, "sh");
  }

  @Test
  void aProgramPerWorkerTakesAllKeysAsTheyAre() throws Exception {
    CommandTask task =
        shell(
            "echo $$ >> \"$1.started\"; "
                + ANSWERS.formatted(
                    "printf '%s\\n' \"$key\" >> \"$1.keys\"; " + "printf 'done %s\\n' \"$key\""));
    List<String> keys =
        IntStream.range(0, 40).mapToObj(i -> " kéy \\n 'of' $" + i + "\t\ud83d\ude00 ").toList();
    try (TaskRunner runner = TaskRunner.processes(2)) {
      RunReport<String, @Nullable Void> report = runner.run(dict, keys, task).orThrow();
      assertEquals(keys, List.copyOf(report.results().keySet()));
      runner.run(dict, List.of("again"), task).orThrow();
    }
    Set<String> given = new HashSet<>(keys);
    given.add("again");
    List<String> seen = Files.readAllLines(beside(".keys"));
    assertEquals(41, seen.size());
    assertEquals(given, Set.copyOf(seen));
    assertEquals(2, Files.readAllLines(beside(".started")).size());
  }

  @Test
  void whatItSaysOfAFailureIsTheException() throws InterruptedException {
    CommandTask task =
        shell(
            ANSWERS.formatted(
                "echo to be seen >&2; case $key in (bad) printf '%s\\n' "
                    + "'failed bad Traceback:\\n  C:\\\\new\\nValueError: 7';; "
                    + "(*) echo \"done $key\";; esac"));
    try (TaskRunner runner = TaskRunner.processes(1, WorkerOptions.DEFAULT.withAttempts(2))) {
      RunReport<String, @Nullable Void> report =
          runner.run(dict, List.of("good", "bad", "fine"), task);
      assertEquals(Set.of("good", "fine"), report.results().keySet());
      TaskFailure<String> failure = report.failures().getFirst();
      assertEquals(2, failure.attempts());
      assertEquals(
          "Traceback:\n  C:\\new\nValueError: 7",
          assertInstanceOf(CommandException.class, failure.exception()).getMessage());
      assertEquals("to be seen\n", failure.printed());
    }
  }

  @Test
  void oneThatEndsIsStartedAgain() throws InterruptedException {
    CommandTask task =
        shell(
            ANSWERS.formatted(
                "if [ \"$key\" = deadly ] && [ ! -e \"$1.seen\" ]; then : > \"$1.seen\"; exit 7; fi; "
                    + "echo \"done $key\""));
    List<String> keys = List.of("a", "deadly", "b");
    try (TaskRunner runner = TaskRunner.processes(1)) {
      assertEquals(3, runner.run(dict, keys, task).orThrow().results().size());
    }
    try (TaskRunner runner = TaskRunner.threads(1, ONCE)) {
      String message = message(runner, "k", shell("read key; exit 7"));
      assertTrue(message.contains("ended without an answer: exit code 7"), message);
      assertTrue(message.contains("(sh -c "), message);
      message = message(runner, "k", shell("read key; exec >&-; sleep 600"));
      assertTrue(message.contains("it said no more, and was killed"), message);
    }
  }

  @Test
  void whatIsNoAnswerIsRefusedAndNoLaterKeyTakesItForIts() throws InterruptedException {
    CommandTask task =
        shell(ANSWERS.formatted("if [ \"$key\" = odd ]; then echo hello; fi; echo \"done $key\""));
    try (TaskRunner runner = TaskRunner.threads(1, ONCE)) {
      RunReport<String, @Nullable Void> report = runner.run(dict, List.of("odd", "x", "y"), task);
      assertEquals(Set.of("x", "y"), report.results().keySet());
      String message = report.failures().getFirst().exception().getMessage();
      assertTrue(message.contains("or \"failed odd WHY\", found \"hello\""), message);
    }
  }

  @Test
  void aKeyOfTwoLinesIsRefused() throws InterruptedException {
    try (TaskRunner runner = TaskRunner.threads(1, ONCE)) {
      TaskFailure<String> failure =
          runner.run(dict, List.of("a\nb"), shell(ANSWERS)).failures().getFirst();
      assertInstanceOf(IllegalArgumentException.class, failure.exception());
    }
    assertThrows(IllegalArgumentException.class, () -> new CommandTask(List.of()));
  }

  @Test
  void aProgramThatIsNotThereIsNamed() throws InterruptedException {
    try (TaskRunner runner = TaskRunner.threads(1, ONCE)) {
      TaskFailure<String> failure =
          runner.run(dict, List.of("k"), new CommandTask("/no/such")).failures().getFirst();
      String message = assertInstanceOf(IOException.class, failure.exception()).getMessage();
      assertTrue(message.contains("/no/such"), message);
    }
  }

  @Test
  void itEndsWithItsWorker() throws Exception {
    CommandTask task =
        shell("echo $$ >> \"$1.pids\"; trap '' TERM; " + ANSWERS.formatted("echo \"done $key\""));
    try (TaskRunner processes = TaskRunner.processes(1);
        TaskRunner threads = TaskRunner.threads(1)) {
      processes.run(dict, List.of("a"), task).orThrow();
      threads.run(dict, List.of("b"), task).orThrow();
      assertEquals(2, programs().stream().filter(ProcessHandle::isAlive).count());
    }
    awaitEnd();
  }

  @Test
  void itEndsWithATaskThatIsOverdue() throws Exception {
    CommandTask task = shell("echo $$ >> \"$1.pids\"; read key; sleep 600");
    WorkerOptions options = ONCE.withDeadline(Duration.ofSeconds(4));
    try (TaskRunner processes = TaskRunner.processes(1, options);
        TaskRunner threads = TaskRunner.threads(1, options)) {
      processes.run(dict, List.of("opens the dict"), (d, key) -> key).orThrow();
      assertTrue(message(processes, "a", task).contains("longer than its 4000 ms"));
      String message = message(threads, "b", task);
      assertTrue(message.contains("and threw java.lang.InterruptedException"), message);
      assertEquals(2, Files.readAllLines(beside(".pids")).size());
      awaitEnd();
    }
  }

  private String message(TaskRunner runner, String key, CommandTask task)
      throws InterruptedException {
    return String.valueOf(
        runner.run(dict, List.of(key), task).failures().getFirst().exception().getMessage());
  }

  private Path beside(String suffix) {
    return Path.of(dict.path() + suffix);
  }

  private List<ProcessHandle> programs() throws IOException {
    return Files.readAllLines(beside(".pids")).stream()
        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
        .toList();
  }

  private void awaitEnd() throws Exception {
    while (programs().stream().anyMatch(ProcessHandle::isAlive)) {
      Thread.sleep(5);
    }
  }
}
