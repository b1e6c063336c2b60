package io.mmapdict;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The lock of one open file: {@code flock(2)}, which mmappickle and Python's {@code fcntl.flock}
 * use, with a fair lock over it for the threads that share the descriptor. Held for moments only,
 * but by a vacuum and by a large value that is not to be reserved; of user code only payloads need
 * it, of such values and of small ones. Waits without a limit and cannot be interrupted.
 *
 * <p>To take it and to give it back are two of the three system calls of a small change. So where
 * brief changes follow each other at once, the file stays locked between them until one ends a
 * millisecond later, and then free long enough for whoever waits to wake up: the moment between two
 * changes is not.
 */
final class FileLock {
  private static final long KEPT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** What a waiter needs to wake up. */
  private static final long FREE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  /** The longest pause between changes that follow each other at once. */
  private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(10);

  /** So many brief changes that follow each other at once will be followed by more. */
  private static final int STREAK = 8;

  /** Gives back what was kept where no more changes follow. Tests take its threads away. */
  static final ScheduledThreadPoolExecutor TIMER =
      new ScheduledThreadPoolExecutor(
          1, task -> Thread.ofPlatform().name("mmapdict-lock").daemon().unstarted(task));

  private final FileHandle file;
  private final ReentrantLock threads = new ReentrantLock(true);

  // What follows is touched under the threads' lock only.
  private boolean kept;
  private long keptSince;
  private boolean timed;
  private int streak;
  private long givenBack;

  FileLock(FileHandle file) {
    this.file = file;
  }

  /** Waits for the lock that excludes everyone else. Close the result to give it back. */
  Held exclusive() {
    return acquire(Native.LOCK_EX, false);
  }

  /** The same for a change of microseconds, after which the file may stay locked for a moment. */
  Held brief() {
    return acquire(Native.LOCK_EX, true);
  }

  /** Waits for the lock that excludes writers. Close the result to give it back. */
  Held shared() {
    return acquire(Native.LOCK_SH, false);
  }

  boolean isHeldByThisThread() {
    return threads.isHeldByCurrentThread();
  }

  /**
   * Asked before this thread waits for the lock, or for who may.
   *
   * @throws IllegalStateException if this thread holds it
   */
  void requireNotHeld() {
    if (threads.isHeldByCurrentThread()) {
      throw new IllegalStateException(
          file.path() + " is being changed by this very call: a payload must not use its own file");
    }
  }

  /** Before user code runs: what is left of the changes before it does not outlast this. */
  void giveBackKept() {
    withoutWriters(() -> {});
  }

  /** Runs something while no thread of this process holds the lock, and the file is not locked. */
  void withoutWriters(Runnable action) {
    requireNotHeld();
    threads.lock();
    try {
      if (kept) {
        giveBack();
      }
      action.run();
    } finally {
      threads.unlock();
    }
  }

  private Held acquire(int operation, boolean brief) {
    requireNotHeld();
    Faults.tell(); // or a native call would tell it, with the lock taken
    threads.lock();
    try {
      if (!kept) {
        if (brief) {
          countStreak();
        }
        flock(operation);
      }
    } catch (RuntimeException | Error e) {
      threads.unlock();
      throw e;
    }
    return new Held(brief);
  }

  private void countStreak() {
    long pause = System.nanoTime() - givenBack;
    streak = pause < PAUSE_NANOS ? streak + 1 : 0;
    if (streak > STREAK) { // it was kept before
      streak = STREAK;
      letOthersIn();
    }
  }

  private void letOthersIn() {
    for (long left = FREE_NANOS; left > 0; left = givenBack + FREE_NANOS - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private void keepOrGiveBack() {
    if (kept ? isOverdue() : streak < STREAK) {
      giveBack();
    } else if (!kept) {
      keep();
    }
  }

  private void keep() {
    try {
      if (!timed) {
        TIMER.prestartCoreThread();
        lookLater();
        timed = true;
      }
      keptSince = System.nanoTime();
      kept = true;
    } catch (OutOfMemoryError e) { // or of threads: nobody would give it back
      streak = 0;
      giveBack();
    }
  }

  private boolean isOverdue() {
    return System.nanoTime() - keptSince >= KEPT_NANOS;
  }

  private void lookLater() {
    var _ = TIMER.schedule(this::look, KEPT_NANOS, TimeUnit.NANOSECONDS);
  }

  /** In the timer's thread, which waits for nobody but for memory. */
  private void look() {
    boolean looked = false;
    while (!looked) {
      try {
        if (!endIfDue()) {
          lookLater();
        }
        looked = true;
      } catch (OutOfMemoryError e) {
        LockSupport.parkNanos(KEPT_NANOS);
      }
    }
  }

  /** False if it is to be looked at again: it is too early, or another thread has the lock. */
  private boolean endIfDue() {
    if (!threads.tryLock()) {
      return false;
    }
    try {
      if (kept && isOverdue()) {
        giveBack();
      }
      timed = kept;
      return !timed;
    } finally {
      threads.unlock();
    }
  }

  private void giveBack() {
    flock(Native.LOCK_UN);
    kept = false;
    givenBack = System.nanoTime();
  }

  private void flock(int operation) {
    int fd = file.fd();
    int result =
        operation != Native.LOCK_UN && Thread.currentThread().isVirtual()
            ? flockOffCarrier(fd, operation)
            : flock(fd, operation);
    if (result < 0) {
      throw new MmapDictException(file.path(), "cannot be locked: " + Native.explain(result));
    }
  }

  private static int flock(int fd, int operation) {
    int result = Native.flock(fd, operation);
    while (result == -Native.EINTR) {
      result = Native.flock(fd, operation);
    }
    return result;
  }

  /**
   * In the system a virtual thread waits together with its carrier, which another one may need that
   * has the lock through another handle.
   */
  private static int flockOffCarrier(int fd, int operation) {
    int result = flock(fd, operation | Native.LOCK_NB);
    return result == -Native.EAGAIN
        ? CompletableFuture.supplyAsync(
                () -> flock(fd, operation),
                wait -> Thread.ofPlatform().name("mmapdict-wait").daemon().start(wait))
            .join()
        : result;
  }

  /** The lock while it is held. */
  final class Held implements AutoCloseable {
    private final boolean brief;

    private Held(boolean brief) {
      this.brief = brief;
    }

    @Override
    public void close() {
      try {
        if (brief) {
          keepOrGiveBack();
        } else {
          giveBack();
        }
      } finally {
        threads.unlock();
      }
    }
  }
}
