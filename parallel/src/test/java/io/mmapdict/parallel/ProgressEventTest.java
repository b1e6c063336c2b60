package io.mmapdict.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.parallel.ProgressEvent.Kind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProgressEventTest {
  private static ProgressEvent event(@Nullable Throwable why) {
    return new ProgressEvent(Kind.FAILED, "key", 1, 1, 0, 1, 1, why, Duration.ZERO, "");
  }

  @Test
  void itsStackTraceHasAllThatWentWrongAndEnds() {
    Exception cause = new IllegalStateException("the cause");
    Exception why = new IllegalArgumentException("what failed", cause);
    cause.initCause(why);
    why.addSuppressed(new UnsupportedOperationException("while it was closed"));
    String text = event(why).stackTrace();
    for (String part : new String[] {"what failed", "the cause", "while it was closed"}) {
      assertTrue(text.contains(part), text);
    }
    assertTrue(text.contains("\tat " + ProgressEventTest.class.getName()), text);
    assertEquals("", event(null).stackTrace());
  }
}
