package io.mmapdict;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Work in a thread of its own, so that whoever waits for it can tell about it meanwhile: the work
 * holds the file lock, what is told runs code of the user.
 */
final class Observed {
  private static final int PERIOD_MILLIS = 100;

  private Observed() {}

  /**
   * Runs work and gives its result, or throws what it throws.
   *
   * @param look called in this thread, now and then and at the end
   * @param stop called if {@code look} throws, which is thrown on once the work has ended
   */
  static <T> T run(Callable<T> work, Runnable look, Runnable stop) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().name("mmapdict").daemon().start(task);
    try {
      while (!ends(task, PERIOD_MILLIS)) {
        look.run();
      }
      if (task.state() == FutureTask.State.SUCCESS) {
        look.run();
      }
    } catch (Throwable e) {
      stop.run();
      ends(task, Long.MAX_VALUE);
      throw e;
    }
    return switch (task.state()) {
      case SUCCESS -> task.resultNow();
      default -> throw unchecked(task.exceptionNow());
    };
  }

  /** Waits; an interruption is left for later. */
  private static boolean ends(FutureTask<?> task, long millis) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          task.get(millis, TimeUnit.MILLISECONDS);
          return true;
        } catch (ExecutionException e) {
          return true;
        } catch (TimeoutException e) {
          return false;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException unchecked(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
  }
}
