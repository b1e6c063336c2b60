package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Data;
import io.mmapdict.testkit.Python;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C while photos are registered: the signal goes to all processes, as a terminal's does. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterruptIT {
  @TempDir private Path folder;

  /** A process group of its own, and what it has said. */
  private final class Registering {
    private final Path err = folder.resolve("err.txt");
    private final List<String> events = new ArrayList<>();
    private final Process process;
    private final BufferedReader out;

    Registering(Path file) throws IOException {
      // What starts in the background of a shell ignores the signal, and so does what it starts.
      List<String> command =
          new ArrayList<>(
              List.of("setsid", "env", "--default-signal=INT", Run.LAUNCHER.toString()));
      command.addAll(List.of("register", file.toString(), "--json", "--workers", "2"));
      for (int i = 1; i <= 4; i++) {
        command.add(Data.path("boat/img" + i + ".pgm").toString());
      }
      process = new ProcessBuilder(command).redirectError(err.toFile()).start();
      out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Reads until an event; its line. */
    String awaits(String event, String stage) throws IOException {
      String found;
      do {
        found = out.readLine();
        assertTrue(found != null, () -> "no " + event + " in " + events);
        events.add(found);
      } while (!found.startsWith("{\"event\":\"" + event + "\",\"stage\":\"" + stage + "\""));
      return found;
    }

    void interrupt() throws Exception {
      Process kill = new ProcessBuilder("kill", "-INT", "--", "-" + process.pid()).start();
      assertEquals(0, kill.waitFor());
    }

    /** Reads to the end; what was said on standard error. */
    String end() throws Exception {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        events.add(line);
      }
      String said = Files.readString(err);
      assertEquals(130, process.waitFor(), said);
      return said;
    }

    long count(String event) {
      return events.stream()
          .filter(line -> line.startsWith("{\"event\":\"" + event + "\""))
          .count();
    }
  }

  private static String goesOn(Path file) {
    return "mmapdict: "
        + file
        + ": interrupted; what was done stays there, run it again to go on\n";
  }

  @Test
  void theFirstLetsTheTasksAtWorkFinish() throws Exception {
    Path file = folder.resolve("boat.mmdpickle");
    Registering first = new Registering(file);
    first.awaits("started", "keypoints");
    first.awaits("started", "keypoints");
    first.interrupt();
    assertEquals(
        "mmapdict: the tasks at work are finished; Ctrl-C once more drops them\n" + goesOn(file),
        first.end());
    assertEquals(first.count("started"), first.count("done"));
    assertEquals(0, first.count("retried"), "a worker has heard the signal");
    assertEquals(0, first.count("failed"));
    assertTrue(first.events.getLast().startsWith("{\"event\":\"summary\""));
    Python.any()
        .run(
            """
            import pickle, sys
            d = pickle.load(open(sys.argv[1], 'rb'))
            keypoints = [k for k in d if k.startswith('keypoints/')]
            assert len(keypoints) in (2, 3), keypoints
            assert all(d['made/' + k]['state'] == 'done' for k in keypoints)
            assert 'graph' not in d
            """,
            file);
  }

  @Test
  void theSecondDropsThem() throws Exception {
    Path file = folder.resolve("dropped.mmdpickle");
    Registering run = new Registering(file);
    run.awaits("started", "keypoints");
    List<ProcessHandle> workers = run.process.descendants().toList();
    assertFalse(workers.isEmpty());
    run.interrupt();
    while (!Files.readString(run.err).contains("once more")) {
      Thread.sleep(5);
    }
    run.interrupt();
    assertTrue(run.end().endsWith(goesOn(file)));
    assertTrue(run.count("done") < run.count("started"), run.events.toString());
    assertTrue(run.events.getLast().startsWith("{\"event\":\"summary\""));
    while (workers.stream().anyMatch(ProcessHandle::isAlive)) {
      Thread.sleep(5);
    }
  }
}
