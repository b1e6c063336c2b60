package io.mmapdict;

import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The large values that are just written into one file. They are written without the file lock, so
 * closing the file ends them first: they stop at the next part, and what they use is there until
 * then. Safe for use by many threads.
 */
final class Fills {
  private final Path path;

  /** Held for reading by each of them. */
  private final ReentrantReadWriteLock running = new ReentrantReadWriteLock();

  private volatile boolean ended;

  Fills(Path path) {
    this.path = path;
  }

  /**
   * Begins one, which lasts until the result is closed, in the same thread.
   *
   * @throws IllegalStateException if the file is closed
   */
  Held begin() {
    running.readLock().lock();
    Held held = running.readLock()::unlock;
    if (ended) {
      held.close();
      throw closedException();
    }
    return held;
  }

  /**
   * Asked before each part.
   *
   * @throws IllegalStateException if the file is about to be closed
   */
  void requireGoingOn() {
    if (ended) {
      throw closedException();
    }
  }

  /**
   * Whether there are any. Where there are none, an entry that bears our process id is left over.
   */
  boolean areRunning() {
    return running.getReadLockCount() > 0;
  }

  /** Whether this thread is writing one, and would wait for itself. */
  boolean areOfThisThread() {
    return running.getReadHoldCount() > 0;
  }

  /** Lets none begin, waits until all have ended, and closes what they used. */
  void end(Runnable close) {
    ended = true;
    running.writeLock().lock();
    try {
      close.run();
    } finally {
      running.writeLock().unlock();
    }
  }

  private IllegalStateException closedException() {
    return new IllegalStateException(path + " is closed");
  }

  /** One of them while it runs. */
  @FunctionalInterface
  interface Held extends AutoCloseable {
    @Override
    void close();
  }
}
