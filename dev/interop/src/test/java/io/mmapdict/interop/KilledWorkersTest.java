package io.mmapdict.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.CheckReport;
import io.mmapdict.FileCheck;
import io.mmapdict.MmapDict;
import io.mmapdict.parallel.ProgressEvent;
import io.mmapdict.parallel.RunReport;
import io.mmapdict.parallel.TaskRunner;
import io.mmapdict.parallel.WorkerOptions;
import io.mmapdict.parallel.stages.Pipeline;
import io.mmapdict.parallel.stages.PipelineReport;
import io.mmapdict.parallel.stages.StageReport;
import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers are killed at random while tasks store arrays: each is there once, whole. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KilledWorkersTest {
  /**
   * Only what is killed so often in a row fails. A kill a second hits one of three workers: an
   * attempt that takes a whole second (the first of a process, on a busy machine) is hit in one of
   * three cases, twenty in a row of one of a thousand tasks in one of three million runs.
   */
  private static final int ATTEMPTS = 20;

  private static final String CHECK =
      """
      import pickle, sys, numpy
      with open(sys.argv[1], 'rb') as f:
          found = pickle.load(f)
      keys = range(int(sys.argv[2]))
      assert found.keys() == {'out/%d' % key for key in keys}
      for key in keys:
          array = found['out/%d' % key]
          assert array.dtype == '<i8', key
          expected = numpy.arange(300_000 if key % 4 == 0 else 500) + 1000 * key
          assert numpy.array_equal(array, expected), key
      """;

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("killed.mmdpickle");
  }

  /** With workers that have the file open: a kill is to hit a task, not the start of a JVM. */
  private TaskRunner runner(MmapDict dict, int workers) throws InterruptedException {
    WorkerOptions options = WorkerOptions.DEFAULT.withAttempts(ATTEMPTS);
    TaskRunner runner = TaskRunner.processes(workers, Workers.marked(options, file()));
    List<Integer> keys = IntStream.range(0, workers).boxed().toList();
    runner
        .run(
            dict,
            keys,
            (d, key) -> {
              Thread.sleep(100);
              return d.size();
            })
        .orThrow();
    return runner;
  }

  @Test
  void eachResultIsThereOnce() throws Exception {
    tasks(100, 200, 5);
  }

  @Test
  @Tag("long")
  void eachResultOfAThousandTasksIsThereOnce() throws Exception {
    tasks(1000, 1000, Integer.MAX_VALUE);
  }

  @Test
  void twoRunsOfAPipelineAtOnceDoWhatTheKilledLeft() throws Exception {
    pipelines(14, 150, 5);
  }

  @Test
  @Tag("long")
  void twoRunsOfAThousandStepsAtOnceDoWhatTheKilledLeft() throws Exception {
    pipelines(45, 1000, Integer.MAX_VALUE);
  }

  private void tasks(int count, int meanMillis, int mostKills) throws Exception {
    List<Integer> keys = IntStream.range(0, count).boxed().toList();
    List<Object> done = new ArrayList<>();
    RunReport<Integer, Integer> report;
    try (MmapDict dict = MmapDict.open(file());
        TaskRunner runner = runner(dict, 3);
        Killer killer = new Killer(dict, meanMillis, mostKills)) {
      report =
          runner.run(
              dict,
              keys,
              (d, key) -> {
                Thread.sleep(ThreadLocalRandom.current().nextInt(10, 30));
                d.set("out/" + key, FramesPipeline.ramp(key));
                Thread.sleep(ThreadLocalRandom.current().nextInt(10, 30));
                return 3 * key;
              },
              event -> {
                if (event.kind() == ProgressEvent.Kind.DONE) {
                  done.add(event.key());
                }
              });
      assertTrue(killer.killed() >= 3, () -> "killed only " + killer.killed());
      System.out.println("KilledWorkersTest: " + count + " tasks, " + killer.killed() + " kills");
    }
    assertEquals(keys, List.copyOf(report.orThrow().results().keySet()));
    keys.forEach(key -> assertEquals(3 * key, report.results().get(key)));
    assertEquals(keys, done.stream().sorted().toList());
    Python.any().run(CHECK, file(), count);
    assertSound(count);
  }

  private void pipelines(int sources, int meanMillis, int mostKills) throws Exception {
    Path begun = folder.resolve("begun");
    Pipeline pipeline = FramesPipeline.of(new FramesPipeline.Work(begun.toString(), 40, false));
    int outputs = FramesPipeline.outputs(sources);
    try (MmapDict dict = MmapDict.open(file())) {
      FramesPipeline.putSources(dict, sources);
    }
    try (MmapDict dict = MmapDict.open(file());
        TaskRunner one = runner(dict, 2);
        TaskRunner other = runner(dict, 2);
        Killer killer = new Killer(dict, meanMillis, mostKills)) {
      CompletableFuture<PipelineReport> beside =
          CompletableFuture.supplyAsync(() -> run(pipeline, dict, other));
      List<PipelineReport> reports =
          List.of(run(pipeline, dict, one).orThrow(), beside.join().orThrow());
      List<String> tasks = Files.readAllLines(begun);
      int done =
          reports.stream()
              .flatMap(report -> report.stages().stream())
              .mapToInt(StageReport::done)
              .sum();
      System.out.printf(
          "KilledWorkersTest: %d outputs, %d begun, %d said to be done, %d kills%n",
          outputs, tasks.size(), done, killer.killed());
      assertTrue(killer.killed() >= 3, () -> "killed only " + killer.killed());
      assertEquals(outputs, Set.copyOf(tasks).size());
      // A kill cuts one task off, at most, or the answer of one that is done.
      assertTrue(tasks.size() <= outputs + killer.killed(), "done again without a kill");
      assertTrue(done <= outputs && done >= outputs - killer.killed(), "done " + done);
    }
    Scripts.run(Python.any(), "frames_check", file(), sources);
    assertSound(sources + 2L * outputs);
  }

  private static PipelineReport run(Pipeline pipeline, MmapDict dict, TaskRunner runner) {
    try {
      return pipeline.run(dict, runner);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** That there are so many entries, none twice, and no fault. */
  private void assertSound(long entries) {
    CheckReport check = FileCheck.of(file());
    assertTrue(check.isSound(), check::toString);
    assertEquals(entries, check.live());
  }

  /** Kills one of the workers again and again, until it is closed. */
  private final class Killer implements AutoCloseable {
    private final MmapDict dict;
    private final Random random = new Random(Seed.next("KilledWorkersTest"));
    private final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> kills;
    private final AtomicInteger killed = new AtomicInteger();

    /**
     * @param meanMillis from one kill to the next
     */
    Killer(MmapDict dict, int meanMillis, int most) {
      this.dict = dict;
      kills =
          CompletableFuture.runAsync(
              () -> kill(meanMillis, most), work -> Thread.ofPlatform().start(work));
    }

    /** None where nothing has changed since the last kill: on a busy machine all may just start. */
    private void kill(int meanMillis, int most) {
      int seen = dict.commitNumber();
      while (killed.get() < most && goesOn(random.nextInt(2 * meanMillis))) {
        if (dict.commitNumber() != seen) {
          killOne();
          seen = dict.commitNumber();
        }
      }
    }

    /** After a while; false if this is over. */
    private boolean goesOn(int millis) {
      over.copy().completeOnTimeout(null, millis, TimeUnit.MILLISECONDS).join();
      return !over.isDone();
    }

    int killed() {
      return killed.get();
    }

    private void killOne() {
      List<ProcessHandle> workers = Workers.alive(file());
      if (!workers.isEmpty() && workers.get(random.nextInt(workers.size())).destroyForcibly()) {
        killed.incrementAndGet();
      }
    }

    @Override
    public void close() {
      over.complete(null);
      kills.join();
    }
  }
}
