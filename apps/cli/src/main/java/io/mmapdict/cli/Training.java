package io.mmapdict.cli;

import io.mmapdict.formats.Npy;
import io.mmapdict.ndarray.NDArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs the short commands once on a file of its own, so that the JVM can note which classes they
 * load. The launcher starts it when it makes its cache (JEP 483).
 */
public final class Training {
  private Training() {}

  /** Needs no arguments; ends with an exception if a command fails. */
  public static void main(String... args) throws IOException {
    Path folder = Files.createTempDirectory("mmapdict-training");
    try {
      Path file = folder.resolve("training.mmdpickle");
      Path npy = folder.resolve("array.npy");
      Npy.write(npy, NDArray.of(new double[] {0.5, 1, 2, 3}, 2, 2));
      run("put", file, "list", "--json", "{\"a\": [1, 0.5, null, true, {\"$bytes\": \"AA==\"}]}");
      run("put", file, "text", "--string", "text");
      run("put", file, "array", "--npy", npy);
      run("ls", file);
      run("ls", file, "--json");
      run("ls", file, "--long", "a*");
      for (String key : List.of("list", "text", "array")) {
        run("get", file, key);
        run("get", file, key, "--json");
      }
      run("rm", file, "text");
    } finally {
      delete(folder);
    }
  }

  private static void run(Object... arguments) {
    int exit = Main.run(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    if (exit != 0) {
      throw new IllegalStateException("exit code " + exit + " of " + List.of(arguments));
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(file -> {
            try {
              Files.delete(file);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }
}
