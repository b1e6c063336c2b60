package io.mmapdict.cli;

import io.mmapdict.MmapDictException;
import io.mmapdict.parallel.ProgressEvent;
import io.mmapdict.parallel.WorkerException;
import io.mmapdict.parallel.stages.StageReport;
import io.mmapdict.registration.RegistrationException;
import io.mmapdict.registration.photo.PhotoException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has become of a stage so far. */
final class StageTally {
  private static final double MIB = 1 << 20;
  private static final double MILLIS = 1000;

  private final String stage;
  private final int planned;
  private final int kept;
  private final List<ProgressEvent> failures = new ArrayList<>();
  private int done;
  private int retried;

  /** None of a stage that was dropped half-way. */
  private @Nullable StageReport report;

  StageTally(String stage, int planned, int kept) {
    this.stage = stage;
    this.planned = planned;
    this.kept = kept;
  }

  void add(ProgressEvent event) {
    switch (event.kind()) {
      case STARTED -> {}
      case DONE -> done++;
      case RETRIED -> retried++;
      case FAILED -> failures.add(event);
    }
  }

  /** What failed, how often it was tried and why. */
  private static String failure(ProgressEvent event) {
    return event.key()
        + " failed"
        + (event.attempt() > 1 ? " " + event.attempt() + " times: " : ": ")
        + why(event);
  }

  /** The exception's own words where it has some that stand for themselves. */
  static String why(ProgressEvent event) {
    Throwable why = event.why();
    return why == null || why.getMessage() == null ? String.valueOf(why) : why.getMessage();
  }

  void end(StageReport ended) {
    report = ended;
  }

  String stage() {
    return stage;
  }

  int planned() {
    return planned;
  }

  int kept() {
    return kept;
  }

  int done() {
    return done - elsewhere();
  }

  int retried() {
    return retried;
  }

  int failed() {
    return failures.size();
  }

  /** What failed and why, and behind what is nobody's mistake its stack trace. */
  List<String> failures() {
    List<String> lines = new ArrayList<>();
    for (ProgressEvent failure : failures) {
      lines.add(failure(failure));
      if (!isMistake(failure.why())) {
        failure.stackTrace().lines().forEach(lines::add);
      }
    }
    return lines;
  }

  private static boolean isMistake(@Nullable Throwable why) {
    return why instanceof RegistrationException
        || why instanceof PhotoException
        || why instanceof MmapDictException
        || why instanceof WorkerException;
  }

  /** How many another run made meanwhile. */
  int elsewhere() {
    return report == null ? 0 : report.elsewhere();
  }

  /** How many did not begin, for an input of theirs could not be made. */
  int blocked() {
    return report == null ? 0 : report.blocked().size();
  }

  /** How many were stopped, or did not begin for the run was. */
  int left() {
    return planned - done - failures.size();
  }

  double seconds() {
    return report == null ? 0 : report.time().toMillis() / MILLIS;
  }

  long bytes() {
    return report == null ? 0 : report.bytes();
  }

  /** All of it in one line. */
  String line() {
    StringBuilder line = new StringBuilder(stage).append(": ");
    line.append(
        "%d done, %d skipped, %d retried, %d failed"
            .formatted(done(), kept, retried, failures.size()));
    append(line, elsewhere(), "done by another run");
    append(line, blocked(), "without their inputs");
    append(line, left(), "left");
    if (report != null && planned > 0) {
      line.append(", %.1f s, %.1f MiB".formatted(seconds(), bytes() / MIB));
    }
    return line.toString();
  }

  private static void append(StringBuilder line, int count, String what) {
    if (count > 0) {
      line.append(", ").append(count).append(' ').append(what);
    }
  }

  /** How fast the tasks end, and how long the rest takes at that rate. */
  String rate(Duration elapsed) {
    int ended = done + failures.size();
    double each = elapsed.toMillis() / MILLIS / Math.max(1, ended);
    return "%s: %d of %d, %.1f a second, %s left"
        .formatted(stage, ended, planned, 1 / each, time((planned - ended) * each));
  }

  private static String time(double seconds) {
    long whole = Math.round(seconds);
    return whole < 60 ? whole + " s" : "%d:%02d min".formatted(whole / 60, whole % 60);
  }
}
