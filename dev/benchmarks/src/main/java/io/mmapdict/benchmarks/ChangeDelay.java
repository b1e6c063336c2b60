package io.mmapdict.benchmarks;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import io.mmapdict.Registration;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long after a put of one process another one sees it: through a listener and through {@code
 * awaitCommit}, after pauses of 0 to 200 ms; beside a pipe between the same processes, the bare
 * limit. And what a listener costs while nothing happens: CPU time of a process that does nothing
 * else, beside the same without a listener.
 *
 * <p>Argument: how many puts each (else 300). Exits with 1 if the 99th percentile is above 50 ms.
 */
public final class ChangeDelay {
  private static final double BAR_MILLIS = 50;
  private static final int LONGEST_PAUSE_MILLIS = 200;
  private static final Duration IDLE = Duration.ofSeconds(20);
  private static final Duration LONG = Duration.ofMinutes(1);

  private ChangeDelay() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 1) {
      child(arguments[0], Path.of(arguments[1]));
      return;
    }
    int puts = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 300;
    Path file = Files.createTempDirectory("change-delay").resolve("watched.mmdpickle");
    double worst = 0;
    try (MmapDict dict = MmapDict.open(file)) {
      delays("pipe", dict, puts);
      worst = Math.max(delays("listener", dict, puts), delays("await", dict, puts));
      idle("nothing", file);
      idle("idle-listener", file);
    } finally {
      Files.delete(file);
      Files.delete(file.getParent());
    }
    if (worst > BAR_MILLIS) {
      System.out.printf(Locale.ROOT, "the 99th percentile is above %.0f ms%n", BAR_MILLIS);
      System.exit(1);
    }
  }

  /** Puts the time, in nanoseconds of the machine's clock; the child answers how old it was. */
  private static double delays(String how, MmapDict dict, int puts) throws Exception {
    double[] millis = new double[puts];
    Random random = new Random(1);
    Process child = start(how, dict.path());
    try (BufferedReader answers = child.inputReader();
        Writer commands = child.outputWriter()) {
      answers.readLine();
      for (int i = 0; i < puts; i++) {
        Thread.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
        long now = System.nanoTime();
        if (how.equals("pipe")) {
          commands.write(now + "\n");
          commands.flush();
        } else {
          dict.set("time", now);
        }
        millis[i] = Long.parseLong(answers.readLine()) / 1e6;
      }
    } finally {
      child.destroyForcibly().waitFor();
    }
    Arrays.sort(millis);
    System.out.printf(
        Locale.ROOT,
        "%s: median %.2f ms, 99th percentile %.2f ms, most %.2f ms%n",
        how,
        millis[puts / 2],
        millis[puts * 99 / 100],
        millis[puts - 1]);
    return millis[puts * 99 / 100];
  }

  private static void idle(String how, Path file) throws Exception {
    Process child = start(how, file);
    try (BufferedReader answers = child.inputReader()) {
      answers.readLine();
      Thread.sleep(5_000); // for the start of the JVM to be over
      long before = cpuNanos(child);
      Thread.sleep(IDLE.toMillis());
      double perMinute = (cpuNanos(child) - before) / 1e9 * (60.0 / IDLE.toSeconds());
      System.out.printf(Locale.ROOT, "%s: %.3f CPU seconds a minute%n", how, perMinute);
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  /** What the scheduler says of every thread; {@code /proc/PID/stat} counts in 10 ms only. */
  private static long cpuNanos(Process process) throws Exception {
    long sum = 0;
    try (var threads = Files.newDirectoryStream(Path.of("/proc/" + process.pid() + "/task"))) {
      for (Path thread : threads) {
        sum += Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", 2)[0]);
      }
    }
    return sum;
  }

  private static Process start(String how, Path file) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            ChangeDelay.class.getName(),
            how,
            file.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void child(String how, Path file) throws Exception {
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      AtomicLong last = new AtomicLong((Long) dict.getOrDefault("time", 0L));
      Runnable answer =
          () -> {
            long put = (Long) dict.getOrDefault("time", 0L);
            long now = System.nanoTime();
            if (last.getAndSet(put) != put) { // else the number came a moment before the change
              System.out.println(now - put);
            }
          };
      switch (how) {
        case "pipe" -> {
          System.out.println("ready");
          try (BufferedReader in =
              new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
              System.out.println(System.nanoTime() - Long.parseLong(line));
            }
          }
        }
        case "await" -> {
          int number = dict.commitNumber();
          System.out.println("ready");
          while (true) {
            int next = dict.awaitCommit(number, LONG);
            if (next != number) {
              answer.run();
            }
            number = next;
          }
        }
        case "listener" -> {
          try (Registration _ = dict.onChange(_ -> answer.run())) {
            System.out.println("ready");
            Thread.sleep(LONG.multipliedBy(60));
          }
        }
        case "idle-listener" -> {
          try (Registration _ = dict.onChange(_ -> {})) {
            System.out.println("ready");
            Thread.sleep(LONG);
          }
        }
        default -> {
          System.out.println("ready");
          Thread.sleep(LONG);
        }
      }
    }
  }
}
