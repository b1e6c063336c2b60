package io.mmapdict.spark;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.ProgressListener;
import io.mmapdict.parallel.RemoteRun;
import io.mmapdict.parallel.ReturningTask;
import io.mmapdict.parallel.RunReport;
import io.mmapdict.parallel.Task;
import io.mmapdict.parallel.WorkerException;
import io.mmapdict.parallel.WorkerOptions;
import java.util.Collection;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * Runs a task for each of many keys on an Apache Spark cluster, whose executors share one {@link
 * MmapDict}: what {@code TaskRunner} does on one machine, with the same tasks and reports.
 *
 * <pre>{@code
 * SparkTaskRunner runner = new SparkTaskRunner(spark);
 * runner.run(dict, keys, (d, key) -> d.put("sum/" + key, sum(d.get(key, byte[].class)))).orThrow();
 * }</pre>
 *
 * <p>Pipelines run on it by {@code pipeline.run(dict, runner::run, options, listener)}.
 *
 * <p>Every executor must see the dict's file under the path it has here, on a file system where
 * {@code flock(2)} and shared mappings hold between its machines (where they do not: {@link
 * #returning}), and needs this library among its jars, Java 25 and {@code
 * --enable-native-access=ALL-UNNAMED} in {@code spark.executor.extraJavaOptions}. An executor opens
 * the dict once for all its tasks and keeps it open until it ends; with a {@code local} master that
 * is this process.
 *
 * <p>Safe for use by many threads; the context stays the caller's.
 */
public final class SparkTaskRunner {
  private static final ProgressListener NOBODY = event -> {};

  private final JavaSparkContext spark;
  private final WorkerOptions options;
  private final boolean returning;

  private SparkTaskRunner(JavaSparkContext spark, WorkerOptions options, boolean returning) {
    this.spark = spark;
    this.options = options;
    this.returning = returning;
  }

  /** A runner on this cluster with {@link WorkerOptions#DEFAULT}. Does not close it. */
  public SparkTaskRunner(JavaSparkContext spark) {
    this(spark, WorkerOptions.DEFAULT);
  }

  /**
   * A runner on this cluster. Does not close it.
   *
   * @param options attempts, pause and classes; batches Spark makes itself
   * @throws IllegalArgumentException if there is a deadline, a limit of memory, a class cache or a
   *     JVM option, which are for Spark to set: {@code spark.executor.memory}, {@code
   *     spark.executor.extraJavaOptions}
   */
  public SparkTaskRunner(JavaSparkContext spark, WorkerOptions options) {
    this(spark, options, false);
    if (options.deadline() != null) {
      throw new IllegalArgumentException("deadline: expected none on Spark, which has no such");
    }
    if (options.memory() != null) {
      throw new IllegalArgumentException(
          "memory: expected none, found "
              + options.memory()
              + "; give it to Spark: spark.executor.memory");
    }
    if (options.classCache() != null) {
      throw new IllegalArgumentException(
          "class cache: expected none on Spark, found " + options.classCache());
    }
    if (!options.jvmOptions().isEmpty()) {
      throw new IllegalArgumentException(
          "JVM options: expected none, found "
              + options.jvmOptions()
              + "; give them to Spark: spark.executor.extraJavaOptions, spark.executor.memory");
    }
  }

  /**
   * The same for file systems whose locks or shared mappings do not hold between machines: the
   * executors open the file to read only, anew for each task, and this process alone writes to it,
   * each value as it arrives. For pipelines and other {@link ReturningTask}s.
   *
   * <p>A value travels as a pickle of less than 2 GiB through this process's memory, where it waits
   * until those before it are stored. Spark ends a job whose results are together larger than
   * {@code spark.driver.maxResultSize} (1 GiB): what is missing then is run again, each task in a
   * job of its own, so set it to 0. Where executors see the file by a network file system, open the
   * dict with {@code Durability.POWER}, or what was stored may not be there for them yet.
   */
  public SparkTaskRunner returning() {
    return new SparkTaskRunner(spark, options, true);
  }

  /** Like {@link #run(MmapDict, Collection, Task, ProgressListener)}, with nobody listening. */
  public <K, R extends @Nullable Object> RunReport<K, R> run(
      MmapDict dict, Collection<K> keys, Task<K, R> task) throws InterruptedException {
    return run(dict, keys, task, NOBODY);
  }

  /**
   * Runs the task once for each key and waits for all. What a task stores is in the file at once,
   * whatever becomes of the run; what it returns comes back when it has ended, or with more than
   * 10,000 keys, when the few others have that Spark runs with it.
   *
   * <p>A task that throws is tried again when all others have been tried, in a further job, after a
   * {@link WorkerOptions#pause()}, at most {@link WorkerOptions#attempts()} times in all; then it
   * has failed. A task whose executor dies Spark tries again in another one, which counts as an
   * attempt, too, as often as {@code spark.task.maxFailures} says; then it ends the job, and the
   * tasks without an answer are run again, each in a job of its own: so only that one fails, with a
   * {@link WorkerException}, whose executors die even so; where these have several cores, those
   * that were at work beside it each time may fail, too. Those that were at work when the job was
   * ended go on meanwhile: what they write must bear that it is written twice.
   *
   * @param dict each executor opens its path in its mode
   * @param keys no two of them equal
   * @param listener is told of each end and each retry as it becomes known, by this thread; of
   *     starts, Spark tells nothing
   * @throws IllegalArgumentException before any task has run, if the task or a key is not
   *     Serializable (the message names what the lambda captures), a key is there twice, or this
   *     runner is {@link #returning} and the task is none that returns
   * @throws WorkerException if the job was cancelled or the context stopped meanwhile; the cause is
   *     what Spark threw
   * @throws InterruptedException if this thread is interrupted; the job is cancelled then: no
   *     further task begins, those that run go on to their end
   * @throws IllegalStateException if the context was stopped before
   */
  public <K, R extends @Nullable Object> RunReport<K, R> run(
      MmapDict dict, Collection<K> keys, Task<K, R> task, ProgressListener listener)
      throws InterruptedException {
    RemoteRun<K, R> run = prepare(dict, keys, task, listener);
    boolean alone = false;
    List<byte[]> tasks = run.tasks();
    while (!tasks.isEmpty()) {
      Thread.sleep(run.pause());
      List<List<byte[]>> jobs = alone ? tasks.stream().map(List::of).toList() : List.of(tasks);
      // What is tried once more after a job was ended may well end the next one.
      alone |= !new SparkJobs(spark, run).run(jobs);
      tasks = run.tasks();
    }
    return run.report();
  }

  private <K, R extends @Nullable Object> RemoteRun<K, R> prepare(
      MmapDict dict, Collection<K> keys, Task<K, R> task, ProgressListener listener) {
    if (!returning) {
      return RemoteRun.of(dict, keys, task, options, listener);
    }
    if (task instanceof ReturningTask<K, R> making) {
      return RemoteRun.returning(dict, keys, making, options, listener);
    }
    throw new IllegalArgumentException(
        "The task: expected a ReturningTask, for executors only read here; found a "
            + task.getClass().getName());
  }
}
