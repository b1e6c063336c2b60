package io.mmapdict.parallel;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** A worker whose process is replaced when it has died. */
final class ProcessWorker implements Worker {
  private final int number;
  private final List<String> command;
  private final @Nullable Duration deadline;
  private final ScheduledExecutorService timer;

  /** Guarded by this, like all below. */
  private WorkerProcess process;

  private @Nullable Run<?, ?> busyWith;

  /** Starts the first process and does not wait for it. */
  ProcessWorker(
      int number,
      List<String> command,
      @Nullable Duration deadline,
      ScheduledExecutorService timer) {
    this.number = number;
    this.command = command;
    this.deadline = deadline;
    this.timer = timer;
    this.process = WorkerProcess.start(number, command, timer);
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public void awaitReady() {
    WorkerProcess current;
    synchronized (this) {
      current = process;
    }
    current.connect();
  }

  @Override
  public void announce(Run<?, ?> run, List<byte[]> packedKeys) {
    WorkerProcess current;
    try {
      current = usableFor(run);
    } catch (WorkerException e) {
      return; // The call that follows says so.
    }
    if (current != null) {
      current.announce(run.job(), packedKeys);
    }
  }

  @Override
  public Answer call(Run<?, ?> run, byte[] packedKey) {
    WorkerProcess current;
    try {
      current = usableFor(run);
    } catch (WorkerException e) {
      return Answer.silent(new Reply.NotStarted(e));
    }
    if (current == null) {
      return Answer.silent(new Reply.Cancelled());
    }
    try {
      return current.call(run.job(), packedKey, deadline);
    } finally {
      synchronized (this) {
        if (!current.hasAnnounced()) {
          busyWith = null;
        }
      }
    }
  }

  /** The process, a new one if need be, which is this run's from now on; null if that is over. */
  private synchronized @Nullable WorkerProcess usableFor(Run<?, ?> run) {
    if (run.isAborted()) {
      return null;
    }
    if (!process.isUsable()) {
      process.leave();
      process = WorkerProcess.start(number, command, timer);
    }
    busyWith = run;
    return process;
  }

  @Override
  public synchronized void cancel(Run<?, ?> run) {
    if (busyWith == run) {
      busyWith = null;
      process.kill();
    }
  }

  @Override
  public void close() {
    WorkerProcess last;
    synchronized (this) {
      last = process;
      last.kill();
    }
    last.awaitEnd();
    last.leave();
  }
}
