package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mmapdict serve} as a process, while other processes write. */
class ServeIT {
  @TempDir private Path folder;

  @Test
  void servesWhatOthersPutUntilItIsEnded() throws Exception {
    Path file = folder.resolve("scan.mmdpickle");
    Run.mmapdict("put", file, "exposure", "--json", "0.25").done();
    Process server =
        new ProcessBuilder(Run.LAUNCHER.toString(), "serve", file.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out = server.inputReader(StandardCharsets.UTF_8);
        HttpClient client = HttpClient.newHttpClient()) {
      String line = out.readLine();
      Matcher said =
          Pattern.compile(" is shown at (http://127\\.0\\.0\\.1:[0-9]+/) until Ctrl-C$")
              .matcher(line);
      assertTrue(said.find(), line);
      URI keys = URI.create(said.group(1)).resolve("keys");
      assertEquals(json(Run.mmapdict("ls", file, "--json")), get(client, keys));
      Run.mmapdict("put", file, "note", "--string", "more").done();
      assertEquals(json(Run.mmapdict("ls", file, "--json")), get(client, keys));
      server.toHandle().destroy(); // as Ctrl-C, but a CI may have that one ignored
      assertEquals(128 + 15, server.waitFor());
      assertEquals(null, out.readLine());
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  private static String get(HttpClient client, URI address)
      throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
  }

  private static String json(Run run) {
    return run.done().replace("\n", "");
  }

  @Test
  void saysInOneLineWhatIsWrong() throws IOException {
    Path file = folder.resolve("scan.mmdpickle");
    Run.mmapdict("serve", file).failed(file + ": there is no such file; mmapdict put makes one");
    Path text = Files.writeString(folder.resolve("text"), "hello");
    Run.mmapdict("serve", text)
        .failed(
            text
                + ", offset 0: expected a pickle, which starts with 80 04 95, found 68; it is another kind of file");
    Run.mmapdict("put", file, "k", "--json", "1").done();
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      Run.mmapdict("serve", file, "--port", other.getLocalPort())
          .failed(
              "127.0.0.1:%d cannot be listened on: Address already in use; take another port, or"
                      .formatted(other.getLocalPort())
                  + " 0 for any that is free");
    }
    Run.mmapdict("serve", file, "--port", "65536")
        .wrong("--port: expected 0 to 65535, found 65536; see mmapdict serve --help");
    Run.mmapdict("serve", file, "--address", "nowhere")
        .wrong(
            "Invalid value for option '--address': expected an address of this machine in digits,"
                + " such as 0.0.0.0 or ::1, found nowhere; see mmapdict serve --help");
  }
}
