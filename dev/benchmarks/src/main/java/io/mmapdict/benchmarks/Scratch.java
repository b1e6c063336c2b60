package io.mmapdict.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of files of one measurement, one at a time: each new one takes the place of the last.
 */
final class Scratch implements AutoCloseable {
  private final Path folder;
  private int made;

  private Scratch(Path folder) {
    this.folder = folder;
  }

  /** In the folder that an argument names, if there is one, else beside other temporary files. */
  static Scratch of(String[] arguments, int folderArgument) throws IOException {
    return new Scratch(
        arguments.length > folderArgument
            ? Files.createTempDirectory(Path.of(arguments[folderArgument]), "mmapdict-benchmark")
            : Files.createTempDirectory("mmapdict-benchmark"));
  }

  /** The name of a file that is not there. */
  Path file() throws IOException {
    empty();
    return folder.resolve(made++ + ".mmdpickle");
  }

  /** A new, empty folder. */
  Path folder() throws IOException {
    empty();
    return Files.createDirectory(folder.resolve(made++ + ".lmdb"));
  }

  @Override
  public void close() throws IOException {
    empty();
    Files.delete(folder);
  }

  /** Deletes what is in the folder. */
  void empty() throws IOException {
    List<Path> all;
    try (Stream<Path> paths = Files.walk(folder)) {
      all = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      if (!path.equals(folder)) {
        Files.delete(path);
      }
    }
  }
}
