package io.mmapdict.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A folder of files of one measurement, one at a time: each new one takes the place of the last. */
final class Scratch implements AutoCloseable {
  private final Path folder;
  private int made;

  private Scratch(Path folder) {
    this.folder = folder;
  }

  /** In a folder that is there, or beside the other temporary files. */
  static Scratch in(@Nullable Path parent) throws IOException {
    return new Scratch(
        parent == null
            ? Files.createTempDirectory("mmapdict-benchmark")
            : Files.createTempDirectory(parent, "mmapdict-benchmark"));
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

  private void empty() throws IOException {
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
