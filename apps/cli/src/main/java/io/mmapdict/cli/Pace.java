package io.mmapdict.cli;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * When {@code watch} looks: at once when the file has changed, but no sooner than an interval after
 * the last look began, and no sooner after its end than it took: a look goes over all keys.
 */
final class Pace {
  private final Watched file;
  private final long interval;
  private long begun;
  private long ended;

  Pace(Watched file, Duration interval) {
    this.file = file;
    this.interval = interval.toNanos();
  }

  /** To be told before each look. */
  void begins() {
    file.begins();
    begun = System.nanoTime();
  }

  /** To be told after it. */
  void ends() {
    ended = System.nanoTime();
  }

  /**
   * Waits until it is time to look again.
   *
   * @return false if the longest time has passed before
   */
  boolean awaits(Duration longest) throws InterruptedException {
    long until = System.nanoTime() + longest.toNanos();
    long pause = Math.max(begun + interval, ended + (ended - begun)) - System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(Math.min(pause, longest.toNanos()));
    long left = until - System.nanoTime();
    return pause <= longest.toNanos() && file.awaits(Duration.ofNanos(Math.max(0, left)));
  }
}
