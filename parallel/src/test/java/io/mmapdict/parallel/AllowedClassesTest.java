package io.mmapdict.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;
import org.opentest4j.ValueWrapper;

/** What is read of another process. JUnit's library stands for any that is on the class path. */
class AllowedClassesTest extends RunnerOnFile {
  private record Ours(Map<String, Duration> times) implements java.io.Serializable {}

  @Override
  TaskRunner runner(int workers) {
    return TaskRunner.processes(1, WorkerOptions.DEFAULT.withAttempts(1));
  }

  @Test
  void whatAnotherLibraryHasIsNotReadUnlessAllowed() throws InterruptedException {
    Task<Integer, Object> foreign = (d, key) -> List.of(ValueWrapper.create(key));
    TaskFailure<Integer> failure = runner.run(dict, List.of(1), foreign).failures().getFirst();
    assertEquals(
        "org.opentest4j.ValueWrapper; is not read from another process, for it comes from another"
            + " library than the task and its keys; allow it by"
            + " WorkerOptions.withClasses(\"org.opentest4j.ValueWrapper\")",
        failure.exception().getMessage());
    WorkerOptions options = WorkerOptions.DEFAULT.withClasses("org.opentest4j.*");
    try (TaskRunner allowing = TaskRunner.processes(1, options)) {
      assertEquals(1, allowing.run(dict, List.of(1), foreign).orThrow().results().size());
    }
  }

  @Test
  void whatTheKeysAreMadeOfMayComeBack() throws InterruptedException {
    ValueWrapper key = ValueWrapper.create("key");
    assertEquals(
        "key", runner.run(dict, List.of(key), (d, k) -> k).orThrow().results().get(key).getValue());
  }

  @Test
  void whatTheTaskHasMayComeBack() throws InterruptedException {
    Ours ours = new Ours(Map.of("a", Duration.ofDays(1)));
    Task<Integer, Object> task = (d, key) -> new Ours[][] {{ours}};
    Ours[][] back = (Ours[][]) runner.run(dict, List.of(1), task).orThrow().results().get(1);
    assertEquals(ours, back[0][0]);
  }

  @Test
  void anExceptionOfAnotherLibraryIsToldOf() throws InterruptedException {
    TaskFailure<Integer> failure =
        runner
            .run(
                dict,
                List.of(1),
                (d, key) -> {
                  throw new TestAbortedException("no more");
                })
            .failures()
            .getFirst();
    RemoteTaskException e = assertInstanceOf(RemoteTaskException.class, failure.exception());
    assertTrue(e.getMessage().contains("TestAbortedException: no more"), e.getMessage());
    assertTrue(failure.stackTrace().contains("AllowedClassesTest"), failure.stackTrace());
  }

  @Test
  void theTextHoldsAll() {
    AllowedClasses allowed =
        new AllowedClasses(java.util.Set.of("a.B", "c.D$E"), List.of("x.**", "y.Z"));
    assertEquals(allowed, AllowedClasses.of(allowed.text()));
  }

  @Test
  void aPatternThatIsNoneIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> WorkerOptions.DEFAULT.withClasses("maxdepth=many"));
  }

  /** As {@code -Djdk.serialFilter} of a worker, set by its options. */
  @Test
  void aFilterOfTheJvmRefusesBesides() throws InterruptedException, IOException {
    WorkerOptions options =
        WorkerOptions.DEFAULT.withAttempts(1).withJvmOptions("-Djdk.serialFilter=!java.time.**");
    try (TaskRunner strict = TaskRunner.processes(1, options)) {
      TaskFailure<Duration> failure =
          strict.run(dict, List.of(Duration.ofDays(1)), (d, key) -> 1).failures().getFirst();
      assertTrue(
          failure.exception().getMessage().contains("REJECTED"), failure.exception().getMessage());
    }
  }
}
