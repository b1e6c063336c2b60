package io.mmapdict.spark;

import io.mmapdict.parallel.RemoteRun;
import io.mmapdict.parallel.WorkerException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.SparkThrowable;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.rdd.RDD;
import org.jspecify.annotations.Nullable;
import scala.Function1;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.concurrent.ExecutionContext;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/**
 * Some jobs of a run at once. Spark's threads, which must not be held up, only put what arrives
 * into a queue; the run's own thread takes it from there.
 */
final class SparkJobs {
  /** More Spark tasks than that in one job weigh on the driver: then each has several keys. */
  private static final int MOST_SPARK_TASKS = 10_000;

  private final JavaSparkContext spark;
  private final RemoteRun<?, ?> run;
  private final BlockingQueue<News> news = new LinkedBlockingQueue<>();

  SparkJobs(JavaSparkContext spark, RemoteRun<?, ?> run) {
    this.spark = spark;
    this.run = run;
  }

  private sealed interface News {
    /** A Spark task has ended: the answers of its keys. */
    record Answers(List<byte[]> answers) implements News {}

    /** A job has ended, by what if not well; after all its answers. */
    record Ended(List<byte[]> tasks, @Nullable Throwable why) implements News {}
  }

  /**
   * Runs the tasks, each list of them as one job. Without an answer may be those of a job that
   * Spark ended; one that was alone in its job is given up.
   *
   * @return whether all have an answer
   * @throws WorkerException if a job was cancelled or the context stopped
   */
  boolean run(List<List<byte[]>> jobs) throws InterruptedException {
    List<SimpleFutureAction<?>> submitted = new ArrayList<>();
    boolean complete = true;
    int open = jobs.size();
    try {
      jobs.forEach(tasks -> submitted.add(submit(tasks)));
      while (open > 0) {
        switch (news.take()) {
          case News.Answers(List<byte[]> answers) -> answers.forEach(run::accept);
          case News.Ended(List<byte[]> tasks, Throwable why) -> {
            open--;
            complete &= why == null || hasEnded(tasks, why);
          }
        }
      }
    } finally {
      if (open > 0) {
        submitted.forEach(SimpleFutureAction::cancel);
      }
    }
    return complete;
  }

  private boolean hasEnded(List<byte[]> tasks, Throwable why) {
    WorkerException thrown = new WorkerException("Spark gave it up: " + why.getMessage(), why);
    if (spark.sc().isStopped() || isCancelled(why)) {
      throw thrown;
    }
    if (tasks.size() > 1) {
      return false;
    }
    run.giveUp(tasks.getFirst(), thrown);
    return true;
  }

  private static boolean isCancelled(Throwable why) {
    return why instanceof SparkThrowable known
        && "SPARK_JOB_CANCELLED".equals(known.getCondition());
  }

  private SimpleFutureAction<?> submit(List<byte[]> tasks) {
    int sparkTasks = Math.min(tasks.size(), MOST_SPARK_TASKS);
    RDD<byte[]> answers = spark.parallelize(tasks, sparkTasks).map(answer(run.job())).rdd();
    SimpleFutureAction<BoxedUnit> job =
        spark
            .sc()
            .submitJob(
                answers,
                all(),
                numbers(sparkTasks),
                (number, some) -> {
                  news.add(new News.Answers(Arrays.asList(some)));
                  return BoxedUnit.UNIT;
                },
                () -> BoxedUnit.UNIT);
    job.onComplete(
        end -> news.add(new News.Ended(tasks, end.isFailure() ? end.failed().get() : null)),
        ExecutionContext.fromExecutor(Runnable::run));
    return job;
  }

  /** Of the class, not of an object: a Spark context cannot travel. */
  private static Function<byte[], byte[]> answer(byte[] job) {
    return task -> RemoteRun.execute(job, task, TaskContext.get().attemptNumber() + 1);
  }

  private static Function1<Iterator<byte[]>, byte[][]> all() {
    return (Function1<Iterator<byte[]>, byte[][]> & Serializable)
        each -> {
          List<byte[]> all = new ArrayList<>();
          while (each.hasNext()) {
            all.add(each.next());
          }
          return all.toArray(byte[][]::new);
        };
  }

  private static Seq<Object> numbers(int count) {
    List<Object> numbers = IntStream.range(0, count).<Object>mapToObj(i -> i).toList();
    return CollectionConverters.asScala(numbers).toSeq();
  }
}
