package io.mmapdict.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.ProgressEvent;
import io.mmapdict.parallel.ProgressEvent.Kind;
import io.mmapdict.parallel.RunReport;
import io.mmapdict.parallel.Task;
import io.mmapdict.parallel.TaskFailure;
import io.mmapdict.parallel.WorkerException;
import io.mmapdict.parallel.WorkerOptions;
import io.mmapdict.parallel.stages.Pipeline;
import io.mmapdict.parallel.stages.PipelineListener;
import io.mmapdict.parallel.stages.PipelineOptions;
import io.mmapdict.parallel.stages.PipelineReport;
import io.mmapdict.parallel.stages.StageReport;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

/** What the runner promises, with two executor threads in this process. */
class SparkTaskRunnerTest extends LocalSpark {
  /** Something a task must not capture. */
  private static final class Camera {
    private long exposure() {
      return 5L;
    }
  }

  private static long sum(byte[] bytes) {
    return IntStream.range(0, bytes.length).map(i -> bytes[i]).sum();
  }

  @Test
  void theExample() throws InterruptedException {
    dict.put("a", new byte[] {1, 2});
    List<String> keys = List.of("a");
    SparkTaskRunner runner = new SparkTaskRunner(spark);
    runner
        .run(dict, keys, (d, key) -> d.put("sum/" + key, sum(d.get(key, byte[].class))))
        .orThrow();
    assertEquals(3L, dict.get("sum/a"));
  }

  @Test
  void tasksAppendToTheSharedFileAndResultsComeBackInOrder() throws InterruptedException {
    dict.put("base", 1000L);
    List<Integer> keys = IntStream.range(0, 40).mapToObj(i -> 39 - i).toList();
    RunReport<Integer, Long> report =
        runner
            .run(
                dict,
                keys,
                (d, key) -> {
                  long value = d.get("base", Long.class) + key;
                  d.put("out/" + key, value);
                  return value;
                })
            .orThrow();
    assertEquals(keys, List.copyOf(report.results().keySet()));
    assertEquals(41, dict.size());
    for (int key : keys) {
      assertEquals(1000L + key, report.results().get(key));
      assertEquals(1000L + key, dict.get("out/" + key));
    }
  }

  @Test
  void theDictIsOpenedOnceForAllTasksAndRuns() throws InterruptedException {
    Task<Integer, Integer> handle = (d, key) -> System.identityHashCode(d);
    List<Integer> keys = List.of(1, 2, 3, 4);
    Set<Integer> first = Set.copyOf(runner.run(dict, keys, handle).results().values());
    assertEquals(1, first.size());
    assertEquals(first, Set.copyOf(runner.run(dict, keys, handle).results().values()));
  }

  @Test
  void anotherFileUnderTheSamePathIsOpenedAnew() throws Exception {
    Task<String, Object> put = (d, key) -> d.put(key, "value");
    runner.run(dict, List.of("a"), put).orThrow();
    dict.close();
    Files.delete(dict.path());
    dict = MmapDict.open(dict.path());
    runner.run(dict, List.of("b"), put).orThrow();
    assertEquals(Set.of("b"), dict.keySet());
  }

  @Test
  void aFailedTaskIsReportedWithItsTraceAndTheOthersAreDone() throws InterruptedException {
    RunReport<String, String> report =
        runner.run(dict, List.of("a", "bad", "c"), SparkTaskRunnerTest::picky);
    assertEquals(Map.of("a", "A", "c", "C"), report.results());
    assertEquals(Set.of("a", "c"), dict.keySet());
    assertEquals(1, report.failures().size());
    TaskFailure<String> failure = report.failures().getFirst();
    assertEquals("bad", failure.key());
    assertEquals(3, failure.attempts());
    assertInstanceOf(IllegalStateException.class, failure.exception());
    assertEquals("focus", failure.exception().getCause().getMessage());
    String frame = "at " + SparkTaskRunnerTest.class.getName() + ".picky(";
    assertTrue(failure.stackTrace().contains(frame), failure.stackTrace());
  }

  @Test
  void endsAreToldWhileOthersStillRun() throws InterruptedException {
    List<Kind> told = new ArrayList<>();
    runner
        .run(
            dict,
            List.of("first", "second"),
            (d, key) -> {
              while (key.equals("second") && !d.containsKey("heard")) {
                Thread.sleep(5);
              }
              return key;
            },
            event -> {
              told.add(event.kind());
              dict.put("heard", event.key());
            })
        .orThrow();
    assertEquals(List.of(Kind.DONE, Kind.DONE), told);
    assertEquals("second", dict.get("heard"));
  }

  @Test
  void whatThrowsIsTriedAgain() throws InterruptedException {
    List<ProgressEvent> events = new ArrayList<>();
    RunReport<String, Long> report =
        runner.run(
            dict,
            List.of("a", "b"),
            (d, key) -> {
              long tries = (long) d.merge(key, 1L, (one, other) -> (long) one + (long) other);
              if (key.equals("a") && tries < 3) {
                throw new IllegalStateException("try " + tries);
              }
              return tries;
            },
            events::add);
    assertEquals(Map.of("a", 3L, "b", 1L), report.orThrow().results());
    List<ProgressEvent> retries = events.stream().filter(e -> e.kind() == Kind.RETRIED).toList();
    assertEquals(
        List.of("try 1", "try 2"), retries.stream().map(e -> e.why().getMessage()).toList());
    assertEquals(List.of(1, 2), retries.stream().map(ProgressEvent::attempt).toList());
  }

  @Test
  void whatAListenerThrowsEndsTheRun() {
    IllegalStateException thrown = new IllegalStateException("enough");
    assertSame(
        thrown,
        assertThrows(
            IllegalStateException.class,
            () ->
                runner.run(
                    dict,
                    List.of("a"),
                    (d, key) -> key,
                    event -> {
                      throw thrown;
                    })));
  }

  @Test
  void theExampleOfTheDocuments() throws InterruptedException {
    dict.putAll(Map.of("in/a", 1L, "in/b", 10L));
    Pipeline pipeline = pipeline();
    PipelineOptions options = PipelineOptions.DEFAULT;
    PipelineListener listener = (stage, event) -> {};
    SparkTaskRunner runner = new SparkTaskRunner(spark);
    pipeline.run(dict, runner::run, options, listener).orThrow();
    assertEquals(22L, dict.get("sum"));
  }

  @Test
  void pipelinesRunOnIt() throws InterruptedException {
    dict.putAll(Map.of("in/a", 1L, "in/b", 10L));
    List<String> told = new ArrayList<>();
    pipeline()
        .run(
            dict,
            runner::run,
            PipelineOptions.DEFAULT,
            (stage, event) -> told.add(stage + " " + event.done()))
        .orThrow();
    assertEquals(22L, dict.get("sum"));
    assertEquals(List.of("double 1", "double 2", "sum 1"), told);
    PipelineReport again =
        pipeline().run(dict, runner::run, PipelineOptions.DEFAULT, (stage, event) -> {});
    assertEquals(List.of(0, 0), again.stages().stream().map(StageReport::done).toList());
  }

  @Test
  void whatCannotBeIsRefused() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> runner.returning().run(dict, List.of("k"), (d, key) -> key))
            .getMessage();
    assertTrue(message.startsWith("The task: expected a ReturningTask"), message);
    WorkerOptions options = WorkerOptions.DEFAULT;
    for (WorkerOptions wrong :
        List.of(
            options.withDeadline(Duration.ofSeconds(1)),
            options.withMemory(1L << 30),
            options.withClassCache(folder.resolve("classes")),
            options.withJvmOptions("-Xmx1g"))) {
      assertThrows(IllegalArgumentException.class, () -> new SparkTaskRunner(spark, wrong));
    }
  }

  private static String picky(MmapDict d, String key) {
    if (key.length() > 1) {
      throw new IllegalStateException("cannot do " + key, new IOException("focus"));
    }
    d.put(key, 1L);
    return key.equals("a") ? "A" : "C";
  }

  @Test
  void aResultThatCannotTravelIsNamed() throws InterruptedException {
    RunReport<String, Object> report = runner.run(dict, List.of("k"), (d, key) -> new Camera());
    assertTrue(report.unsent().get("k").contains(Camera.class.getName()), report.unsent().get("k"));
  }

  @Test
  void aTaskThatCannotTravelIsRefusedBeforeAnyRuns() {
    Camera camera = new Camera();
    Task<String, Object> task = (d, key) -> d.put(key, camera.exposure());
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> runner.run(dict, List.of("a", "b"), task))
            .getMessage();
    assertTrue(message.contains("captures value 1 of 1, a " + Camera.class.getName()), message);
    assertTrue(dict.isEmpty());
  }

  @Test
  void noKeysAreAnEmptyReport() throws InterruptedException {
    assertEquals(0, runner.run(dict, List.of(), (d, key) -> key).orThrow().total());
  }

  @Test
  void aCancelledJobIsTheRunsEnd() throws Exception {
    FutureTask<RunReport<String, Object>> run = new FutureTask<>(this::waitForStop);
    Thread.ofPlatform().daemon().start(run);
    awaitKey("started");
    spark.cancelAllJobs();
    Throwable thrown = assertThrows(ExecutionException.class, run::get).getCause();
    assertInstanceOf(WorkerException.class, thrown);
    assertInstanceOf(SparkException.class, thrown.getCause());
    dict.put("stop", 1L);
  }

  @Test
  void anInterruptCancelsTheJob() throws Exception {
    FutureTask<RunReport<String, Object>> run = new FutureTask<>(this::waitForStop);
    Thread waiting = Thread.ofPlatform().daemon().start(run);
    awaitKey("started");
    waiting.interrupt();
    Throwable thrown = assertThrows(ExecutionException.class, run::get).getCause();
    assertInstanceOf(InterruptedException.class, thrown);
    while (spark.statusTracker().getActiveJobIds().length > 0) {
      Thread.sleep(5);
    }
    dict.put("stop", 1L);
    // The two that ran may go on to their end; with the job gone the third key is never begun.
    runner.run(dict, List.of("after"), (d, key) -> d.put(key, 1L)).orThrow();
    assertFalse(dict.containsKey("seen/c"));
  }

  /** More tasks than threads, each of which goes on until it is told to stop. */
  private RunReport<String, Object> waitForStop() throws InterruptedException {
    return runner.run(
        dict,
        List.of("a", "b", "c"),
        (d, key) -> {
          d.put("seen/" + key, 1L);
          d.put("started", 1L);
          while (!d.containsKey("stop")) {
            Thread.sleep(5);
          }
          return key;
        });
  }

  private void awaitKey(String key) throws InterruptedException {
    while (!dict.containsKey(key)) {
      Thread.sleep(5);
    }
  }
}
