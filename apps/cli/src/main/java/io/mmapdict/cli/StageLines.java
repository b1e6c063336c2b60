package io.mmapdict.cli;

import io.mmapdict.parallel.ProgressEvent;
import io.mmapdict.parallel.stages.StageReport;
import io.mmapdict.registration.RegistrationRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * For people. On standard error how the stages go on, on a terminal a bar each, elsewhere a line at
 * the begin and every ten seconds; what is tried again; and at the end what became of each stage.
 */
final class StageLines implements StageNews {
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final LongSupplier nanos;
  private final Consumer<String> lines;
  private final List<StageTally> tallies = new ArrayList<>();
  private long begun;
  private long nextLine;
  private @Nullable ProgressBar bar;

  StageLines() {
    this(System::nanoTime, Output::note);
  }

  /** By another clock and to somebody else, for tests. */
  StageLines(LongSupplier nanos, Consumer<String> lines) {
    this.nanos = nanos;
    this.lines = lines;
  }

  @Override
  public void begins(String stage, int planned, int kept) {
    tallies.add(new StageTally(stage, planned, kept));
    begun = nanos.getAsLong();
    nextLine = begun + PERIOD_NANOS;
    if (planned == 0) {
      return;
    }
    if (Output.isErrorTerminal()) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(stage)
              .setInitialMax(planned)
              .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
              .showSpeed()
              .build();
    } else {
      lines.accept(stage + ": " + planned + (planned == 1 ? " task" : " tasks"));
    }
  }

  @Override
  public void on(String stage, ProgressEvent event) {
    StageTally tally = tallies.getLast();
    tally.add(event);
    if (bar != null) {
      bar.stepTo(event.done() + event.failed());
      if (tally.retried() + tally.failed() > 0) {
        bar.setExtraMessage(tally.retried() + " retried, " + tally.failed() + " failed");
      }
      return;
    }
    if (event.kind() == ProgressEvent.Kind.RETRIED) {
      lines.accept(
          "%s: %s is tried again in %.1f s: %s"
              .formatted(
                  stage, event.key(), event.pause().toMillis() / 1000.0, StageTally.why(event)));
    }
    long now = nanos.getAsLong();
    if (now >= nextLine && event.kind() != ProgressEvent.Kind.STARTED) {
      nextLine = now + PERIOD_NANOS;
      lines.accept(tally.rate(Duration.ofNanos(now - begun)));
    }
  }

  @Override
  public void ended(StageReport report) {
    tallies.getLast().end(report);
    endBar();
  }

  @Override
  public void photos(RegistrationRecord record) {
    endBar();
    int width = record.images().keySet().stream().mapToInt(String::length).max().orElse(0);
    record
        .images()
        .forEach((name, image) ->
            Output.printLine(
                name
                    + " ".repeat(width - name.length() + 2)
                    + "%-10s  ".formatted(image.status())
                    + support(image)));
  }

  private static String support(RegistrationRecord.Image image) {
    return switch (image.status()) {
      case RegistrationRecord.REGISTERED ->
          "%5d inliers, rms %.2f px".formatted(image.inliers(), image.rms().orElseThrow());
      case RegistrationRecord.FAILED -> image.why().orElseThrow();
      default -> "";
    };
  }

  @Override
  public void wrote(Path picture) {
    Output.printLine("wrote " + picture);
  }

  @Override
  public void close() {
    endBar();
    int kept = tallies.stream().mapToInt(StageTally::kept).sum();
    if (tallies.stream().allMatch(tally -> tally.planned() == 0)) {
      if (kept > 0) {
        lines.accept("nothing to do: " + kept + " skipped, for they are there and up to date");
      }
      return;
    }
    for (StageTally tally : tallies) {
      lines.accept(tally.line());
      tally.failures().forEach(lines);
    }
  }

  private void endBar() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
