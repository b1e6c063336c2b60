package io.mmapdict.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A file to be gone through from start to end: one on a web server is downloaded first, into a file
 * without a name. It is there until {@link #close}, and as long as it is mapped.
 *
 * @param path where it is
 * @param bytes keeps a copy; null for a file that is here
 */
record LocalCopy(Path path, @Nullable FileChannel bytes) implements AutoCloseable {
  private static final Path OPEN_FILES = Path.of("/proc/self/fd");

  /** A whole file. */
  static LocalCopy of(Path file) {
    URI uri = Url.of(file);
    return uri == null ? here(file) : Download.of(uri).whole();
  }

  /** A file that needs no copy. */
  static LocalCopy here(Path file) {
    return new LocalCopy(file, null);
  }

  /** An empty one, to be filled. */
  static LocalCopy empty() throws IOException {
    Path name = Files.createTempFile("mmapdict-", ".part");
    Object key = key(name);
    FileChannel bytes =
        FileChannel.open(name, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    Files.deleteIfExists(name); // Linux's Java has done that
    return new LocalCopy(opened(key), bytes);
  }

  /** A path to a file without a name that this process has opened. */
  private static Path opened(Object key) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(OPEN_FILES)) {
      for (Path each : all) {
        if (Files.isRegularFile(each) && key.equals(key(each))) {
          return each;
        }
      }
    }
    throw new IOException("an open file is not in " + OPEN_FILES);
  }

  private static Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  @Override
  public void close() {
    try {
      if (bytes != null) {
        bytes.close();
      }
    } catch (IOException e) {
      throw new Fault(path + ": cannot be closed: " + Failures.reason(e), e);
    }
  }
}
