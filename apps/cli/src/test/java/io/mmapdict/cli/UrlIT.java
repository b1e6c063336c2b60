package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.testkit.Nginx;
import io.mmapdict.testkit.OddServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands that read, of a file behind nginx, against the same file here. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UrlIT {
  @TempDir private Path folder;
  private Path file;
  private String url;
  private Nginx nginx;

  @BeforeEach
  void serve() throws Exception {
    file = folder.resolve("scan.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set("exposure", 0.25);
      dict.set("note", "x".repeat(20_000));
      dict.set("cube", NDArray.of(IntStream.range(1, 1 + (1 << 21)).toArray(), 32, 256, 256));
    }
    nginx = Nginx.of(folder);
    url = nginx.uri("scan.mmdpickle").toString();
  }

  @AfterEach
  void end() throws Exception {
    nginx.close();
  }

  @Test
  void theySayTheSame() {
    List<List<String>> commands =
        List.of(
            List.of("ls"),
            List.of("ls", "--json"),
            List.of("ls", "", "--long"),
            List.of("ls", "", "--long", "--json", "c*"),
            List.of("fsck"),
            List.of("get", "", "exposure"),
            List.of("get", "", "note"),
            List.of("get", "", "cube"),
            List.of("get", "", "cube", "--json"),
            List.of("get", "", "cube", "--slice", "3:5,0,:4"),
            List.of("dis", "", "exposure"));
    for (List<String> command : commands) {
      assertEquals(run(command, file.toString()), run(command, url), command.toString());
    }
    assertTrue(Run.mmapdict("get", url, "note").done().startsWith("xxx"));
  }

  private static String run(List<String> command, String name) {
    Object[] words = command.stream().map(word -> word.isEmpty() ? name : word).toArray();
    if (!command.contains("")) {
      words = Arrays.copyOf(words, words.length + 1);
      words[words.length - 1] = name;
    }
    return Run.mmapdict(words).done();
  }

  @Test
  void aSliceIsAllThatComes() throws Exception {
    assertEquals("[[1 2 3]]\n", Run.mmapdict("get", url, "cube", "--slice", ":1,0,:3").done());
    long bytes = nginx.requests().stream().mapToLong(Nginx.Request::bytes).sum();
    assertTrue(bytes < 200_000, bytes + " of " + Files.size(file));
  }

  @Test
  void theyExportDisassembleAndAudit() throws Exception {
    Path there = folder.resolve("there.npy");
    Path here = folder.resolve("here.npy");
    Run.mmapdict("export", file, "cube", here).done();
    Run.mmapdict("export", url, "cube", there).done();
    assertEquals(-1, Files.mismatch(here, there));
    Path pickle = folder.resolve("evil.pkl");
    Files.writeString(pickle, "cos\nsystem\n(S'true'\ntR.");
    String evil = nginx.uri("evil.pkl").toString();
    assertEquals(Run.mmapdict("dis", pickle).done(), Run.mmapdict("dis", evil).done());
    Run audit = Run.mmapdict("audit", evil);
    assertEquals(Run.mmapdict("audit", pickle).out(), audit.out());
    assertTrue(audit.out().contains("os.system"), audit.out());
    assertEquals(1, audit.exit());
    assertTrue(audit.err().contains(evil), audit.err());
  }

  @Test
  void whatWritesRefusesAUrl() {
    for (List<Object> command :
        List.<List<Object>>of(
            List.of("put", url, "a", "--json", "1"),
            List.of("rm", url, "exposure"),
            List.of("vacuum", url),
            List.of("reclaim", url),
            List.of("fsck", url, "--repair"))) {
      Run run = Run.mmapdict(command.toArray());
      assertEquals(1, run.exit(), command.toString());
      assertTrue(run.err().contains(url + ": a file on a server is only read"), run.err());
    }
    Run.mmapdict("watch", url, "--wait").wrong("--wait: not for a URL; see mmapdict watch --help");
    Run.mmapdict("serve", url, "--raw").wrong("--raw: not for a URL; see mmapdict serve --help");
  }

  @Test
  void whatIsNotThereIsSaidInALine() {
    Run run = Run.mmapdict("ls", url + "x");
    assertEquals(1, run.exit());
    assertEquals("mmapdict: " + url + "x: the server has no such file (404)\n", run.err());
    run = Run.mmapdict("audit", url + "x");
    assertEquals("mmapdict: " + url + "x: the server has no such file (404)\n", run.err());
    for (String odd : List.of("http://a_b/scan", "http://127.0.0.1:99999/scan")) {
      for (String command : List.of("ls", "fsck")) {
        run = Run.mmapdict(command, odd);
        assertEquals(1, run.exit());
        assertTrue(
            run.err().startsWith("mmapdict: " + odd + ": expected a host's name"), run.err());
      }
    }
    Run.mmapdict("get", url, "notes")
        .failed(url + ": no key 'notes'; close to it: 'note' (3 keys; list them with mmapdict ls)");
    Run.mmapdict("ls", url, "z*")
        .failed(url + ": no key matches 'z*'; close to it: 'exposure', 'note', 'cube'");
  }

  /** The page of a file that is elsewhere: its pixels, and the events with its keys. */
  @Test
  void isServedToABrowser() throws Exception {
    Process server =
        new ProcessBuilder(Run.LAUNCHER.toString(), "serve", url).redirectErrorStream(true).start();
    try (BufferedReader out = server.inputReader(StandardCharsets.UTF_8);
        HttpClient client = HttpClient.newHttpClient()) {
      String line = out.readLine();
      assertTrue(line.startsWith(url + " is shown at http://127.0.0.1:"), line);
      URI page = URI.create(line.replaceFirst(".* at (\\S+) until Ctrl-C", "$1"));
      HttpRequest npy = HttpRequest.newBuilder(page.resolve("download?key=cube&as=npy")).build();
      Path there = folder.resolve("served.npy");
      assertEquals(200, client.send(npy, BodyHandlers.ofFile(there)).statusCode());
      Path here = folder.resolve("here.npy");
      Run.mmapdict("export", file, "cube", here).done();
      assertEquals(-1, Files.mismatch(here, there));
      HttpRequest events = HttpRequest.newBuilder(page.resolve("events")).build();
      try (Stream<String> lines = client.send(events, BodyHandlers.ofLines()).body()) {
        String data = lines.filter(text -> text.startsWith("data: ")).findFirst().orElseThrow();
        assertTrue(data.startsWith("data: {\"file\":\"" + url + "\""), data);
        assertTrue(data.contains("\"key\":\"note\",\"kind\":\"str\""), data);
      }
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  /** Its beginning and its end are of different moments: it says nothing of the file. */
  @Test
  void aCopyOfAFileThatIsWrittenIsRefused() throws Exception {
    byte[] before = Files.readAllBytes(file);
    Run.mmapdict("put", file, "later", "--json", "1").done();
    byte[] after = Files.readAllBytes(file);
    try (OddServer server = new OddServer(before)) {
      server.setOddity((_, exchange) -> {
        if (exchange.getRequestHeaders().containsKey("Range")) {
          return false;
        }
        exchange.getResponseHeaders().set("ETag", "\"first\"");
        exchange.sendResponseHeaders(200, before.length);
        exchange.getResponseBody().write(before);
        changes(server, true, after);
        return true;
      });
      Run.mmapdict("fsck", server.uri())
          .failed(
              server.uri()
                  + ": was changed at the server while it was downloaded; try again, or run the"
                  + " command there");
    }
  }

  @Test
  void aDamagedOneIsFoundOut() throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    Path damaged = Files.write(folder.resolve("damaged.mmdpickle"), Arrays.copyOf(bytes, 5000));
    String damagedUrl = nginx.uri("damaged.mmdpickle").toString();
    Run here = Run.mmapdict("fsck", damaged);
    Run there = Run.mmapdict("fsck", damagedUrl);
    assertEquals(1, there.exit());
    assertEquals(here.out(), there.out());
    assertEquals(
        here.err()
            .replace(damaged.toString(), damagedUrl)
            .replace(
                "mmapdict fsck --repair keeps what is whole",
                "repair it where it is, or a copy: mmapdict fsck --repair"),
        there.err());
    Files.delete(damaged);
  }

  @Test
  void whereNothingAnswersItIsSaidWhatToDo() {
    for (String command : List.of("ls", "audit", "dis")) {
      Run run = Run.mmapdict(command, "http://127.0.0.1:1/scan.mmdpickle");
      assertEquals(1, run.exit());
      String start = "mmapdict: http://127.0.0.1:1/scan.mmdpickle: nothing answers at 127.0.0.1:1,";
      assertTrue(run.err().startsWith(start), run.err());
      assertTrue(run.err().contains("is the server running"), run.err());
    }
  }

  @Test
  void aPasswordIsNeverShown() {
    for (List<String> command :
        List.of(
            List.of("ls", "http://me:secret@127.0.0.1:1/a"),
            List.of("audit", "http://me:secret@127.0.0.1:1/a"),
            List.of("dis", "http://me:secret@127.0.0.1:1/a", "key"),
            List.of("get", "http://me:sec ret@127.0.0.1:1/a", "key"),
            List.of("rm", "http://me:secret@127.0.0.1:1/a", "key"))) {
      Run run = Run.mmapdict(command.toArray());
      assertEquals(1, run.exit(), command.toString());
      assertTrue(run.err().startsWith("mmapdict: http://***@127.0.0.1:1/a: "), run.err());
      assertFalse((run.err() + run.out()).matches("(?s).*sec ?ret.*"), run.err());
    }
  }

  /** Killed with a part of the file here. */
  @Test
  void nothingIsLeftOfADownloadThatIsKilled() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread serving = Thread.ofVirtual().start(() -> DownloadTest.stall(server));
      ProcessBuilder builder =
          new ProcessBuilder(
              Run.LAUNCHER.toString(), "audit", "http://127.0.0.1:" + server.getLocalPort() + "/f");
      builder.environment().put("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary);
      Process audit = builder.redirectErrorStream(true).start();
      try {
        awaitOpen(audit.pid(), temporary);
      } finally {
        audit.destroyForcibly().waitFor();
      }
      assertTrue(serving.join(Duration.ofMinutes(1)));
    }
    try (Stream<Path> left = Files.list(temporary)) {
      assertEquals(List.of(), left.filter(each -> each.toString().endsWith(".part")).toList());
    }
  }

  /** Until a process has a file of a folder open into which four bytes were written. */
  private static void awaitOpen(long pid, Path folder) throws Exception {
    Path open = Path.of("/proc/" + pid + "/fd");
    for (int look = 0; look < 3000; look++) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(open)) {
        for (Path each : all) {
          if (Files.readSymbolicLink(each).startsWith(folder) && Files.size(each) == 4) {
            return;
          }
        }
      } catch (IOException e) {
        // closed meanwhile
      }
      Thread.sleep(10);
    }
    throw new AssertionError("nothing is downloaded");
  }

  /** Changed before each of the requests, at least until there are no more. */
  @Test
  void aValueIsDisassembledWhileOthersAppend() throws Exception {
    byte[] before = Files.readAllBytes(file);
    String expected = Run.mmapdict("dis", file, "note").done();
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set("more", "y".repeat(100_000));
    }
    byte[] appended = Files.readAllBytes(file);
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set("note", "z".repeat(20_000));
    }
    byte[] replaced = Files.readAllBytes(file);
    int asked = 0;
    for (int change = 2; asked == 0 || change <= asked; change++) {
      int changeAt = change;
      try (OddServer server = new OddServer(before)) {
        server.setOddity((number, exchange) -> changes(server, number == changeAt, appended));
        assertEquals(expected, Run.mmapdict("dis", server.uri(), "note").done());
        asked = server.requests();
      }
      try (OddServer server = new OddServer(before)) {
        server.setOddity((number, exchange) -> changes(server, number == changeAt, replaced));
        Run run = Run.mmapdict("dis", server.uri(), "note");
        boolean isOld = run.out().equals(expected);
        boolean isTold = run.err().contains("has changed at the server");
        assertTrue(isOld || isTold || run.out().contains("zzz"), run.out() + run.err());
      }
    }
    assertTrue(asked >= 3, asked + " requests");
  }

  private static boolean changes(OddServer server, boolean now, byte[] to) {
    if (now) {
      server.setFile(to);
      server.setTag("\"second\"");
    }
    return false;
  }
}
