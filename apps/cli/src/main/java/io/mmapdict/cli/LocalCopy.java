package io.mmapdict.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file to be gone through from start to end: one on a web server is downloaded first. The copy is
 * removed by {@link #close}, which is best done once it is mapped: then nothing is left of it
 * however the program ends.
 *
 * @param path where it is
 * @param isCopy whether it is one
 */
record LocalCopy(Path path, boolean isCopy) implements AutoCloseable {
  /** A whole file. */
  static LocalCopy of(Path file) {
    URI uri = Url.of(file);
    return uri == null ? new LocalCopy(file, false) : new LocalCopy(Download.of(uri).whole(), true);
  }

  /**
   * Some bytes of a file on a web server, at their offset.
   *
   * @param state that the file must be in
   */
  static LocalCopy of(Download download, long start, long end, String state) {
    return new LocalCopy(download.part(start, end, state), true);
  }

  @Override
  public void close() {
    try {
      if (isCopy) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new Fault(path + ": cannot be removed: " + Failures.reason(e), e);
    }
  }
}
