package io.mmapdict.benchmarks;

import io.mmapdict.MmapDict;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How long another program waits for the file's lock, every 3 ms, beside a writer that never
 * pauses: Python's {@code fcntl.flock}, beside a process that does nothing, that puts small values
 * one by one, and that puts them by {@code putAll} in thousands. In turns; and what the writer puts
 * meanwhile, beside what it puts alone.
 *
 * <p>Arguments: how many rounds (else 3), a folder to work in (else a temporary one).
 */
public final class LockWait {
  private static final long MILLIS = 4_000;
  private static final int KEYS = 1_000_000;
  private static final int BATCH = 1_000;
  private static final String[] WRITERS = {"nobody", "set", "putAll"};
  private static final String WAITER =
      """
      import fcntl, sys, time
      waits = []
      with open(sys.argv[1], 'r+b') as file:
          end = time.monotonic() + float(sys.argv[2])
          while time.monotonic() < end:
              start = time.perf_counter()
              fcntl.flock(file, fcntl.LOCK_EX)
              waits.append(time.perf_counter() - start)
              fcntl.flock(file, fcntl.LOCK_UN)
              time.sleep(0.003)
      print(*(1e6 * wait for wait in waits))
      """;

  private LockWait() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0 && arguments[0].equals("write")) {
      write(arguments[1], Path.of(arguments[2]));
      return;
    }
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
    try (Scratch scratch = Scratch.of(arguments, 1)) {
      for (int round = 0; round < rounds; round++) {
        for (String writer : WRITERS) {
          Path file = scratch.file();
          MmapDict.open(file).close();
          measure(writer, file);
        }
      }
    }
  }

  private static void measure(String writer, Path file) throws Exception {
    Process child = start(writer, file);
    try (BufferedReader rates = child.inputReader()) {
      String alone = rates.readLine(); // and it is warm by now
      Process waiter =
          new ProcessBuilder("/usr/bin/python3", "-c", WAITER, file.toString(), "" + MILLIS / 1e3)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      double[] micros =
          Arrays.stream(
                  new String(waiter.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                      .strip()
                      .split(" "))
              .mapToDouble(Double::parseDouble)
              .sorted()
              .toArray();
      System.out.printf(
          "beside %s: median %.0f us, 90th percentile %.0f, 99th %.0f, most %.0f; %s puts a second"
              + " alone, %s with the waiter%n",
          writer,
          micros[micros.length / 2],
          micros[micros.length * 9 / 10],
          micros[micros.length * 99 / 100],
          micros[micros.length - 1],
          alone,
          rates.readLine());
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  private static Process start(String writer, Path file) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            LockWait.class.getName(),
            "write",
            writer,
            file.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Prints its rate every few seconds. */
  private static void write(String writer, Path file) throws Exception {
    try (MmapDict dict = MmapDict.open(file)) {
      List<Map<String, Long>> batches = new ArrayList<>();
      for (int from = 0; from < KEYS; from += BATCH) {
        batches.add(
            IntStream.range(from, from + BATCH)
                .boxed()
                .collect(Collectors.toMap(i -> "key/" + i, i -> (long) i)));
      }
      for (int batch = 0; ; ) {
        long start = System.nanoTime();
        long puts = 0;
        while (System.nanoTime() - start < MILLIS * 1_000_000) {
          Map<String, Long> values = batches.get(batch++ % batches.size());
          switch (writer) {
            case "set" -> values.forEach(dict::set);
            case "putAll" -> dict.putAll(values);
            default -> Thread.sleep(1);
          }
          puts += writer.equals("nobody") ? 0 : BATCH;
        }
        System.out.printf("%,d%n", puts * 1_000_000_000 / (System.nanoTime() - start));
      }
    }
  }
}
