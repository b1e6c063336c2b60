package io.mmapdict.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * A file as it was at one moment, to see whether it was changed or replaced since.
 *
 * @param key which file it is, if the file system says that
 */
record Stamp(Path file, @Nullable Object key, long size, FileTime modified) {
  /**
   * The file as it is now.
   *
   * @throws Fault if there is none
   */
  static Stamp of(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(file, now.fileKey(), now.size(), now.lastModifiedTime());
    } catch (IOException e) {
      throw new Fault(file + ": cannot be opened: " + Failures.reason(e), e);
    }
  }

  /**
   * Checks that it is still the same.
   *
   * @throws Fault if not
   */
  void check() {
    if (!of(file).equals(this)) {
      throw new Fault(file + ": was changed while it was imported; import it again");
    }
  }
}
