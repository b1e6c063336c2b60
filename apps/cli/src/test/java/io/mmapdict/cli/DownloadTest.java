package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Nginx;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Downloads from a real nginx of a file that changes, and from a server that stops. */
class DownloadTest {
  @TempDir private Path folder;

  @Test
  void bytesOfAnotherStateAreRefused() throws Exception {
    Path file = folder.resolve("file");
    Files.writeString(file, "0123456789");
    try (Nginx nginx = Nginx.of(folder)) {
      Download download = Download.of(nginx.uri("file"));
      String state = download.state();
      try (LocalCopy part = download.part(3, 5, state, () -> false)) {
        assertEquals("\0\0\00034", Files.readString(part.path()));
      }
      Files.writeString(file, "9876543210 and more");
      Fault fault = assertThrows(Fault.class, () -> download.part(3, 5, state, () -> false));
      assertTrue(
          fault.getMessage().startsWith(nginx.uri("file") + ": has changed at the server"),
          fault::getMessage);
      try (LocalCopy part = download.part(3, 5, state, () -> true)) {
        assertEquals("\0\0\00065", Files.readString(part.path()));
      }
    }
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aBodyThatStopsComingIsNotWaitedFor() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread serving = Thread.ofVirtual().start(() -> stall(server));
      URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/file");
      Download download = new Download(uri, Duration.ofSeconds(1));
      Fault fault = assertThrows(Fault.class, download::whole);
      assertEquals(
          uri + ": cannot be read: nothing came for 1 s, behind 4 bytes", fault.getMessage());
      assertTrue(serving.join(Duration.ofMinutes(1)));
    }
  }

  /** Sends the beginning of a body, and nothing until the client goes. */
  static void stall(ServerSocket server) {
    try (Socket client = server.accept();
        OutputStream out = client.getOutputStream()) {
      out.write(
          "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".getBytes(StandardCharsets.UTF_8));
      out.flush();
      client.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // the client is gone
    }
  }
}
