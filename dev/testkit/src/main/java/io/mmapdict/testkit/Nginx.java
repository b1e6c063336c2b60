package io.mmapdict.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real nginx that serves the files of a folder, and says what it was asked for. */
public final class Nginx implements AutoCloseable {
  private static final int LOOKS = 500;

  private final Path own;
  private final int port;
  private final Process process;
  private int read;
  private int marks;

  /**
   * A request.
   *
   * @param bytes of its answer's body
   * @param protocol such as {@code HTTP/1.1}
   */
  public record Request(int status, long bytes, String protocol, String path) {}

  private Nginx(Path own, int port, Process process) {
    this.own = own;
    this.port = port;
    this.process = process;
  }

  /** Serves a folder; skips the test where there is no nginx. */
  public static Nginx of(Path folder) throws IOException {
    return of(folder, "");
  }

  /** The same with directives of its own, such as {@code max_ranges 1;}. */
  public static Nginx of(Path folder, String directives) throws IOException {
    Path own = Files.createTempDirectory("nginx-");
    int port = freePort();
    boolean isRoot = "root".equals(System.getProperty("user.name"));
    Path configuration = own.resolve("nginx.conf");
    Files.writeString(
        configuration,
        """
        daemon off;
        pid %1$s/pid;
        error_log %1$s/error.log;
        %4$s
        events { worker_connections 256; }
        http {
          log_format plain '$status $body_bytes_sent $server_protocol $request_uri';
          access_log %1$s/access.log plain;
          client_body_temp_path %1$s/t; proxy_temp_path %1$s/t; fastcgi_temp_path %1$s/t;
          uwsgi_temp_path %1$s/t; scgi_temp_path %1$s/t;
          server {
            listen 127.0.0.1:%3$d;
            root %2$s;
            %5$s
          }
        }
        """
            .formatted(own, folder, port, isRoot ? "user root;" : "", directives));
    Process process;
    try {
      process =
          new ProcessBuilder("nginx", "-c", configuration.toString(), "-e", own + "/error.log")
              .redirectErrorStream(true)
              .redirectOutput(own.resolve("out").toFile())
              .start();
    } catch (IOException e) {
      throw Missing.skip("nginx"); // the name of Debian's package is nginx-light
    }
    Nginx nginx = new Nginx(own, port, process);
    try {
      nginx.requests();
    } catch (IOException | AssertionError e) {
      nginx.close();
      throw e;
    }
    return nginx;
  }

  /** A port of this machine that nobody listens to. */
  public static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  /** Where a file of the folder is. */
  public URI uri(String name) {
    return URI.create("http://127.0.0.1:" + port + "/" + name);
  }

  /** The port it listens to, at this machine's loopback address. */
  public int port() {
    return port;
  }

  /** What it was asked for since this was asked last. */
  public List<Request> requests() throws IOException {
    marks++;
    String mark = "/mark-" + marks;
    for (int look = 0; look < LOOKS; look++) {
      if (look % 50 == 0) {
        ask(mark);
      }
      Path log = own.resolve("access.log");
      List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
      int found = indexOf(mark, lines);
      if (found >= 0) {
        List<Request> requests = new ArrayList<>();
        for (String line : lines.subList(read, found)) {
          String[] words = line.split(" ", 4);
          if (!words[3].startsWith("/mark-")) {
            requests.add(
                new Request(
                    Integer.parseInt(words[0]), Long.parseLong(words[1]), words[2], words[3]));
          }
        }
        read = found + 1;
        return requests;
      }
      pause();
    }
    throw new AssertionError(
        "nginx does not answer: "
            + Files.readString(own.resolve("out"))
            + (Files.exists(own.resolve("error.log"))
                ? Files.readString(own.resolve("error.log"))
                : ""));
  }

  private int indexOf(String mark, List<String> lines) {
    for (int i = read; i < lines.size(); i++) {
      if (lines.get(i).endsWith(mark)) {
        return i;
      }
    }
    return -1;
  }

  /** Its one process writes its log in the order of the requests. */
  private void ask(String mark) {
    try (InputStream body = uri(mark.substring(1)).toURL().openStream()) {
      body.readAllBytes();
    } catch (IOException e) {
      // it has no such file, or does not listen yet
    }
  }

  private static void pause() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Ends it. */
  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(own)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
