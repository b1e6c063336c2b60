package io.mmapdict.parallel;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A thread of this process. What a task captures, its key and its result are copied as they are for
 * a process, so that a program that works here works there. The dict is the caller's own handle.
 */
final class ThreadWorker implements Worker {
  private final int number;
  private final ExecutorService thread;
  private final OpenDicts dicts = new OpenDicts(ThreadWorker.class.getClassLoader());

  /** What the thread is at; guarded by this. */
  private @Nullable Run<?, ?> busyWith;

  private @Nullable Thread busy;

  /** Of the thread only. */
  private @Nullable Job job;

  private @Nullable TaskHost host;

  ThreadWorker(int number) {
    this.number = number;
    this.thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("mmapdict-worker-" + number).factory());
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public void awaitReady() {}

  @Override
  public Reply call(Run<?, ?> run, byte[] packedKey) {
    try {
      return thread.submit(() -> execute(run, packedKey)).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a task's exceptions are its reply", e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the threads that drive workers", e);
    }
  }

  private Reply execute(Run<?, ?> run, byte[] packedKey) {
    synchronized (this) {
      if (run.isAborted()) {
        return new Reply.Cancelled();
      }
      busyWith = run;
      busy = Thread.currentThread();
    }
    try {
      return host(run.job()).execute(packedKey);
    } finally {
      synchronized (this) {
        busyWith = null;
        busy = null;
        Thread.interrupted(); // Neither a task's own nor a late cancellation may reach the next.
      }
    }
  }

  private TaskHost host(Job next) {
    if (host == null || job != next) {
      dicts.lend(next.dict());
      host = new TaskHost(next.packedTask(), next.loader(), () -> next.dict(), dicts::held);
      job = next;
    }
    return host;
  }

  @Override
  public synchronized void cancel(Run<?, ?> run) {
    if (busyWith == run && busy != null) {
      busy.interrupt();
    }
  }

  @Override
  public void close() {
    thread.close();
    dicts.close();
  }
}
