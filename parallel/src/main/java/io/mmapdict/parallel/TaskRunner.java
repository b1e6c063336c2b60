package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import jdk.jfr.FlightRecorder;
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

  private final WorkerOptions options;
  private final ScheduledThreadPoolExecutor timer;
  private final Runnable atClose;
  private final List<Worker> workers;
  private final IdleWorkers idle;
  private final ForkJoinPool pool;

  /** Guarded by itself, like {@link #closed} and {@link #stopped}. */
  private final Set<Run<?, ?>> running = new HashSet<>();

  private boolean closed;
  private boolean stopped;

  private TaskRunner(
      int count,
      WorkerOptions options,
      ScheduledThreadPoolExecutor timer,
      Runnable atClose,
      IntFunction<Worker> make) {
    this.options = options;
    this.timer = timer;
    this.atClose = atClose;
    this.workers = new ArrayList<>();
    try {
      for (int i = 1; i <= count; i++) {
        workers.add(make.apply(i));
      }
    } catch (RuntimeException | Error e) {
      workers.forEach(Worker::close);
      throw e;
    }
    this.idle = new IdleWorkers(workers);
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
   * @throws IllegalArgumentException if there is to be no worker, or others may write to the folder
   *     of the class cache
   * @throws WorkerException if a process cannot be started at all
   */
  public static TaskRunner processes(int count, WorkerOptions options) {
    requireAtLeastOne(count);
    ClassCache cache = ClassCache.of(options.classCache(), WorkerCommand.of(count, options));
    List<String> command = cache.command();
    ScheduledThreadPoolExecutor timer = timer();
    return new TaskRunner(
        count,
        options,
        timer,
        cache::make,
        number -> new ProcessWorker(number, command, options.deadline(), timer));
  }

  /**
   * A runner with {@code count} threads of this process. Tasks, keys and results are copied as for
   * processes, so that what works here works there; {@code System.exit} and the like end
   * everything.
   *
   * @throws IllegalArgumentException if there is to be no worker
   */
  public static TaskRunner threads(int count) {
    return threads(count, WorkerOptions.DEFAULT);
  }

  /**
   * A runner with {@code count} threads of this process, like {@link #threads(int)}.
   *
   * @param options memory, class cache and JVM options are of no use here; see there what a
   *     deadline is to a thread
   * @throws IllegalArgumentException if there is to be no worker
   */
  public static TaskRunner threads(int count, WorkerOptions options) {
    requireAtLeastOne(count);
    return new TaskRunner(
        count, options, timer(), () -> {}, number -> new ThreadWorker(number, options.deadline()));
  }

  /** Starts its thread with the first use. */
  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("mmapdict-timer").factory());
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /**
   * Waits until every worker runs. Not needed before {@code run}, which waits as it must.
   *
   * @throws WorkerException if one does not start; the message has its command line and output
   * @throws IllegalStateException if this runner was closed before
   */
  public TaskRunner awaitReady() {
    synchronized (running) {
      requireOpen();
    }
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
   * <p>A task that throws, whose worker dies or whose {@link WorkerOptions#deadline()} passes is
   * tried again after a {@link WorkerOptions#pause()}, in another worker if one is free, at most
   * {@link WorkerOptions#attempts()} times in all; then it has failed. The others go on meanwhile,
   * and after. A task that a worker cannot read, for a class is missing there, fails at once.
   *
   * @param dict each worker opens its path in its mode, once; it stays open there until this runner
   *     is closed
   * @param keys no two of them equal
   * @param listener is told of each start, end and retry
   * @throws IllegalArgumentException before any task has run, if the task or a key is not
   *     Serializable (the message names what the lambda captures) or a key is there twice
   * @throws WorkerException if workers do not start, as often as a task may be tried
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
    Run<K, R> run = new Run<>(dict, keys, task, listener, options.classes());
    synchronized (running) {
      requireOpen();
      running.add(run);
      if (stopped) {
        run.stop();
      }
      pool.execute(new Split(0, run.size(), options.batch(), (from, to) -> drive(run, from, to)));
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
   * Lets no further task begin, in this run and in later ones, nor be tried again. The tasks that
   * have begun, with the batches they are of, go on to their end; then {@code run} returns, and its
   * report tells what is {@link RunReport#left()}. A task that fails then has failed, however often
   * it was tried. May be called by any thread, such as one that has met Ctrl-C, and by a listener.
   */
  public void stop() {
    List<Run<?, ?>> all;
    synchronized (running) {
      stopped = true;
      all = List.copyOf(running);
    }
    all.forEach(Run::stop);
  }

  /**
   * Ends all workers at once, whatever they do, and returns when they have ended. Threads are
   * interrupted instead, and their tasks waited for, but for those whose deadline has passed. Where
   * all has been done, makes what is missing of {@link WorkerOptions#withClassCache}.
   */
  @Override
  public void close() {
    boolean hurried;
    synchronized (running) {
      closed = true;
      hurried = stopped || !running.isEmpty();
      running.forEach(
          run -> abort(run, new CancellationException("The TaskRunner was closed during the run")));
      pool.shutdown();
    }
    pool.close(); // First, so that no worker is at a task any more, but for what cannot be ended.
    workers.forEach(Worker::close);
    timer.shutdownNow();
    if (!hurried) {
      atClose.run();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("This TaskRunner is closed");
    }
  }

  private static void requireAtLeastOne(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("workers: expected at least 1, found " + count);
    }
  }

  private void abort(Run<?, ?> run, Throwable why) {
    run.abort(why);
    workers.forEach(worker -> worker.cancel(run));
  }

  /** A batch of a run, on a thread of the pool; before it a task that is due to be tried again. */
  private void drive(Run<?, ?> run, int from, int to) {
    driveDue(run);
    Worker worker = idle.take(Attempt.NO_WORKER);
    if (run.isStopped()) { // perhaps while it waited for a worker
      idle.give(worker);
      run.settled(to - from);
      return;
    }
    try {
      if (to - from > 1) {
        worker.announce(run, run.packedKeys(from, to));
      }
      for (int task = from; task < to; task++) {
        attempt(run, Attempt.none(task), worker);
      }
      if (run.isAborted()) {
        worker.cancel(run); // It may be at what was announced.
      }
    } finally {
      idle.give(worker);
    }
  }

  private void driveDue(Run<?, ?> run) {
    Attempt last = run.pollDue();
    if (last != null) {
      Worker worker = idle.take(last.worker());
      try {
        attempt(run, last, worker);
      } finally {
        idle.give(worker);
      }
    }
  }

  private void attempt(Run<?, ?> run, Attempt last, Worker worker) {
    boolean putOff = false;
    try {
      putOff = !run.isAborted() && !isLast(run, last.next(worker.number()), worker);
    } catch (RuntimeException | Error e) {
      abort(run, e);
    }
    if (!putOff) {
      run.settled(1);
    }
  }

  /** Whether that was the last attempt. */
  private boolean isLast(Run<?, ?> run, Attempt attempt, Worker worker) {
    run.started(attempt);
    // Not touched in vain: the recorder's share in loading that class is 0.3 s.
    @Nullable AttemptEvent event = FlightRecorder.isInitialized() ? new AttemptEvent() : null;
    if (event != null) {
      event.begin();
    }
    Answer answer = worker.call(run, run.packedKey(attempt.task()));
    if (event != null) {
      event.tell(run, attempt, answer);
    }
    if (run.isAborted()) {
      return true;
    }
    boolean last = attempt.number() == options.attempts();
    String printed = answer.printed();
    switch (answer.reply()) {
      case Reply.Done done -> run.done(attempt, done, printed);
      case Reply.Unsent unsent -> run.unsent(attempt, unsent, printed);
      case Reply.Failed failed -> {
        return failed(run, attempt, run.fault(failed), printed, last || failed.refused());
      }
      case Reply.NotStarted(WorkerException why) when last -> throw why;
      case Reply.NotStarted(WorkerException why) -> {
        return failed(run, attempt, Fault.of(why), printed, false);
      }
      case Reply.Died(WorkerException why) -> {
        return failed(run, attempt, Fault.of(why), printed, last);
      }
      case Reply.Overdue(WorkerException why) -> {
        return failed(run, attempt, Fault.of(why), printed, last);
      }
      // It goes on: two of them at once might spoil each other's work.
      case Reply.Abandoned(WorkerException why) -> run.failed(attempt, Fault.of(why), printed);
      case Reply.Where _, Reply.Cancelled _ ->
          throw new IllegalStateException("not the end of an attempt: " + answer.reply());
    }
    return true;
  }

  /**
   * Whether that was the last attempt: if not, the task is put off, and no worker waits with it.
   */
  private boolean failed(
      Run<?, ?> run, Attempt attempt, Fault fault, String printed, boolean last) {
    if (last || run.isStopped()) {
      run.failed(attempt, fault, printed);
      return true;
    }
    Duration pause = options.pauseAfter(attempt.number());
    run.retried(attempt, fault, pause, printed);
    if (!run.putOff(attempt)) {
      return true;
    }
    Future<?> _ = // It throws only after a close, which has dropped the task.
        timer.schedule(
            () -> {
              if (run.isDue(attempt)) {
                pool.execute(() -> driveDue(run));
              }
            },
            pause.toNanos(),
            TimeUnit.NANOSECONDS);
    return false;
  }
}
