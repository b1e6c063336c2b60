package io.mmapdict.parallel.stages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mmapdict.MmapDict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines in real processes, several at once; killed ones are in {@code dev/interop}. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PipelineProcessesTest {
  private static final int SOURCES = 8;
  private static final int OUTPUTS = SOURCES + SOURCES * (SOURCES - 1) / 2 + 1;

  /** Each source is in as many pairs as there are others, and is doubled before. */
  private static final long SUM = 2L * (SOURCES - 1) * SOURCES * (SOURCES - 1) / 2;

  @TempDir Path folder;

  private MmapDict sources() {
    MmapDict dict = MmapDict.open(folder.resolve("stages.mmdpickle"));
    for (long i = 0; i < SOURCES; i++) {
      dict.put("in/" + i, i);
    }
    return dict;
  }

  private static Process start(MmapDict dict, int pauseMillis) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            ChainMain.class.getName(),
            dict.path().toString(),
            String.valueOf(pauseMillis))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static int done(Process process) throws IOException, InterruptedException {
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(0, process.waitFor(), said);
    return Integer.parseInt(said);
  }

  @Test
  void twoRunsAtOnceDoNothingTwice() throws Exception {
    try (MmapDict dict = sources()) {
      List<Process> runs = List.of(start(dict, 30), start(dict, 30));
      int done = 0;
      for (Process run : runs) {
        done += done(run);
      }
      assertEquals(OUTPUTS, done);
      assertEquals(OUTPUTS, Chain.ran(dict, ""));
      assertEquals(SUM, dict.get("sum"));
    }
  }
}
