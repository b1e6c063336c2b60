package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs a task for each of many keys, in worker processes that share one {@link MmapDict}.
 *
 * <pre>{@code
 * try (TaskRunner runner = TaskRunner.processes(4)) {
 *   runner
 *       .run(dict, keys, (d, key) -> d.put("mean/" + key, mean(d.get("frame/" + key, NDArray.class))))
 *       .orThrow();
 * }
 * }</pre>
 *
 * <p>A fork-join pool in this process splits the work; each of its threads drives one worker and
 * takes the next task when its worker is free. A worker process is a JVM with the class path,
 * module path and system properties of this one and a share of its processors; it lives as long as
 * the runner, over many runs, and opens each dict once. It ends by itself when this process does,
 * however that ends. What tasks print goes to this process's standard error.
 *
 * <p>Safe for use by many threads; their runs share the workers.
 */
public final class TaskRunner implements AutoCloseable {
  private static final ProgressListener NOBODY = event -> {};

  private final int attempts;
  private final List<Worker> workers;
  private final ConcurrentLinkedDeque<Worker> idle;
  private final ForkJoinPool pool;

  /** Guarded by itself, like {@link #closed}. */
  private final Set<Run<?, ?>> running = new HashSet<>();

  private boolean closed;

  private TaskRunner(int count, int attempts, IntFunction<Worker> make) {
    this.attempts = attempts;
    this.workers = new ArrayList<>();
    try {
      for (int i = 1; i <= count; i++) {
        workers.add(make.apply(i));
      }
    } catch (WorkerException e) {
      workers.forEach(Worker::close);
      throw e;
    }
    this.idle = new ConcurrentLinkedDeque<>(workers);
    // Exactly as many threads as workers: none more while one blocks on its worker.
    this.pool =
        new ForkJoinPool(
            count,
            ForkJoinPool.defaultForkJoinWorkerThreadFactory,
            null,
            false,
            count,
            count,
            0,
            saturated -> true,
            1,
            TimeUnit.MINUTES);
  }

  /**
   * A runner with {@code count} worker processes, which start now; this does not wait for them.
   *
   * @throws IllegalArgumentException if there is to be no worker
   * @throws WorkerException if a process cannot be started at all
   */
  public static TaskRunner processes(int count) {
    return processes(count, WorkerOptions.DEFAULT);
  }

  /**
   * A runner with {@code count} worker processes, which start now; this does not wait for them.
   *
   * @throws IllegalArgumentException if there is to be no worker
   * @throws WorkerException if a process cannot be started at all
   */
  public static TaskRunner processes(int count, WorkerOptions options) {
    requireAtLeastOne(count);
    List<String> command = WorkerCommand.of(count, options.jvmOptions());
    return new TaskRunner(count, options.attempts(), number -> new ProcessWorker(number, command));
  }

  /**
   * A runner with {@code count} threads of this process. Tasks, keys and results are copied as for
   * processes, so that what works here works there; {@code System.exit} and the like end
   * everything.
   */
  public static TaskRunner threads(int count) {
    requireAtLeastOne(count);
    return new TaskRunner(count, 1, ThreadWorker::new);
  }

  /**
   * Waits until every worker runs. Not needed before {@code run}, which waits as it must.
   *
   * @throws WorkerException if one does not start; the message has its command line and output
   */
  public TaskRunner awaitReady() {
    workers.forEach(Worker::awaitReady);
    return this;
  }

  /** Like {@link #run(MmapDict, Collection, Task, ProgressListener)}, with nobody listening. */
  public <K, R extends @Nullable Object> RunReport<K, R> run(
      MmapDict dict, Collection<K> keys, Task<K, R> task) throws InterruptedException {
    return run(dict, keys, task, NOBODY);
  }

  /**
   * Runs the task once for each key and waits for all.
   *
   * <p>A task that throws has failed and is not tried again; the others go on. A task whose worker
   * dies is tried again in a new one, at most {@link WorkerOptions#attempts()} times in all.
   *
   * @param dict each worker opens its path in its mode, once; it stays open there until this runner
   *     is closed
   * @param keys no two of them equal
   * @param listener is told of each start, end and retry
   * @throws IllegalArgumentException before any task has run, if the task or a key is not
   *     Serializable (the message names what the lambda captures) or a key is there twice
   * @throws WorkerException if workers do not start
   * @throws InterruptedException if this thread is interrupted; no task is running any more then
   *     (what workers were at is killed, threads are interrupted)
   * @throws CancellationException if the runner is closed meanwhile
   * @throws IllegalStateException if it was closed before
   */
  public <K, R extends @Nullable Object> RunReport<K, R> run(
      MmapDict dict, Collection<K> keys, Task<K, R> task, ProgressListener listener)
      throws InterruptedException {
    if (Thread.currentThread() instanceof ForkJoinWorkerThread driver
        && pool.equals(driver.getPool())) {
      throw new IllegalStateException("A listener cannot run tasks: it holds up a worker");
    }
    Run<K, R> run = new Run<>(dict, keys, task, listener);
    synchronized (running) {
      if (closed) {
        throw new IllegalStateException("This TaskRunner is closed");
      }
      running.add(run);
      pool.execute(Split.ofAll(run.size(), index -> drive(run, index), run::end));
    }
    try {
      return run.await();
    } catch (InterruptedException e) {
      abort(run, new CancellationException("The run was interrupted"));
      run.awaitEnd();
      throw e;
    } finally {
      synchronized (running) {
        running.remove(run);
      }
    }
  }

  /**
   * Ends all workers at once, whatever they do, and returns when they have ended. Threads are
   * interrupted instead, and their tasks waited for.
   */
  @Override
  public void close() {
    synchronized (running) {
      closed = true;
      running.forEach(
          run -> abort(run, new CancellationException("The TaskRunner was closed during the run")));
      pool.shutdown();
    }
    workers.forEach(Worker::close);
    pool.close();
  }

  private static void requireAtLeastOne(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("workers: expected at least 1, found " + count);
    }
  }

  private void abort(Run<?, ?> run, RuntimeException why) {
    run.abort(why);
    workers.forEach(worker -> worker.cancel(run));
  }

  /** One task, on a thread of the pool. */
  private void drive(Run<?, ?> run, int task) {
    Worker worker = idle.pop();
    try {
      int attempt = 1;
      while (!run.isAborted() && !attempt(run, task, worker, attempt)) {
        attempt++;
      }
    } catch (RuntimeException | Error e) {
      run.abort(e);
    } finally {
      idle.push(worker);
    }
  }

  /** Whether that was the last attempt. */
  private boolean attempt(Run<?, ?> run, int task, Worker worker, int attempt) {
    int number = worker.number();
    run.started(task, number, attempt);
    Reply reply = worker.call(run, run.packedKey(task));
    if (run.isAborted()) {
      return true;
    }
    switch (reply) {
      case Reply.Done done -> run.done(task, number, attempt, done);
      case Reply.Unsent unsent -> run.unsent(task, number, attempt, unsent);
      case Reply.Failed failed -> run.failed(task, number, attempt, failed);
      case Reply.Cancelled _ -> throw new IllegalStateException("cancelled without a reason");
      case Reply.Died(WorkerException why) when attempt == attempts ->
          run.failed(task, number, attempt, why, StackTraces.text(why));
      case Reply.NotStarted(WorkerException why) when attempt == attempts -> throw why;
      case Reply.Died _, Reply.NotStarted _ -> {
        run.retried(task, number, attempt);
        return false;
      }
    }
    return true;
  }
}
