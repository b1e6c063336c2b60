package io.mmapdict.benchmarks;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.ProgressEvent;
import io.mmapdict.parallel.ProgressListener;
import io.mmapdict.parallel.Task;
import io.mmapdict.parallel.TaskRunner;
import io.mmapdict.parallel.WorkerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * What worker processes cost: the time until two are ready, beside two bare JVMs started at once;
 * the time an empty task takes; and how two workers on CPU-bound tasks compare with two processes
 * that know nothing of each other.
 */
final class TaskOverhead {
  private static final int ROUNDS = 7;
  private static final int EMPTY_TASKS = 20_000;
  private static final int CPU_TASKS = 40;
  private static final int BATCH = 100;
  private static final WorkerOptions BATCHES = WorkerOptions.DEFAULT.withBatch(BATCH);

  private static final String POOL =
      """
      import multiprocessing, sys, time
      def empty(key): return None
      workers, tasks = int(sys.argv[1]), int(sys.argv[2])
      with multiprocessing.Pool(workers) as pool:
          for chunk in 1, int(sys.argv[3]):
              times = []
              for _ in range(8):
                  start = time.perf_counter()
                  pool.map(empty, range(tasks), chunk)
                  times.append(time.perf_counter() - start)
              each = sorted(times[1:])[3] * workers / tasks * 1e6
              print('Pool.map(%d), %d at once: %.1f us for an empty task' % (workers, chunk, each))
      """;

  private static final String ALONE = "alone";

  private TaskOverhead() {}

  public static void main(String[] arguments) throws Exception {
    if (List.of(arguments).contains(ALONE)) {
      alone();
      return;
    }
    Path file = Files.createTempDirectory("mmapdict-benchmark").resolve("overhead.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      System.out.printf(
          Locale.ROOT, "two bare JVMs at once: %.0f ms%n", median(TaskOverhead::twoBareJvms));
      firstResult(dict, "", WorkerOptions.DEFAULT);
      WorkerOptions cached = WorkerOptions.DEFAULT.withClassCache(file.resolveSibling("classes"));
      TaskRunner.processes(2, cached).close(); // makes the cache, if no folder is on the class path
      firstResult(dict, " with a class cache", cached);
      for (int workers = 1; workers <= 2; workers++) {
        emptyTasks(dict, "processes", TaskRunner.processes(workers), workers);
        emptyTasks(dict, "in batches", TaskRunner.processes(workers, BATCHES), workers);
        emptyTasks(dict, "threads", TaskRunner.threads(workers), workers);
        pool(workers);
      }
      double[] rounds = new double[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        double independent = twoIndependent();
        double workers = twoWorkers(dict);
        rounds[i] = independent / workers;
        System.out.printf(
            Locale.ROOT,
            "CPU-bound: two independent processes %.2f s, two workers %.2f s%n",
            independent,
            workers);
      }
      Arrays.sort(rounds);
      System.out.printf(
          Locale.ROOT,
          "two workers at %.2f of two independent processes (%.2f to %.2f)%n",
          rounds[ROUNDS / 2],
          rounds[0],
          rounds[ROUNDS - 1]);
    } finally {
      try (var all = Files.walk(file.getParent())) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  private static Void twoBareJvms() throws IOException, InterruptedException {
    Process one = java("-version").start();
    Process other = java("-version").start();
    one.waitFor();
    other.waitFor();
    return null;
  }

  /** From the start until two are ready, and from then until the first of two tasks is done. */
  private static void firstResult(MmapDict dict, String how, WorkerOptions options)
      throws InterruptedException {
    double[] ready = new double[ROUNDS];
    double[] first = new double[ROUNDS];
    double[] both = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      try (TaskRunner runner = TaskRunner.processes(2, options)) {
        runner.awaitReady();
        long asked = System.nanoTime();
        AtomicLong done = new AtomicLong();
        ProgressListener listener =
            event -> {
              if (event.kind() == ProgressEvent.Kind.DONE) {
                done.compareAndSet(0, System.nanoTime());
              }
            };
        runner.run(dict, List.of(1, 2), (d, key) -> key, listener).orThrow();
        ready[i] = (asked - start) / 1e6;
        first[i] = (done.get() - asked) / 1e6;
        both[i] = (System.nanoTime() - asked) / 1e6;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "two workers ready%s: %s ms; then the first of two empty tasks done: %s ms, both: %s ms%n",
        how,
        range(ready),
        range(first),
        range(both));
  }

  /** The median, the least and the most. */
  private static String range(double... millis) {
    Arrays.sort(millis);
    return String.format(
        Locale.ROOT,
        "%.0f (%.0f to %.0f)",
        millis[millis.length / 2],
        millis[0],
        millis[millis.length - 1]);
  }

  private static void emptyTasks(MmapDict dict, String kind, TaskRunner runner, int workers)
      throws Exception {
    List<Integer> keys = IntStream.range(0, EMPTY_TASKS).boxed().toList();
    Task<Integer, Object> empty = (d, key) -> null;
    try (runner) {
      runner.run(dict, keys, empty).orThrow();
      double millis = median(() -> runner.run(dict, keys, empty).orThrow());
      System.out.printf(
          Locale.ROOT,
          "%s(%d): %.1f us for an empty task, %.0f tasks/s%n",
          kind,
          workers,
          millis * 1000 * workers / EMPTY_TASKS,
          EMPTY_TASKS / millis * 1000);
    }
  }

  /** Python's own, beside it. */
  private static void pool(int workers) throws IOException, InterruptedException {
    String[] command = {"python3", "-c", POOL, "" + workers, "" + EMPTY_TASKS, "" + BATCH};
    new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  private static double twoWorkers(MmapDict dict) throws InterruptedException {
    List<Integer> keys = IntStream.range(0, CPU_TASKS).boxed().toList();
    try (TaskRunner runner = TaskRunner.processes(2)) {
      runner.run(dict, keys, (d, key) -> compute(key)).orThrow();
      long start = System.nanoTime();
      runner.run(dict, keys, (d, key) -> compute(key)).orThrow();
      return (System.nanoTime() - start) / 1e9;
    }
  }

  /** The slower of two processes that do half of the tasks each; warmed up like the workers. */
  private static double twoIndependent() throws IOException {
    String classPath = System.getProperty("java.class.path");
    String[] command = {"-cp", classPath, TaskOverhead.class.getName(), ALONE};
    Process one = java(command).start();
    Process other = java(command).start();
    return Math.max(seconds(one), seconds(other));
  }

  private static double seconds(Process alone) throws IOException {
    return Double.parseDouble(alone.inputReader().readLine());
  }

  private static void alone() {
    for (int round = 0; round < 2; round++) {
      long start = System.nanoTime();
      double sum = 0;
      for (int i = 0; i < CPU_TASKS / 2; i++) {
        sum += compute(i);
      }
      if (round == 1 && Double.isFinite(sum)) {
        System.out.println((System.nanoTime() - start) / 1e9);
      }
    }
  }

  /** Some 30 ms of floating point and of short-lived objects. */
  private static double compute(int seed) {
    double x = seed + 1;
    for (int i = 0; i < 1000; i++) {
      double[] row = new double[2000];
      for (int j = 0; j < row.length; j++) {
        x = x * 0.999 + Math.sqrt(j + x);
        row[j] = x;
      }
      x += row[i];
    }
    return x;
  }

  private static ProcessBuilder java(String... arguments) {
    ProcessBuilder builder =
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    builder.command().addAll(List.of(arguments));
    return builder.redirectError(ProcessBuilder.Redirect.DISCARD);
  }

  /** The median time of a call in ms. */
  private static double median(Callable<?> call) throws Exception {
    double[] millis = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      call.call();
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(millis);
    return millis[ROUNDS / 2];
  }
}
