package io.mmapdict.parallel.stages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.testkit.Seed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines in real processes: several at once, and killed ones. */
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

  @Test
  void aKilledRunGoesOnWhereItWas() throws Exception {
    killed(3);
  }

  @Test
  @Tag("long")
  void aRunThatIsKilledFiftyTimes() throws Exception {
    killed(50);
  }

  /** What was said to be done before a kill is not done again. */
  private void killed(int kills) throws Exception {
    Random random = new Random(Seed.next("PipelineProcessesTest"));
    int after = 0;
    for (int kill = 0; kill < kills; ) {
      Path file = folder.resolve("stages.mmdpickle");
      Files.deleteIfExists(file);
      try (MmapDict dict = sources()) {
        Map<String, Long> finished = new HashMap<>();
        boolean goesOn = true;
        while (goesOn) {
          Process run = start(dict, 150);
          goesOn = kill < kills && !run.waitFor(1000 + random.nextInt(3000), TimeUnit.MILLISECONDS);
          if (goesOn) {
            List<ProcessHandle> workers = run.descendants().toList();
            run.destroyForcibly();
            for (ProcessHandle worker : workers) {
              worker.onExit().get(10, TimeUnit.SECONDS);
            }
            kill++;
            after += finished.size();
          } else {
            assertTrue(done(run) >= 0);
          }
          finished.forEach((ran, times) -> assertEquals(times, dict.get(ran), ran));
          finished.putAll(finished(dict));
        }
        assertEquals(OUTPUTS, finished.size());
        assertEquals(SUM, dict.get("sum"));
        for (long i = 0; i < SOURCES; i++) {
          assertEquals(2 * i, dict.get("two/" + i));
        }
      }
    }
    System.out.println("PipelineProcessesTest: " + kills + " kills, " + after + " done before");
  }

  /** How often each task ran whose output is said to be done. */
  private static Map<String, Long> finished(MmapDict dict) {
    Map<String, Long> finished = new HashMap<>();
    Chain.pipeline(0).plan(dict, PipelineOptions.DEFAULT.withForce()).values().stream()
        .flatMap(List::stream)
        .filter(planned -> planned.why() == Planned.Why.FORCED)
        .map(Planned::step)
        .forEach(step -> {
          String stage = step.output().contains("/") ? step.output().replaceAll("/.*", "") : "sum";
          String key = "ran/" + stage + " " + (step.inputs().size() < 3 ? step.inputs() : "all");
          finished.put(key, dict.get(key, Long.class));
        });
    return finished;
  }
}
