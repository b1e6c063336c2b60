package io.mmapdict.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkerOptionsTest {
  @Test
  void pausesDoubleUpToAMinute() {
    WorkerOptions options = WorkerOptions.DEFAULT.withPause(Duration.ofSeconds(7));
    assertEquals(
        List.of(7L, 14L, 28L, 56L, 60L, 60L),
        IntStream.rangeClosed(1, 6).mapToObj(i -> options.pauseAfter(i).toSeconds()).toList());
    assertEquals(Duration.ofMinutes(1), options.pauseAfter(Integer.MAX_VALUE));
    assertEquals(Duration.ZERO, options.withPause(Duration.ZERO).pauseAfter(Integer.MAX_VALUE));
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    WorkerOptions options = WorkerOptions.DEFAULT;
    assertThrows(IllegalArgumentException.class, () -> options.withAttempts(0));
    for (Duration pause : List.of(Duration.ofNanos(-1), Duration.ofSeconds(60, 1))) {
      assertThrows(IllegalArgumentException.class, () -> options.withPause(pause));
    }
    String message =
        assertThrows(IllegalArgumentException.class, () -> options.withDeadline(Duration.ZERO))
            .getMessage();
    assertTrue(message.contains("found PT0S"), message);
  }
}
