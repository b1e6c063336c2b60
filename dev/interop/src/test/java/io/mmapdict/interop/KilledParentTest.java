package io.mmapdict.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.FileCheck;
import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import io.mmapdict.testkit.LineProcess;
import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program that runs a pipeline is killed and started again, on one file. What is finished is not
 * begun again, and the file is as if nothing had happened.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KilledParentTest {
  private static final int TASK_MILLIS = 40;

  @TempDir private Path folder;

  @Test
  void startedAgainFiveTimes() throws Exception {
    check(5, 12);
  }

  @Test
  @Tag("long")
  void startedAgainFiftyTimes() throws Exception {
    check(50, 45);
  }

  private void check(int kills, int sources) throws Exception {
    Random random = new Random(Seed.next("KilledParentTest"));
    Path undisturbed = putSources("undisturbed", sources);
    assertEquals(FramesPipeline.outputs(sources), toTheEnd(undisturbed, "all").size());
    Path file = putSources("killed", sources);
    Set<String> finished = Set.of();
    long slowest = 0;
    int begunTwice = 0;
    // How many have begun when it is killed: from none to all of them.
    List<Integer> moments =
        random.ints(kills, 0, FramesPipeline.outputs(sources) + 1).sorted().boxed().toList();
    for (int kill = 0; kill < kills; kill++) {
      Path begun = folder.resolve("begun" + kill);
      Process process = start(file, begun, true);
      try (LineProcess program = new LineProcess(process)) {
        while (process.isAlive() && finished.size() + lines(begun).size() < moments.get(kill)) {
          Thread.sleep(5);
        }
        // While a JVM starts, or within the next tasks.
        Thread.sleep(random.nextInt(lines(begun).isEmpty() ? 1000 : 2 * TASK_MILLIS));
        program.kill();
      }
      slowest = Math.max(slowest, awaitEndOfWorkers(file));
      List<String> lines = lines(begun);
      assertBegunOnceAndNotBefore(lines, finished);
      Set<String> before = finished;
      finished = finished(file);
      assertTrue(finished.containsAll(before), "what was finished is lost");
      begunTwice += lines.size() - (finished.size() - before.size());
    }
    List<String> rest = toTheEnd(file, "rest");
    assertBegunOnceAndNotBefore(rest, finished);
    assertEquals(FramesPipeline.outputs(sources), finished.size() + rest.size());
    Scripts.run(Python.any(), "frames_check", file, sources, undisturbed);
    assertTrue(FileCheck.of(file).isSound(), () -> FileCheck.of(file).toString());
    System.out.printf(
        "KilledParentTest: %d kills, %d tasks, of which %d were cut off and begun again;"
            + " the last worker ended at most %d ms after its parent%n",
        kills, FramesPipeline.outputs(sources), begunTwice, slowest);
  }

  private Path putSources(String name, int sources) {
    Path file = folder.resolve(name + ".mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      FramesPipeline.putSources(dict, sources);
    }
    return file;
  }

  /** What it begins, in a run that nobody kills. */
  private List<String> toTheEnd(Path file, String name) throws Exception {
    Path begun = folder.resolve(name);
    try (LineProcess program = new LineProcess(start(file, begun, false))) {
      assertEquals("", program.end());
    }
    return lines(begun);
  }

  /** Which is to be killed if it is endless: its last task never ends. */
  private static Process start(Path file, Path begun, boolean endless) throws IOException {
    return Jvm.of(FramesPipeline.class, file, begun, TASK_MILLIS, endless).start();
  }

  private static List<String> lines(Path begun) throws IOException {
    return Files.exists(begun) ? Files.readAllLines(begun) : List.of();
  }

  private static void assertBegunOnceAndNotBefore(List<String> begun, Set<String> finished) {
    Set<String> seen = new HashSet<>(finished);
    begun.forEach(output -> assertTrue(seen.add(output), () -> output + " is done again"));
  }

  /** In milliseconds from now. */
  private static long awaitEndOfWorkers(Path file) throws InterruptedException {
    long start = System.nanoTime();
    while (!Workers.alive(file).isEmpty()) {
      Thread.sleep(1);
    }
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  /** The outputs of which the file says, as Python sees it, that they are done. */
  private static Set<String> finished(Path file) {
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      return dict.keySet().stream()
          .filter(output -> isDone(dict.get("made/" + output)))
          .collect(Collectors.toSet());
    }
  }

  private static boolean isDone(Object made) {
    return made instanceof Map<?, ?> of && "done".equals(of.get("state"));
  }
}
