package io.mmapdict.benchmarks;

import io.mmapdict.MmapDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How long {@code ./mmapdict ls} takes on a small file, against a bare {@code java Hello} of the
 * same JDK in the same run. Argument: the launcher.
 */
public final class StartUp {
  private static final int ROUNDS = 21;

  private StartUp() {}

  /** The program that a bare JVM runs. */
  static final class Hello {
    private Hello() {}

    public static void main(String... args) {
      System.out.println("Hello");
    }
  }

  /** Runs both in turn and prints medians and spread. */
  public static void main(String... args) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("mmapdict");
    Path file = folder.resolve("small.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      for (int i = 0; i < 10; i++) {
        dict.set("key" + i, (long) i);
      }
    }
    Path classes = folder.resolve("io/mmapdict/benchmarks/StartUp$Hello.class");
    Files.createDirectories(classes.getParent());
    try (var bytes = StartUp.class.getResourceAsStream("StartUp$Hello.class")) {
      Files.copy(bytes, classes);
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> hello = List.of(java, "-cp", folder.toString(), Hello.class.getName());
    List<String> ls = List.of(args[0], "ls", file.toString());
    double[] bare = new double[ROUNDS];
    double[] ours = new double[ROUNDS];
    seconds(hello);
    seconds(ls);
    for (int round = 0; round < ROUNDS; round++) {
      bare[round] = seconds(hello);
      ours[round] = seconds(ls);
    }
    Arrays.sort(bare);
    Arrays.sort(ours);
    System.out.printf(
        Locale.ROOT,
        "java Hello %.0f ms (%.0f to %.0f), mmapdict ls %.0f ms (%.0f to %.0f): %.1f times%n",
        1e3 * bare[ROUNDS / 2],
        1e3 * bare[0],
        1e3 * bare[ROUNDS - 1],
        1e3 * ours[ROUNDS / 2],
        1e3 * ours[0],
        1e3 * ours[ROUNDS - 1],
        ours[ROUNDS / 2] / bare[ROUNDS / 2]);
  }

  private static double seconds(List<String> command) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int exit = process.waitFor();
    if (exit != 0) {
      throw new IOException(command + " ended with " + exit);
    }
    return (System.nanoTime() - start) / 1e9;
  }
}
