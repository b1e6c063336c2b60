package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.stubs.GrowableNDArray;
import io.mmapdict.testkit.Python;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code mmapdict watch} into a pipe, while other processes write. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WatchIT {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("scan.mmdpickle");
  }

  /** One that is watched, and what it says. */
  private static final class Watching implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    Watching(Object... arguments) throws IOException {
      List<String> command =
          new ArrayList<>(List.of("env", "--default-signal=INT", Run.LAUNCHER.toString(), "watch"));
      for (Object argument : arguments) {
        command.add(argument.toString());
      }
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      out = process.inputReader(StandardCharsets.UTF_8);
    }

    String line() throws IOException {
      return out.readLine();
    }

    /** The next line without its time. */
    String event() throws IOException {
      String line = line();
      assertTrue(line.matches("20..-..-..T..:..:..(\\....)?Z  .*"), line);
      return line.substring(line.indexOf(' ') + 2);
    }

    int interrupted() throws Exception {
      Process kill = new ProcessBuilder("kill", "-INT", "" + process.pid()).start();
      assertEquals(0, kill.waitFor());
      return process.waitFor();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  @Test
  void aLineForEachChange() throws Exception {
    Run.mmapdict("put", file, "exposure", "--json", "0.25").done();
    try (Watching watching = new Watching(file)) {
      assertEquals("there    float  -  -  13  exposure", watching.event());
      try (MmapDict dict = MmapDict.open(file)) {
        dict.put("frame", NDArray.zeros(DType.INT16, 3, 4));
        assertEquals("put      array  int16  (3, 4)  24  frame", watching.event());
        dict.remove("exposure");
        assertEquals("removed  exposure", watching.event());
        dict.put("frame", "text\n");
        assertTrue(watching.event().matches("put      str  -  -  [0-9]+  frame"));
        dict.vacuum(); // moves all entries and changes none
        dict.put("line\nbreak", true);
        assertTrue(watching.event().matches("put      bool  -  -  [0-9]+  line\\\\nbreak"));
      }
      assertEquals(130, watching.interrupted());
      assertEquals(null, watching.line());
    }
  }

  /** First all keys, then what was put and removed, as {@code ls --json} has them. */
  @Test
  void anObjectForEachChange() throws Exception {
    Run.mmapdict("put", file, "note", "--json", "1").done();
    Run.mmapdict("put", file, "other", "--json", "1").done();
    NDArray frame = NDArray.zeros(DType.FLOAT32, 2);
    try (MmapDict dict = MmapDict.open(file)) {
      GrowableNDArray.of(dict, "frame/all").withCapacity(9).append(frame);
    }
    try (Watching watching = new Watching(file, "n*", "frame/*", "--json")) {
      List<String> lines = new ArrayList<>(List.of(watching.line()));
      List<String> listed = new ArrayList<>(List.of(Run.mmapdict("ls", file, "--json").done()));
      try (MmapDict dict = MmapDict.open(file)) {
        GrowableNDArray.of(dict, "frame/all").append(frame); // where it stands
        lines.add(watching.line());
        listed.add(Run.mmapdict("ls", file, "--json").done());
        dict.put("other", 2L); // none of these
        dict.put("note", 2L);
        lines.add(watching.line());
        listed.add(Run.mmapdict("ls", file, "--json").done());
        dict.remove("note");
        lines.add(watching.line());
      }
      String report = Run.mmapdict("fsck", file, "--json").done();
      Python.any()
          .run(
              """
              import json, sys
              events = [json.loads(line) for line in sys.argv[1].split('\\n')]
              listed = [{e['key']: e for e in json.loads(text)} for text in sys.argv[2].split('\\f')]
              assert [e['event'] for e in events] == ['keys'] + ['change'] * 3, events
              assert all(e['file'] == sys.argv[3] for e in events)
              keys, grown, again, gone = events
              assert keys['put'] == list(listed[0][k] for k in ('note', 'frame/all')) and keys['removed'] == []
              assert grown['put'] == [listed[1]['frame/all']] and grown['removed'] == []
              assert (keys['put'][1]['shape'], grown['put'][0]['shape']) == ([1, 2], [2, 2])
              assert again['put'] == [listed[2]['note']] and again['removed'] == ['note']
              assert gone['put'] == [] and gone['removed'] == ['note']
              report = json.loads(sys.argv[4])
              for name in ('size', 'live', 'live_bytes', 'dead', 'dead_bytes'):
                  assert gone[name] == report[name], (name, gone, report)
              """,
              String.join("\n", lines),
              String.join("\f", listed),
              file,
              report);
    }
  }

  @Test
  void endsWhenNobodyReads() throws Exception {
    Run.mmapdict("put", file, "a", "--json", "1").done();
    try (Watching watching = new Watching(file, "--json")) {
      watching.line();
      watching.out.close();
      while (watching.process.isAlive()) {
        Run.mmapdict("put", file, "a", "--json", "1").done();
      }
      assertEquals(141, watching.process.waitFor());
    }
  }

  @Test
  void waitsForAFileIfItIsToldSo() throws Exception {
    Run.mmapdict("watch", file).failed(file + ": there is no such file; mmapdict put makes one");
    try (Watching watching = new Watching(file, "--wait")) {
      Run.mmapdict("put", folder.resolve("another"), "b", "--json", "1").done();
      assertFalse(watching.out.ready());
      Run.mmapdict("put", file, "a", "--json", "1").done();
      assertTrue(watching.event().endsWith("  a"));
    }
    Path nowhere = folder.resolve("none/scan.mmdpickle");
    Run.mmapdict("watch", nowhere, "--wait")
        .failed(nowhere + ": cannot be waited for: its folder: there is no such file");
    Run.mmapdict("watch", file, "--interval", "-1")
        .wrong("--interval: expected seconds, 0 to 86400, found -1.0; see mmapdict watch --help");
  }
}
