package io.mmapdict.registration;

import java.util.concurrent.CancellationException;

/** What takes long in this process ends when its thread is interrupted. */
public final class Interruption {
  private Interruption() {}

  /**
   * Goes on if this thread is not interrupted.
   *
   * @throws CancellationException if it is
   */
  public static void check() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted");
    }
  }
}
