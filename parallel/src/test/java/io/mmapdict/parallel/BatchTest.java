package io.mmapdict.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tasks that are sent to a worker many at once; each stays a task of its own. */
class BatchTest extends RunnerOnFile {
  private static final int BATCH = 7;
  private static final List<Integer> KEYS = IntStream.range(0, 100).boxed().toList();
  private static final int MIDDLE = 45;

  @Override
  TaskRunner runner(int workers) {
    return runner(WorkerOptions.DEFAULT);
  }

  private static TaskRunner runner(WorkerOptions options) {
    return TaskRunner.processes(WORKERS, options.withBatch(BATCH).withPause(Duration.ZERO));
  }

  private static Map<Integer, Integer> doubled(List<Integer> keys) {
    return keys.stream().collect(Collectors.toMap(Function.identity(), key -> 2 * key));
  }

  @Test
  void eachHasItsResultAndWhatItPrinted() throws InterruptedException {
    Map<Integer, String> printed = Collections.synchronizedMap(new TreeMap<>());
    RunReport<Integer, Integer> report =
        runner.run(
            dict,
            KEYS,
            (d, key) -> {
              System.out.print("this is " + key);
              return 2 * key;
            },
            event -> {
              if (event.kind() == ProgressEvent.Kind.DONE) {
                printed.put((Integer) event.key(), event.printed());
              }
            });
    assertEquals(doubled(KEYS), report.orThrow().results());
    assertEquals(
        KEYS.stream().collect(Collectors.toMap(Function.identity(), key -> "this is " + key)),
        printed);
  }

  @Test
  void aBatchIsDoneByOneWorkerInOrder() throws InterruptedException {
    List<Integer> keys = IntStream.range(0, BATCH).boxed().toList();
    Map<Integer, Long> pids =
        runner.run(dict, keys, (d, key) -> ProcessHandle.current().pid()).orThrow().results();
    assertEquals(1, pids.values().stream().distinct().count(), pids.toString());
    List<Integer> ended = Collections.synchronizedList(new ArrayList<>());
    runner
        .run(
            dict,
            keys,
            (d, key) -> key,
            event -> {
              if (event.kind() == ProgressEvent.Kind.DONE) {
                ended.add((Integer) event.key());
              }
            })
        .orThrow();
    assertEquals(keys, ended);
  }

  /** What had not begun loses no attempt. */
  @Test
  void onlyTheTaskInWhichAWorkerDiesIsTriedAgain() throws InterruptedException {
    assertOnlyTheMiddleIsTriedAgain(
        runner,
        (d, key) -> {
          if (key == MIDDLE && d.putIfAbsent("died", 1L) == null) {
            Runtime.getRuntime().halt(3);
          }
          return 2 * key;
        });
  }

  @Test
  void onlyTheTaskThatHangsIsTriedAgain() throws InterruptedException {
    WorkerOptions options = WorkerOptions.DEFAULT.withDeadline(Duration.ofSeconds(5));
    try (TaskRunner withDeadline = runner(options)) {
      assertOnlyTheMiddleIsTriedAgain(
          withDeadline,
          (d, key) -> {
            if (key == MIDDLE && d.putIfAbsent("hung", 1L) == null) {
              new CountDownLatch(1).await();
            }
            return 2 * key;
          });
    }
  }

  private void assertOnlyTheMiddleIsTriedAgain(TaskRunner runner, Task<Integer, Integer> task)
      throws InterruptedException {
    List<Object> retried = Collections.synchronizedList(new ArrayList<>());
    RunReport<Integer, Integer> report =
        runner.run(
            dict,
            KEYS,
            task,
            event -> {
              if (event.kind() == ProgressEvent.Kind.RETRIED) {
                retried.add(event.key());
              }
            });
    assertEquals(doubled(KEYS), report.orThrow().results());
    assertEquals(List.of(MIDDLE), retried);
  }

  @Test
  void whatWasSentOfAnInterruptedRunIsNotDone() throws Exception {
    Thread interrupted =
        Thread.ofPlatform()
            .start(() ->
                assertThrows(
                    InterruptedException.class, () -> runner.run(dict, KEYS, BatchTest::stay)));
    while (!dict.containsKey("begun")) {
      Thread.sleep(5);
    }
    interrupted.interrupt();
    interrupted.join();
    assertEquals(doubled(KEYS), runner.run(dict, KEYS, (d, key) -> 2 * key).orThrow().results());
    assertEquals(List.of("begun"), List.copyOf(dict.keySet()), "one to a worker, and no more");
  }

  private static Integer stay(MmapDict d, Integer key) throws InterruptedException {
    if (d.putIfAbsent("begun", 1L) != null && key % BATCH != 0) {
      d.put("after/" + key, 1L);
    }
    new CountDownLatch(1).await();
    return key;
  }

  @Test
  void batchesAreOfOneAtLeast() {
    Exception e =
        assertThrows(IllegalArgumentException.class, () -> WorkerOptions.DEFAULT.withBatch(0));
    assertTrue(e.getMessage().contains("found 0"), e.getMessage());
  }
}
