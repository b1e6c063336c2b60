package io.mmapdict.parallel;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The thread of a {@link ThreadWorker}, with the dicts its tasks opened. */
final class TaskThread {
  private final ExecutorService thread;
  private final OpenDicts dicts = new OpenDicts(TaskThread.class.getClassLoader());

  /** What the thread is at; guarded by this. */
  private @Nullable Run<?, ?> busyWith;

  private @Nullable Thread busy;

  /** Of the thread only. */
  private @Nullable Job job;

  private @Nullable TaskHost host;

  TaskThread(int number) {
    this.thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("mmapdict-worker-" + number).factory());
  }

  Future<Reply> submit(Run<?, ?> run, byte[] packedKey) {
    return thread.submit(() -> execute(run, packedKey));
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
      host =
          new TaskHost(
              next.packedTask(), next.allowed(), next.loader(), () -> next.dict(), dicts::held);
      job = next;
    }
    return host;
  }

  /** Interrupts what it does for the run, if it does. */
  synchronized void cancel(Run<?, ?> run) {
    if (busyWith == run) {
      interrupt();
    }
  }

  /** Interrupts what it does, and says where that is. */
  synchronized String interrupt() {
    if (busy == null) {
      return "";
    }
    String where = StackTraces.text(busy.getStackTrace());
    busy.interrupt();
    return where;
  }

  /** Does not wait for the task it is at, which may never end. */
  void leave() {
    thread.execute(dicts::close);
    thread.shutdown();
  }

  /** Waits for the task it is at. */
  void close() {
    thread.close();
    dicts.close();
  }
}
