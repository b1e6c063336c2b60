package io.mmapdict;

import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How far a work is that may hold a lock, for whoever waits for it in another thread. */
final class Position {
  private volatile long done;
  private volatile long total;
  private volatile boolean stopped;

  /**
   * Runs work and gives its result.
   *
   * @param progress told in this thread; the work then runs in another. Null if nobody wants to
   *     know
   */
  static <T> T watched(@Nullable Progress progress, Function<Position, T> work) {
    Position position = new Position();
    return progress == null
        ? work.apply(position)
        : Observed.run(
            () -> work.apply(position),
            () -> position.tell(progress),
            () -> position.stopped = true);
  }

  private void tell(Progress progress) {
    long bytes = total;
    if (bytes > 0) {
      progress.at(Math.min(done, bytes), bytes);
    }
  }

  /** A part of the work begins, of so many bytes. */
  void begin(long totalBytes) {
    done = 0;
    total = totalBytes;
  }

  /** So many bytes of it are done. By the thread that works only. */
  void at(long doneBytes) {
    if (stopped) {
      throw new CancellationException("stopped by who was told");
    }
    done = doneBytes;
  }

  /** So many bytes more are done. By the thread that works only. */
  void more(long bytes) {
    at(done + bytes);
  }
}
