package io.mmapdict.testkit;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The photographs with ground truth that stay outside the project: the folder that the environment
 * variable {@code MMAPDICT_DATA} names.
 */
public final class Data {
  private Data() {}

  /** A file or folder below the data folder. Skips the test when it is not there. */
  public static Path path(String name) {
    String folder = System.getenv("MMAPDICT_DATA");
    if (folder == null) {
      throw Missing.skip("MMAPDICT_DATA, the folder that holds " + name);
    }
    Path path = Path.of(folder, name);
    if (!Files.exists(path)) {
      throw Missing.skip(path.toString());
    }
    return path;
  }
}
