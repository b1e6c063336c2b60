package io.mmapdict.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.ProgressEvent.Kind;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a runner does about tasks that fail, whatever its workers are. */
abstract class RetryContract extends RunnerOnFile {
  private static final Duration LONG = Duration.ofMinutes(1);

  abstract TaskRunner runner(int workers, WorkerOptions options);

  @Test
  void whatThrowsTwiceIsDoneAtTheThirdAttemptEachElsewhere() throws InterruptedException {
    List<ProgressEvent> events = new ArrayList<>();
    RunReport<String, Long> report =
        runner.run(
            dict,
            List.of("k"),
            (d, key) -> {
              long tries = count(d, key);
              if (tries < 3) {
                throw new IllegalStateException("try " + tries);
              }
              return tries;
            },
            events::add);
    assertEquals(3L, report.orThrow().results().get("k"));
    List<ProgressEvent> starts = events.stream().filter(e -> e.kind() == Kind.STARTED).toList();
    assertEquals(List.of(1, 2, 3), starts.stream().map(ProgressEvent::attempt).toList());
    assertTrue(starts.get(0).worker() != starts.get(1).worker(), starts.toString());
    assertTrue(starts.get(1).worker() != starts.get(2).worker(), starts.toString());
    List<ProgressEvent> retries = events.stream().filter(e -> e.kind() == Kind.RETRIED).toList();
    assertEquals(
        List.of("try 1", "try 2"), retries.stream().map(e -> e.why().getMessage()).toList());
  }

  private static long count(MmapDict d, Object key) {
    return (long) d.merge("tries/" + key, 1L, (before, one) -> (long) before + (long) one);
  }

  @Test
  void onePoisonedTaskIsSetAsideAndTheOthersAreDoneOnceEach() throws InterruptedException {
    List<Integer> keys = IntStream.range(0, 40).boxed().toList();
    RunReport<Integer, Integer> report = runner.run(dict, keys, RetryContract::poisoned);
    assertEquals(39, report.results().size());
    for (int key : keys) {
      assertEquals(key == 17 ? 3L : 1L, dict.get("tries/" + key), "task " + key);
    }
    assertEquals(1, report.failures().size());
    TaskFailure<Integer> failure = report.failures().getFirst();
    assertEquals(17, failure.key());
    assertEquals(3, failure.attempts());
    assertEquals("poison, try 3", failure.exception().getMessage());
    String trace = failure.stackTrace();
    assertTrue(trace.startsWith("java.lang.AssertionError: poison, try 3\n"), trace);
    assertTrue(trace.contains("\tat " + RetryContract.class.getName() + ".poisoned("), trace);
  }

  private static int poisoned(MmapDict d, Integer key) {
    long tries = count(d, key);
    if (key == 17) {
      throw new AssertionError("poison, try " + tries);
    }
    return key;
  }

  @Test
  void whileATaskWaitsItsWorkerTakesOthersAndAnEndedRunDoesNotWait() throws Exception {
    List<ProgressEvent> events = new ArrayList<>();
    CountDownLatch othersDone = new CountDownLatch(2);
    try (TaskRunner one = runner(1, WorkerOptions.DEFAULT.withPause(LONG))) {
      FutureTask<RunReport<Integer, Integer>> run =
          new FutureTask<>(() ->
              one.run(
                  dict,
                  List.of(0, 1, 2),
                  (d, key) -> 1 / key,
                  event -> {
                    events.add(event);
                    if (event.kind() == Kind.DONE) {
                      othersDone.countDown();
                    }
                  }));
      Thread caller = Thread.ofPlatform().start(run);
      othersDone.await();
      caller.interrupt();
      Exception thrown = assertThrows(ExecutionException.class, run::get);
      assertInstanceOf(InterruptedException.class, thrown.getCause());
      assertEquals(
          List.of(Kind.STARTED, Kind.RETRIED),
          events.stream().filter(e -> e.key().equals(0)).map(ProgressEvent::kind).toList());
      assertEquals(
          List.of(3), List.copyOf(one.run(dict, List.of(3), (d, key) -> key).results().values()));
    }
  }

  /** A key that no worker can read. */
  private static final class Unreadable implements Serializable {
    private static final long serialVersionUID = 1L;

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
      throw new InvalidObjectException("not on this machine");
    }
  }

  @Test
  void whatAWorkerCannotReadIsNotTriedAgain() throws InterruptedException {
    List<ProgressEvent> events = new ArrayList<>();
    RunReport<Object, Object> report =
        runner.run(dict, List.of(new Unreadable()), (d, key) -> key, events::add);
    assertEquals(1, report.failures().getFirst().attempts());
    assertEquals("not on this machine", report.failures().getFirst().exception().getMessage());
    assertEquals(
        List.of(Kind.STARTED, Kind.FAILED), events.stream().map(ProgressEvent::kind).toList());
  }

  @Test
  void whatHangsIsEndedAndTriedAgain() throws InterruptedException {
    WorkerOptions options = WorkerOptions.DEFAULT.withDeadline(Duration.ofSeconds(5));
    List<ProgressEvent> events = new ArrayList<>();
    try (TaskRunner runner = runner(2, options)) {
      RunReport<String, String> report =
          runner.run(dict, List.of("a", "hangs", "b"), RetryContract::hangOnce, events::add);
      assertEquals(List.of("a", "hangs", "b"), List.copyOf(report.orThrow().results().keySet()));
    }
    List<ProgressEvent> retries = events.stream().filter(e -> e.kind() == Kind.RETRIED).toList();
    assertEquals(List.of("hangs"), retries.stream().map(ProgressEvent::key).toList());
    String why = assertInstanceOf(WorkerException.class, retries.getFirst().why()).getMessage();
    assertTrue(why.contains("at the task for longer than its 5000 ms"), why);
    assertTrue(why.contains("\tat " + RetryContract.class.getName() + ".hangOnce("), why);
  }

  private static String hangOnce(MmapDict d, String key) throws InterruptedException {
    if (key.equals("hangs") && d.putIfAbsent("hung", 1L) == null) {
      Thread.sleep(LONG.multipliedBy(60));
    }
    return key;
  }
}
