package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.testkit.Nginx;
import io.mmapdict.testkit.OddServer;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code mmapdict watch} of a file behind a server, while others write it. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WatchUrlIT {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() {
    file = folder.resolve("scan.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set("exposure", 0.25);
      dict.set("note", "x".repeat(20_000));
      dict.set("cube", NDArray.of(new int[] {1, 2, 3, 4}, 2, 2));
    }
  }

  /** What another process puts here is seen there, at a terminal and as lines. */
  @Test
  void whatIsPutThereIsSeenHere() throws Exception {
    try (Nginx nginx = Nginx.of(folder)) {
      Pty.script(
          """
          import json
          file, url = arguments
          lines = subprocess.Popen([mmapdict, 'watch', url, '--json'], stdout=subprocess.PIPE, text=True)
          first = json.loads(lines.stdout.readline())
          assert (first['event'], first['file']) == ('keys', url), first
          assert [entry['key'] for entry in first['put']] == ['exposure', 'note', 'cube'], first
          t = Terminal([mmapdict, 'watch', url], 14, 100)
          t.until('exposure', '3 keys')
          run('put', file, 'later', '--json', '[1, 2]')
          run('rm', file, 'note')
          run('put', file, 'exposure', '--json', '0.5')  # as long as the one before
          t.until('later', '3 keys')
          t.awaits(lambda: not any('note' in line for line in t.screen), 'note is gone')
          t.send(b'q')
          assert t.end() == 0
          put, removed = [], []
          while not {'later', 'exposure'} <= set(put) or 'note' not in removed:
              change = json.loads(lines.stdout.readline())
              put += [entry['key'] for entry in change['put']]
              removed += change['removed']
          assert sorted(put) == ['exposure', 'later'], put
          assert sorted(removed) == ['exposure', 'note'], removed
          lines.terminate()
          assert lines.wait() == 128 + 15
          """,
          file,
          nginx.uri("scan.mmdpickle"));
    }
  }

  /** It is asked until it is back, and then what came meanwhile is told. */
  @Test
  void aServerThatGoesIsWaitedFor() throws Exception {
    AtomicBoolean isAway = new AtomicBoolean();
    Path said = folder.resolve("said");
    try (OddServer server = new OddServer(Files.readAllBytes(file))) {
      server.setOddity((_, exchange) -> {
        if (isAway.get()) {
          exchange.sendResponseHeaders(503, -1);
        }
        return isAway.get();
      });
      Process watch =
          new ProcessBuilder(Run.LAUNCHER.toString(), "watch", server.uri().toString(), "--json")
              .redirectError(said.toFile())
              .start();
      try (BufferedReader lines = watch.inputReader(StandardCharsets.UTF_8)) {
        assertTrue(lines.readLine().contains("\"key\":\"cube\""));
        isAway.set(true);
        while (!Files.readString(said).contains("status 503")) {
          OddServer.hold(Duration.ofMillis(50));
        }
        Run.mmapdict("put", file, "later", "--json", "1").done();
        server.setFile(Files.readAllBytes(file));
        isAway.set(false);
        String back = lines.readLine();
        assertTrue(back.contains("\"put\":[{\"key\":\"later\""), back);
        assertTrue(back.contains("\"removed\":[]"), back);
      } finally {
        watch.destroyForcibly().waitFor();
      }
    }
  }
}
