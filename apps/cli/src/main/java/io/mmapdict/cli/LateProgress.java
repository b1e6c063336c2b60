package io.mmapdict.cli;

import io.mmapdict.Progress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * How far a work is, on standard error: on a terminal a bar, once it has taken a second; elsewhere
 * a line every ten seconds.
 */
final class LateProgress implements Progress, AutoCloseable {
  /** A second; a test that wants to see a short work's bar says 0. */
  private static final long BAR_AFTER_NANOS =
      TimeUnit.MILLISECONDS.toNanos(Long.getLong("mmapdict.progressAfterMillis", 1000));

  private static final long LINE_PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int MEBI = 20;

  /** What is counted, and by how many together. */
  enum Unit {
    /** Of bytes. */
    MIB("MiB", 1L << MEBI),
    /** One by one. */
    KEYS("keys", 1);

    private final String title;
    private final long size;

    Unit(String title, long size) {
      this.title = title;
      this.size = size;
    }
  }

  private final String what;
  private final Unit unit;
  private final LongSupplier nanos;
  private final Consumer<String> lines;
  private final long start;
  private long barAfter = BAR_AFTER_NANOS;
  private long nextLine = LINE_PERIOD_NANOS;
  private @Nullable ProgressBar bar;

  /** Of a work that tells bytes. */
  LateProgress(String what) {
    this(what, Unit.MIB);
  }

  LateProgress(String what, Unit unit) {
    this(what, unit, System::nanoTime, Output::note);
  }

  /** By another clock and to somebody else, for tests. */
  LateProgress(String what, LongSupplier nanos, Consumer<String> lines) {
    this(what, Unit.MIB, nanos, lines);
  }

  private LateProgress(String what, Unit unit, LongSupplier nanos, Consumer<String> lines) {
    this.what = what;
    this.unit = unit;
    this.nanos = nanos;
    this.lines = lines;
    this.start = nanos.getAsLong();
  }

  @Override
  public void at(long done, long total) {
    long elapsed = nanos.getAsLong() - start;
    if (!Output.isErrorTerminal()) {
      if (elapsed >= nextLine && done < total) {
        nextLine = elapsed + LINE_PERIOD_NANOS;
        lines.accept(
            "%s: %d of %d %s".formatted(what, done / unit.size, total / unit.size, unit.title));
      }
      return;
    }
    if (elapsed < barAfter) {
      return;
    }
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(what)
              .setInitialMax(total)
              .setUnit(" " + unit.title, unit.size)
              .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
              .build();
    }
    bar.stepTo(done);
  }

  /** Makes room for a line of other output: the next bar comes if another second is taken. */
  void aside() {
    close();
    barAfter = nanos.getAsLong() - start + BAR_AFTER_NANOS;
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
