package io.mmapdict.viewer;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Another process, which puts a small picture under a key. */
public final class Putter {
  private Putter() {}

  /** Arguments: the file, the key. */
  public static void main(String... args) {
    try (MmapDict dict = MmapDict.open(Path.of(args[0]))) {
      dict.set(args[1], NDArray.ofUnsigned(new byte[] {1, 2, 3, 4, 5, 6}, 2, 3));
    }
  }

  /** Runs it to its end. */
  public static void run(Path file, String key) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:+UseSerialGC",
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Putter.class.getName(),
                    file.toString(),
                    key))
            .inheritIO()
            .start();
    int exit = process.waitFor();
    if (exit != 0) {
      throw new AssertionError("the other process ended with " + exit);
    }
  }
}
