package io.mmapdict;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the commit number of a file has changed, whoever changed it. A change is a store
 * into a mapping, of which the system tells nobody (inotify does not see it), so the number is read
 * every now and then: soon after a change, rarer the longer nothing happens.
 */
final class Watch {
  private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

  private final Path path;
  private final IntSupplier commitNumber;
  private final List<Told> listeners = new CopyOnWriteArrayList<>();

  /** Runs while there are listeners; under this object's monitor, as what is below. */
  private @Nullable Thread watcher;

  private boolean closed;

  /**
   * A watch on one file.
   *
   * @param commitNumber reads it, and may throw once the file is closed
   */
  Watch(Path path, IntSupplier commitNumber) {
    this.path = path;
    this.commitNumber = commitNumber;
  }

  /** Tells a listener of every change from now on, in a thread of this watch. */
  synchronized Registration add(IntConsumer listener) {
    requireOpen();
    Told told = new Told(listener, commitNumber.getAsInt());
    listeners.add(told);
    if (watcher == null) {
      watcher = Thread.ofPlatform().daemon().name("mmapdict-watch " + path).start(this::run);
    }
    return () -> remove(told);
  }

  /**
   * Waits until the commit number is not this one.
   *
   * @return the number then, or the one given if the timeout passed first
   * @throws IllegalStateException if the file is closed meanwhile
   */
  int await(int after, Duration timeout) throws InterruptedException {
    long start = System.nanoTime();
    long most = TimeUnit.NANOSECONDS.convert(timeout); // the most there can be, if it is more
    long pause = SHORTEST_PAUSE_NANOS;
    while (true) {
      int now = read();
      long left = most - (System.nanoTime() - start);
      if (now != after || left <= 0) {
        return now;
      }
      synchronized (this) {
        requireOpen();
        TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, pause));
      }
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }
  }

  /** Ends every wait and the thread. A listener that is just being told goes on. */
  synchronized void close() {
    closed = true;
    listeners.clear();
    notifyAll();
  }

  private synchronized void remove(Told told) {
    listeners.remove(told);
    if (listeners.isEmpty()) {
      notifyAll();
    }
  }

  private void run() {
    long pause = SHORTEST_PAUSE_NANOS;
    while (goesOn()) {
      try {
        pause = tell(commitNumber.getAsInt()) ? SHORTEST_PAUSE_NANOS : pause;
        synchronized (this) {
          if (!listeners.isEmpty()) {
            TimeUnit.NANOSECONDS.timedWait(this, pause);
          }
        }
      } catch (InterruptedException e) {
        // only a listener can have caused it: the next one is told all the same
      } catch (RuntimeException | Error e) {
        lose(e);
      }
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }
  }

  private boolean tell(int now) {
    boolean changed = false;
    for (Told told : listeners) {
      if (told.last != now) {
        told.last = now;
        changed = true;
        try {
          told.listener.accept(now);
        } catch (RuntimeException | Error e) {
          report(e);
        }
      }
    }
    return changed;
  }

  /** Under the monitor, so that no listener is added to a thread that ends. */
  private synchronized boolean goesOn() {
    if (listeners.isEmpty()) {
      watcher = null;
      return false;
    }
    return true;
  }

  /** The number cannot be read any more: nobody can be told anything. */
  private void lose(Throwable e) {
    boolean surprising;
    synchronized (this) {
      surprising = !closed;
      listeners.clear();
    }
    if (surprising) {
      report(e);
    }
  }

  private static void report(Throwable e) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
  }

  private int read() {
    try {
      return commitNumber.getAsInt();
    } catch (IllegalStateException e) {
      throw closedException(e);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw closedException(null);
    }
  }

  private IllegalStateException closedException(@Nullable Throwable cause) {
    return new IllegalStateException(path + " is closed: its changes are no longer seen", cause);
  }

  /** A listener and the number it was told last; the number belongs to the watching thread. */
  private static final class Told {
    final IntConsumer listener;
    int last;

    Told(IntConsumer listener, int last) {
      this.listener = listener;
      this.last = last;
    }
  }
}
