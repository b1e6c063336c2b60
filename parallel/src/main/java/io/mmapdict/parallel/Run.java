package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.ProgressEvent.Kind;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The state of one call of {@code run}: what each task came to, and whether to go on. */
final class Run<K, R extends @Nullable Object> {
  private final Job job;
  private final List<K> keys;
  private final byte[][] packedKeys;
  private final Outcome<K, R>[] outcomes;
  private final ProgressListener listener;
  private final CountDownLatch ended = new CountDownLatch(1);

  private int done;
  private int failed;
  private volatile @Nullable Throwable aborted;

  @SuppressWarnings("unchecked") // An array of a generic type.
  Run(MmapDict dict, Collection<K> keys, Task<K, R> task, ProgressListener listener) {
    this.job = new Job(dict, task);
    this.keys = List.copyOf(keys);
    this.packedKeys = new byte[this.keys.size()][];
    Set<K> seen = new HashSet<>();
    for (int i = 0; i < packedKeys.length; i++) {
      K key = this.keys.get(i);
      if (!seen.add(key)) {
        throw new IllegalArgumentException("The key '" + key + "' is there twice: one task a key");
      }
      packedKeys[i] = Parcel.packArgument("The key '" + key + "'", key);
    }
    this.outcomes = (Outcome<K, R>[]) new Outcome<?, ?>[packedKeys.length];
    this.listener = listener;
  }

  Job job() {
    return job;
  }

  int size() {
    return outcomes.length;
  }

  byte[] packedKey(int task) {
    return packedKeys[task];
  }

  void started(int task, int worker, int attempt) {
    tell(Kind.STARTED, task, worker, attempt);
  }

  void retried(int task, int worker, int attempt) {
    tell(Kind.RETRIED, task, worker, attempt);
  }

  void done(int task, int worker, int attempt, Reply.Done reply) {
    R result;
    try {
      result = unpackResult(reply.result());
    } catch (IOException | ClassNotFoundException | RuntimeException e) {
      failed(task, worker, attempt, e, "The result cannot be read back: " + StackTraces.text(e));
      return;
    }
    ended(Kind.DONE, task, worker, attempt, new Outcome.Done<>(result));
  }

  void unsent(int task, int worker, int attempt, Reply.Unsent reply) {
    ended(Kind.DONE, task, worker, attempt, new Outcome.Unsent<>(reply.why()));
  }

  void failed(int task, int worker, int attempt, Throwable exception, String stackTrace) {
    TaskFailure<K> failure = new TaskFailure<>(keys.get(task), attempt, exception, stackTrace);
    ended(Kind.FAILED, task, worker, attempt, new Outcome.Failed<>(failure));
  }

  void failed(int task, int worker, int attempt, Reply.Failed reply) {
    Throwable exception;
    try {
      exception = (Throwable) unpack(reply.exception());
    } catch (IOException | ClassNotFoundException | RuntimeException e) {
      exception = new RemoteTaskException(reply.type(), reply.description());
      exception.addSuppressed(e);
    }
    failed(task, worker, attempt, exception, reply.stackTrace());
  }

  /**
   * Lets no further task begin.
   *
   * @param why a RuntimeException or an Error; the first is the one that {@link #await} throws
   */
  synchronized void abort(Throwable why) {
    if (aborted == null) {
      aborted = why;
    }
  }

  boolean isAborted() {
    return aborted != null;
  }

  /** No task of this run is running any more, and none will. */
  void end() {
    ended.countDown();
  }

  /** Waits for {@link #end()}; then the report, or what the run was aborted by. */
  RunReport<K, R> await() throws InterruptedException {
    ended.await();
    Throwable why = aborted;
    if (why == null) {
      return report();
    }
    if (why instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) why;
  }

  /** What every task came to; each has come to something. */
  RunReport<K, R> report() {
    return RunReport.of(keys, outcomes);
  }

  /** Waits for {@link #end()}, interrupted or not. */
  void awaitEnd() {
    boolean interrupted = false;
    while (ended.getCount() > 0) {
      try {
        ended.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void ended(
      Kind kind, int task, int worker, int attempt, Outcome<K, R> outcome) {
    outcomes[task] = outcome;
    if (kind == Kind.DONE) {
      done++;
    } else {
      failed++;
    }
    tell(kind, task, worker, attempt);
  }

  private synchronized void tell(Kind kind, int task, int worker, int attempt) {
    if (!isAborted()) {
      listener.on(
          new ProgressEvent(kind, keys.get(task), worker, attempt, done, failed, outcomes.length));
    }
  }

  @SuppressWarnings("unchecked") // The task that returned it is a Task<K, R>.
  private R unpackResult(byte[] packed) throws IOException, ClassNotFoundException {
    return (R) unpack(packed);
  }

  private @Nullable Object unpack(byte[] packed) throws IOException, ClassNotFoundException {
    return Parcel.unpack(packed, job.loader(), this::known);
  }

  /** A result that names the run's dict gets the handle of the caller. */
  private MmapDict known(MmapDict opened) {
    if (!OpenDicts.sameFile(opened, job.dict())) {
      return opened;
    }
    opened.close();
    return job.dict();
  }
}
