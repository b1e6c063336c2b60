package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.ProgressEvent.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The state of one call of {@code run}: what each task came to, and whether to go on. */
final class Run<K, R extends @Nullable Object> {
  private final Job job;
  private final List<K> keys;
  private final byte[][] packedKeys;
  private final @Nullable Outcome<K, R>[] outcomes;
  private final ProgressListener listener;

  /** How many tasks are neither settled nor dropped. */
  private final AtomicInteger open;

  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * Of what is tried again and whether to go on; never held while the listener is called, which may
   * take its time, or stop the runner itself.
   */
  private final Object retries = new Object();

  /** The last attempts of tasks whose next is not due; guarded by {@link #retries}. */
  private final Set<Attempt> waiting = new HashSet<>();

  /** Those whose next attempt is due and not begun; guarded by {@link #retries}. */
  private final ArrayDeque<Attempt> due = new ArrayDeque<>();

  /** Guarded by this, like {@link #failed} and the calls of the listener. */
  private int done;

  private int failed;
  private volatile @Nullable Throwable aborted;
  private volatile boolean stopped;

  @SuppressWarnings("unchecked") // An array of a generic type.
  Run(
      MmapDict dict,
      Collection<K> keys,
      Task<K, ?> task,
      ProgressListener listener,
      List<String> classes) {
    this.keys = List.copyOf(keys);
    this.packedKeys = new byte[this.keys.size()][];
    Set<String> ofKeys = new HashSet<>();
    Set<K> seen = new HashSet<>();
    for (int i = 0; i < packedKeys.length; i++) {
      K key = this.keys.get(i);
      if (!seen.add(key)) {
        throw new IllegalArgumentException("The key '" + key + "' is there twice: one task a key");
      }
      packedKeys[i] = Parcel.packArgument("The key '" + key + "'", key, ofKeys);
    }
    this.job = new Job(dict, task, ofKeys, classes);
    this.outcomes = (@Nullable Outcome<K, R>[]) new Outcome<?, ?>[packedKeys.length];
    this.listener = listener;
    this.open = new AtomicInteger(packedKeys.length);
    if (packedKeys.length == 0) {
      ended.countDown();
    }
  }

  Job job() {
    return job;
  }

  int size() {
    return outcomes.length;
  }

  K key(int task) {
    return keys.get(task);
  }

  byte[] packedKey(int task) {
    return packedKeys[task];
  }

  List<byte[]> packedKeys(int from, int to) {
    return Arrays.asList(packedKeys).subList(from, to);
  }

  void started(Attempt attempt) {
    tell(Kind.STARTED, attempt, null, Duration.ZERO, "");
  }

  void retried(Attempt attempt, Fault fault, Duration pause, String printed) {
    tell(Kind.RETRIED, attempt, fault.exception(), pause, printed);
  }

  void done(Attempt attempt, Reply.Done reply, String printed) {
    R result;
    try {
      result = unpackResult(reply.result());
    } catch (IOException | ClassNotFoundException | RuntimeException e) {
      String what = "The result cannot be read back: " + StackTraces.text(e);
      failed(attempt, new Fault(e, what), printed);
      return;
    }
    ended(Kind.DONE, attempt, new Outcome.Done<>(result), null, printed);
  }

  /** With a result that did not come from the worker. */
  void done(Attempt attempt, R result) {
    ended(Kind.DONE, attempt, new Outcome.Done<>(result), null, "");
  }

  void unsent(Attempt attempt, Reply.Unsent reply, String printed) {
    ended(Kind.DONE, attempt, new Outcome.Unsent<>(reply.why()), null, printed);
  }

  void failed(Attempt attempt, Fault fault, String printed) {
    TaskFailure<K> failure =
        new TaskFailure<>(
            keys.get(attempt.task()),
            attempt.number(),
            fault.exception(),
            fault.stackTrace(),
            printed);
    ended(Kind.FAILED, attempt, new Outcome.Failed<>(failure), fault.exception(), printed);
  }

  /** What a task threw, read back. */
  Fault fault(Reply.Failed reply) {
    Throwable exception;
    try {
      exception = (Throwable) unpack(reply.exception());
    } catch (IOException | ClassNotFoundException | RuntimeException e) {
      exception = new RemoteTaskException(reply.type(), reply.description());
      exception.addSuppressed(e);
    }
    return new Fault(exception, reply.stackTrace());
  }

  /**
   * Keeps a task for its next attempt. False if there will be none, for the run is aborted or
   * stopped.
   */
  boolean putOff(Attempt last) {
    synchronized (retries) {
      return !isAborted() && !isStopped() && waiting.add(last);
    }
  }

  /** Its next attempt may begin now. False if there will be none. */
  boolean isDue(Attempt last) {
    synchronized (retries) {
      return waiting.remove(last) && due.add(last);
    }
  }

  /** The last attempt of a task whose next is due, which the caller is to begin; null if none. */
  @Nullable Attempt pollDue() {
    synchronized (retries) {
      return due.poll();
    }
  }

  /**
   * Lets no further attempt begin.
   *
   * @param why a RuntimeException or an Error; the first is the one that {@link #await} throws
   */
  void abort(Throwable why) {
    synchronized (retries) {
      if (aborted == null) {
        aborted = why;
      }
      dropWaiting();
    }
  }

  boolean isAborted() {
    return aborted != null;
  }

  /** Lets no further attempt begin; those that have begun go on to their end. */
  void stop() {
    synchronized (retries) {
      stopped = true;
      dropWaiting();
    }
  }

  boolean isStopped() {
    return stopped;
  }

  private void dropWaiting() {
    settled(waiting.size() + due.size());
    waiting.clear();
    due.clear();
  }

  /** So many tasks more will not be tried again. With the last one the run ends. */
  void settled(int tasks) {
    if (open.addAndGet(-tasks) == 0) {
      ended.countDown();
    }
  }

  /** Waits for the end; then the report, or what the run was aborted by. */
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

  /** What every task came to; in a run that was not stopped, each has come to something. */
  RunReport<K, R> report() {
    return RunReport.of(keys, outcomes);
  }

  /** Waits until no task is running any more, and none will, interrupted or not. */
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
      Kind kind, Attempt attempt, Outcome<K, R> outcome, @Nullable Throwable why, String printed) {
    outcomes[attempt.task()] = outcome;
    if (kind == Kind.DONE) {
      done++;
    } else {
      failed++;
    }
    tell(kind, attempt, why, Duration.ZERO, printed);
  }

  private synchronized void tell(
      Kind kind, Attempt attempt, @Nullable Throwable why, Duration pause, String printed) {
    if (!isAborted()) {
      listener.on(
          new ProgressEvent(
              kind,
              keys.get(attempt.task()),
              attempt.worker(),
              attempt.number(),
              done,
              failed,
              outcomes.length,
              why,
              pause,
              printed));
    }
  }

  @SuppressWarnings("unchecked") // The task that returned it is a Task<K, R>.
  private R unpackResult(byte[] packed) throws IOException, ClassNotFoundException {
    return (R) unpack(packed);
  }

  private @Nullable Object unpack(byte[] packed) throws IOException, ClassNotFoundException {
    return Parcel.unpack(packed, job.loader(), this::known, job.gate());
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
