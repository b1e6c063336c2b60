package io.mmapdict;

import java.util.concurrent.locks.ReentrantLock;

/**
 * The lock of one open file: {@code flock(2)}, which mmappickle and Python's {@code fcntl.flock}
 * use, with a fair lock over it for the threads that share the descriptor. Held for moments only,
 * but by a vacuum; of user code only the payload of a small value runs under it. Waits without a
 * limit and cannot be interrupted.
 */
final class FileLock {
  private final FileHandle file;
  private final ReentrantLock threads = new ReentrantLock(true);

  FileLock(FileHandle file) {
    this.file = file;
  }

  /** Waits for the lock that excludes everyone else. Close the result to give it back. */
  Held exclusive() {
    return acquire(Native.LOCK_EX);
  }

  /** Waits for the lock that excludes writers. Close the result to give it back. */
  Held shared() {
    return acquire(Native.LOCK_SH);
  }

  boolean isHeldByThisThread() {
    return threads.isHeldByCurrentThread();
  }

  /** Runs something while no thread of this process holds the lock. */
  void withoutWriters(Runnable action) {
    threads.lock();
    try {
      action.run();
    } finally {
      threads.unlock();
    }
  }

  private Held acquire(int operation) {
    if (threads.isHeldByCurrentThread()) {
      throw new IllegalStateException(
          file.path() + " is being changed by this very call: a payload must not use its own file");
    }
    Faults.tell(); // or a native call would tell it, with the lock taken
    threads.lock();
    try {
      flock(operation);
    } catch (RuntimeException e) {
      threads.unlock();
      throw e;
    }
    return new Held();
  }

  private void flock(int operation) {
    int result = Native.flock(file.fd(), operation);
    while (result == -Native.EINTR) {
      result = Native.flock(file.fd(), operation);
    }
    if (result < 0) {
      throw new MmapDictException(file.path(), "cannot be locked: " + Native.explain(result));
    }
  }

  /** The lock while it is held. */
  final class Held implements AutoCloseable {
    private Held() {}

    @Override
    public void close() {
      try {
        flock(Native.LOCK_UN);
      } finally {
        threads.unlock();
      }
    }
  }
}
