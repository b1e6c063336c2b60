package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.parallel.ProgressEvent;
import io.mmapdict.parallel.ProgressEvent.Kind;
import io.mmapdict.parallel.stages.StageReport;
import io.mmapdict.registration.RegistrationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is said of stages where there is no terminal. */
class StageLinesTest {
  private final List<String> said = new ArrayList<>();
  private long seconds;
  private final StageLines lines =
      new StageLines(() -> TimeUnit.SECONDS.toNanos(seconds), said::add);

  private void tell(Kind kind, int done, int failed, @Nullable Throwable why) {
    lines.on(
        "matches",
        new ProgressEvent(
            kind, "matches/b/a", 1, 3, done, failed, 100, why, Duration.ofMillis(400), ""));
  }

  private static StageReport report(String stage, int done, int kept, long bytes) {
    return new StageReport(
        stage, done, kept, 0, List.of(), List.of(), List.of(), bytes, Duration.ofMillis(61_500));
  }

  @Test
  void aLineAtTheBeginOneEachTenSecondsAndTheSum() {
    lines.begins("images", 0, 4);
    lines.ended(report("images", 0, 4, 0));
    lines.begins("matches", 100, 7);
    for (int done = 1; done <= 60; done++) {
      seconds++;
      tell(Kind.STARTED, done - 1, 0, null);
      tell(Kind.DONE, done, 0, null);
      if (done == 15) {
        tell(Kind.RETRIED, done, 0, new IllegalStateException("too dark"));
      }
    }
    tell(Kind.FAILED, 60, 1, new RegistrationException("too dark"));
    lines.ended(report("matches", 60, 7, 3 << 20));
    lines.close();
    assertEquals(
        List.of(
            "matches: 100 tasks",
            "matches: 10 of 100, 1.0 a second, 1:30 min left",
            "matches: matches/b/a is tried again in 0.4 s: too dark",
            "matches: 20 of 100, 1.0 a second, 1:20 min left",
            "matches: 30 of 100, 1.0 a second, 1:10 min left",
            "matches: 40 of 100, 1.0 a second, 1:00 min left",
            "matches: 50 of 100, 1.0 a second, 50 s left",
            "matches: 60 of 100, 1.0 a second, 40 s left",
            "images: 0 done, 4 skipped, 0 retried, 0 failed",
            "matches: 60 done, 7 skipped, 1 retried, 1 failed, 39 left, 61.5 s, 3.0 MiB",
            "matches/b/a failed 3 times: too dark"),
        said);
  }

  @Test
  void whatIsNobodysMistakeHasItsStackTrace() {
    lines.begins("matches", 1, 0);
    tell(Kind.FAILED, 0, 1, new IllegalStateException("how can that be"));
    lines.close();
    assertEquals("matches/b/a failed 3 times: how can that be", said.get(2));
    assertEquals("java.lang.IllegalStateException: how can that be", said.get(3));
    assertTrue(said.get(4).contains("at io.mmapdict.cli.StageLinesTest"), said.toString());
  }

  @Test
  void nothingToDoIsOneLine() {
    lines.begins("images", 0, 4);
    lines.ended(report("images", 0, 4, 0));
    lines.begins("matches", 0, 6);
    lines.ended(report("matches", 0, 6, 0));
    lines.close();
    assertEquals(List.of("nothing to do: 10 skipped, for they are there and up to date"), said);
  }
}
