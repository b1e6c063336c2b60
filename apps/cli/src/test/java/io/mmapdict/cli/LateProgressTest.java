package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Where standard error is no terminal. */
class LateProgressTest {
  private static final long MIB = 1 << 20;

  private final List<String> lines = new ArrayList<>();
  private long second;

  @Test
  void aLineEveryTenSecondsUntilAllIsDone() {
    LateProgress progress =
        new LateProgress("import", () -> TimeUnit.SECONDS.toNanos(second), lines::add);
    for (second = 0; second <= 25; second++) {
      progress.at(second * MIB, 30 * MIB);
    }
    assertEquals(List.of("import: 10 of 30 MiB", "import: 20 of 30 MiB"), lines);
    second = 40;
    progress.at(30 * MIB, 30 * MIB);
    assertEquals(2, lines.size(), "what is done says the command");
  }
}
