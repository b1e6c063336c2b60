package io.mmapdict.benchmarks;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.stubs.EmptyNDArray;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the keys of 1,000 arrays of 1 MiB take behind nginx, by the index in the file, and by going
 * from entry to entry; and a slice of 1 MiB of an array of 64 MiB; and all of that array by one who
 * works on each piece of 8 MiB as long as one takes to come. Each byte takes 20 ms more in either
 * direction ({@link DelayedLine}). Beside each as many bytes by one plain request.
 *
 * <p>Arguments: a folder to work in (else a temporary one). Needs {@code nginx}.
 */
public final class RemoteReading {
  private static final int ARRAYS = 1000;
  private static final int DELAY_MILLIS = 20;
  private static final int ROUNDS = 9;
  private static final int SIDE = 512;
  private static final int PIECES = 8;
  private static final int PIECE_ROUNDS = 5;

  private final Path folder;
  private final URI base;
  private int read;

  /** What is measured. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException, InterruptedException;
  }

  private RemoteReading(Path folder, URI base) {
    this.folder = folder;
    this.base = base;
  }

  /** Runs it. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (Scratch scratch = Scratch.of(arguments, 0)) {
      Path folder = scratch.folder();
      int port;
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = free.getLocalPort();
      }
      Process nginx = nginx(folder, port);
      try (DelayedLine line = new DelayedLine(port, DELAY_MILLIS)) {
        make(folder);
        new RemoteReading(folder, URI.create("http://127.0.0.1:" + line.port())).measure();
      } finally {
        nginx.destroy();
        nginx.waitFor();
      }
    }
  }

  private static void make(Path folder) {
    try (MmapDict dict = MmapDict.open(folder.resolve("walked"))) {
      putArrays(dict);
    }
    try (MmapDict dict = MmapDict.open(folder.resolve("indexed"))) {
      putArrays(dict);
      for (int i = 0; i < 6000; i++) { // so many entries that an index is left
        dict.set("step", (long) i);
      }
    }
    try (MmapDict dict = MmapDict.open(folder.resolve("cube"))) {
      dict.set("cube", EmptyNDArray.of(DType.FLOAT32, 64, SIDE, SIDE));
    }
  }

  private static void putArrays(MmapDict dict) {
    for (int i = 0; i < ARRAYS; i++) {
      dict.set("frame/%04d".formatted(i), NDArray.zeros(DType.FLOAT32, SIDE, SIDE));
    }
  }

  private void measure() throws IOException, InterruptedException {
    report("keys by the index, first in the process", 1, () -> keys("indexed"));
    long bytes = report("keys by the index", ROUNDS, () -> keys("indexed"));
    report("  as many bytes by one request", ROUNDS, () -> plain("indexed", bytes));
    long walked = report("keys without an index", ROUNDS, () -> keys("walked"));
    report("  as many bytes by one request", ROUNDS, () -> plain("walked", walked));
    report("types and shapes of all", ROUNDS, () -> describe("indexed"));
    report("open, get and a slice of 1 MiB", ROUNDS, () -> slice(null));
    try (MmapDict dict = MmapDict.open(base.resolve("/cube"))) {
      int[] next = {0};
      NDArray cube = dict.get("cube", NDArray.class);
      long slice = report("a slice of 1 MiB", ROUNDS, () -> slice(cube.select(0, next[0]++)));
      report("  as many bytes by one request", ROUNDS, () -> plain("cube", slice));
      report("the 48 MiB that are left", 1, () -> slice(cube.slice(0, 16, 64)));
      report("  as many bytes by one request", 1, () -> plain("cube", 48L << 20));
    }
    measurePieces();
  }

  /** Of 8 MiB, which is how forEachChunk takes an array of 64 MiB. */
  private void measurePieces() throws IOException, InterruptedException {
    List<Long> pieces = new ArrayList<>();
    report("64 MiB, each piece asked for alone", PIECE_ROUNDS, () -> onePieceAfterTheOther(pieces));
    pieces.sort(null);
    long work = pieces.get(pieces.size() / 2);
    System.out.printf(
        "a piece takes %.1f ms to come, which is how long is worked on it%n", work / 1e6);
    report("64 MiB by forEachChunk, no work", PIECE_ROUNDS, () -> chunks(0));
    report("64 MiB by forEachChunk and work", PIECE_ROUNDS, () -> chunks(work));
    report("  the work alone", PIECE_ROUNDS, () -> work(PIECES * work));
    report("  as many bytes by one request", PIECE_ROUNDS, () -> plain("cube", 64L << 20));
  }

  private void onePieceAfterTheOther(List<Long> nanos) {
    try (MmapDict dict = MmapDict.open(base.resolve("/cube"))) {
      NDArray cube = dict.get("cube", NDArray.class);
      for (int i = 0; i < PIECES; i++) {
        long start = System.nanoTime();
        cube.slice(0, i * 64 / PIECES, (i + 1) * 64 / PIECES).asSegment();
        nanos.add(System.nanoTime() - start);
      }
    }
  }

  private void chunks(long workNanos) {
    try (MmapDict dict = MmapDict.open(base.resolve("/cube"))) {
      dict.get("cube", NDArray.class).forEachChunk(Order.C, piece -> work(workNanos));
    }
  }

  /** Takes a processor. */
  private static void work(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private void keys(String name) {
    try (MmapDict dict = MmapDict.open(base.resolve("/" + name))) {
      if (dict.keySet().size() < ARRAYS) {
        throw new AssertionError("keys are missing");
      }
    }
  }

  private void describe(String name) {
    try (MmapDict dict = MmapDict.open(base.resolve("/" + name))) {
      dict.entries();
      long arrays = dict.values().stream().filter(NDArray.class::isInstance).count();
      if (arrays != ARRAYS) {
        throw new AssertionError("arrays are missing");
      }
    }
  }

  private void slice(NDArray view) {
    if (view != null) {
      view.asSegment();
      return;
    }
    try (MmapDict dict = MmapDict.open(base.resolve("/cube"))) {
      dict.get("cube", NDArray.class).select(0, 0).asSegment();
    }
  }

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private void plain(String name, long bytes) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("/" + name))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Range", "bytes=0-" + (bytes - 1))
            .build();
    byte[] body = CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    if (body.length != bytes) {
      throw new AssertionError(body.length + " bytes");
    }
  }

  /** Gives how many bytes a round took. */
  private long report(String what, int rounds, Step step) throws IOException, InterruptedException {
    double[] millis = new double[rounds];
    requests();
    for (int round = 0; round < rounds; round++) {
      long start = System.nanoTime();
      step.run();
      millis[round] = (System.nanoTime() - start) / 1e6;
    }
    Thread.sleep(300); // until nginx has written its log
    List<Long> bytes = requests();
    long all = bytes.stream().mapToLong(each -> each).sum() / rounds;
    Arrays.sort(millis);
    System.out.printf(
        "%-42s %6.1f ms (%.1f to %.1f), %5.1f requests, %,11d bytes%n",
        what,
        millis[rounds / 2],
        millis[0],
        millis[rounds - 1],
        (double) bytes.size() / rounds,
        all);
    return all;
  }

  /** The bytes of each answer since this was asked last. */
  private List<Long> requests() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("access.log"));
    List<Long> since = lines.stream().skip(read).map(Long::valueOf).toList();
    read = lines.size();
    return since;
  }

  private static Process nginx(Path folder, int port) throws IOException, InterruptedException {
    Path configuration = folder.resolve("nginx.conf");
    Files.createFile(folder.resolve("access.log"));
    Files.writeString(
        configuration,
        """
        daemon off;
        pid %1$s/pid;
        error_log %1$s/error.log;
        user %3$s;
        events { worker_connections 256; }
        http {
          log_format bytes '$body_bytes_sent';
          access_log %1$s/access.log bytes;
          client_body_temp_path %1$s/t; proxy_temp_path %1$s/t; fastcgi_temp_path %1$s/t;
          uwsgi_temp_path %1$s/t; scgi_temp_path %1$s/t;
          server { listen 127.0.0.1:%2$d; root %1$s; }
        }
        """
            .formatted(folder, port, System.getProperty("user.name")));
    Process nginx =
        new ProcessBuilder(
                "nginx",
                "-c",
                configuration.toString(),
                "-e",
                folder.resolve("error.log").toString())
            .redirectError(folder.resolve("said").toFile())
            .start();
    for (int look = 0; look < 500; look++) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return nginx;
      } catch (IOException e) {
        Thread.sleep(10);
      }
    }
    nginx.destroy();
    throw new IOException("nginx does not start: " + Files.readString(folder.resolve("said")));
  }
}
