package io.mmapdict.spark;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.RemoteRun;
import io.mmapdict.parallel.RunReport;
import io.mmapdict.parallel.Task;
import io.mmapdict.parallel.WorkerException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
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
 * <p>Every executor must see the dict's file under the path it has here, on a file system where
 * {@code flock(2)} and shared mappings hold between its machines, and needs this library among its
 * jars, Java 25 and {@code --enable-native-access=ALL-UNNAMED} in {@code
 * spark.executor.extraJavaOptions}. An executor opens the dict once for all its tasks and keeps it
 * open until it ends; with a {@code local} master that is this process.
 *
 * <p>Safe for use by many threads; the context stays the caller's.
 */
public final class SparkTaskRunner {
  /** More Spark tasks than that in one job weigh on the driver: then each has several keys. */
  private static final int MOST_SPARK_TASKS = 10_000;

  private final JavaSparkContext spark;

  /** A runner on this cluster. Does not close it. */
  public SparkTaskRunner(JavaSparkContext spark) {
    this.spark = spark;
  }

  /**
   * Runs the task once for each key and waits for all. What a task stores is in the file at once,
   * whatever becomes of the run; what it returns comes back when all have ended.
   *
   * <p>A task that throws has failed and is not tried again, unlike with {@code TaskRunner}; the
   * others go on. A key whose executor dies is tried again in another one, as often as {@code
   * spark.task.maxFailures} says.
   *
   * @param dict each executor opens its path in its mode
   * @param keys no two of them equal
   * @throws IllegalArgumentException before any task has run, if the task or a key is not
   *     Serializable (the message names what the lambda captures) or a key is there twice
   * @throws WorkerException if Spark gives the run up: executors died too often in one task, the
   *     job was cancelled or the context stopped; the cause is what Spark threw
   * @throws InterruptedException if this thread is interrupted; the job is cancelled then: no
   *     further task begins, those that run go on to their end
   * @throws IllegalStateException if the context was stopped before
   */
  public <K, R extends @Nullable Object> RunReport<K, R> run(
      MmapDict dict, Collection<K> keys, Task<K, R> task) throws InterruptedException {
    RemoteRun<K, R> run = RemoteRun.of(dict, keys, task);
    List<byte[]> tasks = run.tasks();
    int sparkTasks = Math.clamp(tasks.size(), 1, MOST_SPARK_TASKS);
    JavaFutureAction<List<byte[]>> answers =
        spark.parallelize(tasks, sparkTasks).map(answer(run.job())).collectAsync();
    try {
      answers.get().forEach(run::accept);
    } catch (ExecutionException e) {
      Throwable why = e.getCause();
      throw new WorkerException("Spark gave the run up: " + why.getMessage(), why);
    } catch (InterruptedException e) {
      answers.cancel(true);
      throw e;
    }
    return run.report();
  }

  /** Of the class, not of an object: a Spark context cannot travel. */
  private static Function<byte[], byte[]> answer(byte[] job) {
    return task -> RemoteRun.execute(job, task, TaskContext.get().attemptNumber() + 1);
  }
}
