package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.testkit.Command;
import io.mmapdict.testkit.Missing;
import io.mmapdict.testkit.Nginx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files behind a real nginx that encrypts, with a certificate that nobody but the test knows. */
class HttpsIT {
  private static final String PASSWORD = "changeit";

  @TempDir private Path folder;
  private Path file;
  private Path trusted;
  private int port;
  private Nginx nginx;

  @BeforeEach
  void serve() throws Exception {
    file = folder.resolve("scan.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set("exposure", 0.25);
      dict.set("cube", NDArray.of(IntStream.range(1, 1 + (5 << 20)).toArray(), 5, 1024, 1024));
    }
    if (!Files.isExecutable(Path.of("/usr/bin/openssl"))) {
      throw Missing.skip("openssl");
    }
    Path certificate = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    Command.run(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        key,
        "-out",
        certificate,
        "-days",
        "2",
        "-subj",
        "/CN=127.0.0.1",
        "-addext",
        "subjectAltName=IP:127.0.0.1");
    trusted = folder.resolve("trusted.p12");
    Command.run(
        Path.of(System.getProperty("java.home"), "bin", "keytool"),
        "-importcert",
        "-noprompt",
        "-alias",
        "nginx",
        "-file",
        certificate,
        "-keystore",
        trusted,
        "-storepass",
        PASSWORD);
    port = Nginx.freePort();
    // Of a connection each third request fails at first, and it ends with the seventh.
    nginx =
        Nginx.of(
            folder,
            """
            listen 127.0.0.1:%d ssl http2;
            keepalive_requests 7;
            ssl_certificate %s;
            ssl_certificate_key %s;
            location /whole/ { alias %s/; max_ranges 0; }
            set $which $https$connection_requests;
            if ($which ~ ^on[36]$) { return 503; }
            """
                .formatted(port, certificate, key, folder));
  }

  @AfterEach
  void end() throws Exception {
    nginx.close();
  }

  private String url() {
    return "https://127.0.0.1:" + port + "/scan.mmdpickle";
  }

  private Run trusting(String password, Object... arguments) {
    List<Object> command = new ArrayList<>(List.of(Run.LAUNCHER));
    command.addAll(List.of(arguments));
    String options =
        "-Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=%s"
            .formatted(trusted, password);
    return Run.command(folder, Map.of("JDK_JAVA_OPTIONS", options), "", command);
  }

  @Test
  void whoTrustsTheServerReadsItsFiles() throws Exception {
    assertEquals(Run.mmapdict("ls", file).done(), trusting(PASSWORD, "ls", url()).out());
    Run slice = trusting(PASSWORD, "get", url(), "cube", "--slice", "4:,0,:3");
    assertEquals("[[4194305 4194306 4194307]]\n", slice.out(), slice.err());
    Path there = folder.resolve("there.npy");
    Path here = folder.resolve("here.npy");
    nginx.requests();
    Run export = trusting(PASSWORD, "export", url(), "cube", there);
    assertEquals(0, export.exit(), export.err());
    Run.mmapdict("export", file, "cube", here).done();
    assertEquals(-1, Files.mismatch(here, there));
    List<Nginx.Request> requests = nginx.requests();
    for (Nginx.Request request : requests) {
      assertEquals("HTTP/2.0", request.protocol(), request::toString);
    }
    assertTrue(requests.stream().anyMatch(each -> each.status() == 503), requests::toString);
    Run whole = trusting(PASSWORD, "dis", url(), "exposure");
    assertEquals(Run.mmapdict("dis", file, "exposure").done(), whole.out(), whole.err());
  }

  @Test
  void whoDoesNotIsToldWhatToDo() {
    for (List<Object> command :
        List.<List<Object>>of(List.of("ls", url()), List.of("audit", url()))) {
      Run run = Run.mmapdict(command.toArray());
      assertEquals(1, run.exit(), command.toString());
      String start = "mmapdict: " + url() + ": the certificate of 127.0.0.1:" + port;
      assertTrue(run.err().startsWith(start + " is not trusted ("), run.err());
      assertTrue(run.err().contains("-Djavax.net.ssl.trustStore"), run.err());
      assertEquals(1, run.err().lines().count(), run.err());
    }
    Run unread = trusting("", "ls", url());
    assertTrue(unread.err().contains("the trust store " + trusted + " has no"), unread.err());
  }

  /** Over HTTP/2 the body that nobody wants is part of the same stream as the status. */
  @Test
  void aRefusalIsToldAsWithoutEncryption() throws Exception {
    Path large = folder.resolve("large");
    Files.write(large, new byte[32 << 20]);
    Run none = trusting(PASSWORD, "ls", url() + "x");
    assertTrue(none.err().contains("no such file (404)"), none.err());
    Run whole = trusting(PASSWORD, "ls", url().replace("scan.mmdpickle", "whole/large"));
    assertTrue(whole.err().contains("knows no ranges"), whole.err());
  }

  @Test
  void theWrongSchemeIsSuggested() {
    String plain = nginx.uri("scan.mmdpickle").toString();
    String answer = Run.mmapdict("ls", plain.replace("http:", "https:")).err();
    assertTrue(answer.contains("does not speak TLS"), answer);
    answer = Run.mmapdict("ls", url().replace("https:", "http:")).err();
    assertTrue(answer.contains("(400); is it https:// or http://"), answer);
  }
}
