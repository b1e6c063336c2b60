package io.mmapdict.parallel;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A thread of this process, replaced by another when a task does not end. What a task captures, its
 * key and its result are copied as they are for a process, so that a program that works here works
 * there. The dict is the caller's own handle.
 */
final class ThreadWorker implements Worker {
  /** For a task that was interrupted to end. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final int number;
  private final @Nullable Duration deadline;

  /** Replaced by the thread that calls, under this. */
  private TaskThread thread;

  ThreadWorker(int number, @Nullable Duration deadline) {
    this.number = number;
    this.deadline = deadline;
    this.thread = new TaskThread(number);
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public void awaitReady() {}

  @Override
  public Answer call(Run<?, ?> run, byte[] packedKey) {
    TaskThread current;
    synchronized (this) {
      current = thread;
    }
    try {
      return Answer.silent(await(current, current.submit(run, packedKey)));
    } catch (ExecutionException e) {
      throw new IllegalStateException("a task's exceptions are its reply", e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the threads that drive workers", e);
    }
  }

  private Reply await(TaskThread current, Future<Reply> reply)
      throws InterruptedException, ExecutionException {
    if (deadline == null) {
      return reply.get();
    }
    try {
      return reply.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return end(current, reply, deadline);
    }
  }

  private Reply end(TaskThread current, Future<Reply> reply, Duration deadline)
      throws InterruptedException, ExecutionException {
    String where = current.interrupt();
    String what =
        "Thread %d was interrupted, at the task for longer than its %d ms"
            .formatted(number, deadline.toMillis());
    String wasAt = "; it was at:\n" + where;
    try {
      return switch (reply.get(GRACE.toNanos(), TimeUnit.NANOSECONDS)) {
        case Reply.Failed failed ->
            new Reply.Overdue(
                new WorkerException(what + ", and threw " + failed.description() + wasAt, null));
        case Reply ended -> ended;
      };
    } catch (TimeoutException e) {
      synchronized (this) {
        thread = new TaskThread(number);
      }
      current.leave();
      return new Reply.Abandoned(
          new WorkerException(what + ", which did not end it" + wasAt, null));
    }
  }

  @Override
  public void cancel(Run<?, ?> run) {
    TaskThread current;
    synchronized (this) {
      current = thread;
    }
    current.cancel(run);
  }

  @Override
  public void close() {
    TaskThread last;
    synchronized (this) {
      last = thread;
    }
    last.close();
  }
}
