package io.mmapdict.images;

import io.mmapdict.formats.Npy;
import io.mmapdict.ndarray.NDArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file that Pillow or tifffile wrote, and what numpy reads of it: made by images.py. */
record Golden(String name, String array) {
  private static final Path FOLDER = Path.of("src/test/resources/golden");

  static List<Golden> all() {
    try {
      return Files.readAllLines(FOLDER.resolve("index.txt")).stream()
          .map(line -> line.split(" "))
          .map(parts -> new Golden(parts[0], parts[1]))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Golden> readable() {
    return all().stream().filter(golden -> !golden.array.equals("-")).toList();
  }

  static List<Golden> refused() {
    return all().stream().filter(golden -> golden.array.equals("-")).toList();
  }

  Path file() {
    return FOLDER.resolve(name);
  }

  NDArray expected() {
    return Npy.map(FOLDER.resolve(array));
  }

  @Override
  public String toString() {
    return name;
  }
}
