package io.mmapdict.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.ProgressEvent.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a runner promises, whatever its workers are. */
abstract class TaskRunnerContract extends RunnerOnFile {
  @Test
  void resultsStandInTheOrderOfTheKeys() throws InterruptedException {
    List<Integer> keys = IntStream.range(0, 200).mapToObj(i -> 199 - i).toList();
    RunReport<Integer, Integer> report =
        runner.run(
            dict,
            keys,
            (d, key) -> {
              Thread.sleep(key % 7 == 0 ? 3 : 0);
              return key * key;
            });
    assertEquals(keys, List.copyOf(report.results().keySet()));
    keys.forEach(key -> assertEquals(key * key, report.results().get(key)));
    assertEquals(200, report.total());
    assertSame(report, report.orThrow());
  }

  @Test
  void everyWorkerAppendsToTheSharedFile() throws InterruptedException {
    dict.put("base", 1000L);
    List<String> keys = IntStream.range(0, 60).mapToObj(i -> "k" + i).toList();
    runner
        .run(dict, keys, (d, key) -> d.put("out/" + key, d.get("base", Long.class) + 1))
        .orThrow();
    assertEquals(61, dict.size());
    keys.forEach(key -> assertEquals(1001L, dict.get("out/" + key)));
  }

  @Test
  void allWorkersTakePartAndKeepTheirHandleOverRuns() throws Exception {
    // Each task waits until all three are at work: fewer workers would never get there.
    Task<Integer, String> meet =
        (d, key) -> {
          d.put("here/" + key, 1L);
          for (int i = 0; i < WORKERS; i++) {
            while (!d.containsKey("here/" + i)) {
              Thread.sleep(2);
            }
          }
          return ProcessHandle.current().pid()
              + " "
              + Thread.currentThread().getName()
              + " "
              + System.identityHashCode(d);
        };
    List<Integer> keys = List.of(0, 1, 2);
    Set<String> first = new HashSet<>(runner.run(dict, keys, meet).orThrow().results().values());
    dict.clear();
    Set<String> second = new HashSet<>(runner.run(dict, keys, meet).orThrow().results().values());
    assertEquals(WORKERS, first.size());
    assertEquals(first, second);
  }

  @Test
  void anExceptionComesBackWithTraceAndCauseAndTheOthersGoOn() throws InterruptedException {
    RunReport<String, String> report =
        runner.run(dict, List.of("a", "bad", "c", "worse"), TaskRunnerContract::picky);
    assertEquals(Map.of("a", "A", "c", "C"), report.results());
    assertEquals(List.of("bad", "worse"), report.failures().stream().map(f -> f.key()).toList());
    TaskFailure<String> failure = report.failures().getFirst();
    assertEquals(3, failure.attempts());
    assertInstanceOf(IllegalStateException.class, failure.exception());
    assertEquals("cannot do bad", failure.exception().getMessage());
    assertEquals("focus", failure.exception().getCause().getMessage());
    assertEquals("picky", failure.exception().getStackTrace()[0].getMethodName());
    assertTrue(
        failure.stackTrace().contains("at " + TaskRunnerContract.class.getName() + ".picky("),
        failure.stackTrace());
    assertTrue(
        failure.stackTrace().contains("Caused by: java.io.IOException: focus"),
        failure.stackTrace());

    TaskFailedException thrown = assertThrows(TaskFailedException.class, report::orThrow);
    assertTrue(thrown.getMessage().startsWith("2 of 4 tasks failed: "), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("'bad' (java.lang.Ill"), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("'worse'"), thrown.getMessage());
    assertSame(failure.exception(), thrown.getCause());
    assertSame(report.failures().get(1).exception(), thrown.getSuppressed()[0]);
  }

  private static String picky(MmapDict d, String key) {
    if (key.length() > 1) {
      throw new IllegalStateException("cannot do " + key, new IOException("focus"));
    }
    return key.toUpperCase(Locale.ROOT);
  }

  @Test
  void anErrorIsAFailureToo() throws InterruptedException {
    RunReport<Integer, Integer> report =
        runner.run(dict, List.of(1, 2), (d, key) -> key == 1 ? deeper(0) : key);
    assertEquals(Map.of(2, 2), report.results());
    assertInstanceOf(StackOverflowError.class, report.failures().getFirst().exception());
  }

  private static int deeper(int depth) {
    return depth == Integer.MAX_VALUE ? depth : 1 + deeper(depth + 1);
  }

  @Test
  void progressIsTold() throws InterruptedException {
    List<ProgressEvent> events = new ArrayList<>();
    List<String> keys = List.of("a", "bad", "c", "d", "e");
    runner.run(dict, keys, TaskRunnerContract::picky, events::add);
    Map<Object, List<Kind>> told = new LinkedHashMap<>();
    int ended = 0;
    for (ProgressEvent event : events) {
      List<Kind> before = told.computeIfAbsent(event.key(), k -> new ArrayList<>());
      before.add(event.kind());
      ended += event.kind() == Kind.DONE || event.kind() == Kind.FAILED ? 1 : 0;
      assertEquals(ended, event.done() + event.failed());
      assertEquals(5, event.total());
      assertEquals(before.stream().filter(k -> k == Kind.STARTED).count(), event.attempt());
      assertTrue(event.worker() >= 1 && event.worker() <= WORKERS, event.toString());
    }
    assertEquals(Set.copyOf(keys), told.keySet());
    List<Kind> bad =
        List.of(Kind.STARTED, Kind.RETRIED, Kind.STARTED, Kind.RETRIED, Kind.STARTED, Kind.FAILED);
    told.forEach((key, kinds) ->
        assertEquals(key.equals("bad") ? bad : List.of(Kind.STARTED, Kind.DONE), kinds));
    assertEquals(4, events.getLast().done());
    assertEquals(1, events.getLast().failed());
    for (ProgressEvent event : events) {
      boolean gone = event.kind() == Kind.RETRIED || event.kind() == Kind.FAILED;
      assertEquals(gone ? "cannot do bad" : null, gone ? event.why().getMessage() : event.why());
      Duration pause = WorkerOptions.DEFAULT.pause().multipliedBy(event.attempt());
      assertEquals(event.kind() == Kind.RETRIED ? pause : Duration.ZERO, event.pause());
    }
  }

  @Test
  void whatAListenerThrowsEndsTheRunOnly() throws InterruptedException {
    ProgressListener broken =
        event -> {
          throw new ArithmeticException("of the listener");
        };
    assertThrows(
        ArithmeticException.class,
        () -> runner.run(dict, List.of(1, 2), (d, key) -> d.put("k" + key, 1L), broken));
    assertTrue(dict.isEmpty());
    assertEquals(Map.of(1, 1), runner.run(dict, List.of(1), (d, key) -> key).results());
  }

  @Test
  void noKeysNoTasks() throws InterruptedException {
    assertEquals(0, runner.run(dict, List.<String>of(), (d, key) -> key).total());
  }

  @Test
  void runsAtOnceShareTheWorkers() throws Exception {
    List<FutureTask<RunReport<Integer, Integer>>> runs = new ArrayList<>();
    List<Integer> keys = IntStream.range(0, 100).boxed().toList();
    for (int i = 0; i < 4; i++) {
      int factor = i;
      FutureTask<RunReport<Integer, Integer>> run =
          new FutureTask<>(() -> runner.run(dict, keys, (d, key) -> key * factor));
      runs.add(run);
      Thread.ofPlatform().start(run);
    }
    for (int i = 0; i < runs.size(); i++) {
      RunReport<Integer, Integer> report = runs.get(i).get();
      for (int key : keys) {
        assertEquals(key * i, report.results().get(key));
      }
    }
  }

  @Test
  void anInterruptEndsTheRunAndTheRunnerGoesOn() throws Exception {
    CountDownLatch started = new CountDownLatch(WORKERS);
    FutureTask<RunReport<Integer, Object>> run =
        new FutureTask<>(() ->
            runner.run(
                dict,
                IntStream.range(0, 50).boxed().toList(),
                TaskRunnerContract::sleepForever,
                event -> started.countDown()));
    Thread caller = Thread.ofPlatform().start(run);
    started.await();
    caller.interrupt();
    Exception thrown = assertThrows(ExecutionException.class, run::get);
    assertInstanceOf(InterruptedException.class, thrown.getCause());
    List<Integer> keys = IntStream.range(0, 30).boxed().toList();
    assertEquals(30, runner.run(dict, keys, (d, key) -> key).orThrow().results().size());
  }

  private static Object sleepForever(MmapDict d, Integer key) throws InterruptedException {
    Thread.sleep(TimeUnit.DAYS.toMillis(1));
    return key;
  }

  @Test
  void closingEndsTheRun() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    FutureTask<RunReport<Integer, Object>> run =
        new FutureTask<>(() ->
            runner.run(
                dict,
                IntStream.range(0, 50).boxed().toList(),
                TaskRunnerContract::sleepForever,
                event -> started.countDown()));
    Thread.ofPlatform().start(run);
    started.await();
    runner.close();
    Exception thrown = assertThrows(ExecutionException.class, run::get);
    assertInstanceOf(CancellationException.class, thrown.getCause());
    assertThrows(IllegalStateException.class, () -> runner.run(dict, List.of(1), (d, key) -> key));
  }

  @Test
  void aTaskThatInterruptsItsThreadHarmsNobody() throws InterruptedException {
    Task<Integer, Boolean> task =
        (d, key) -> {
          boolean before = Thread.currentThread().isInterrupted();
          Thread.currentThread().interrupt();
          return before;
        };
    RunReport<Integer, Boolean> report =
        runner.run(dict, IntStream.range(0, 20).boxed().toList(), task);
    assertEquals(20, report.results().size());
    assertTrue(report.results().values().stream().noneMatch(before -> before));
  }

  @Test
  void aWorkerAtLeast() {
    assertThrows(IllegalArgumentException.class, () -> runner(0));
  }
}
