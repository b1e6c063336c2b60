package io.mmapdict.formats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A file that appears under its name when it is whole, at once in place of one that was there: who
 * opens the name meanwhile finds the one or the other. Safe for threads and processes that write
 * one name.
 */
public final class WholeFile {
  /** Tells what two threads write under one name apart. */
  private static final AtomicLong COUNT = new AtomicLong();

  private WholeFile() {}

  /** What makes the file. */
  @FunctionalInterface
  public interface Making<T extends @Nullable Object> {
    /**
     * Fills the file.
     *
     * @param part its name until it is whole; it is there, and empty
     * @throws IOException if it cannot be filled
     */
    T fill(Path part) throws IOException;
  }

  /**
   * Makes a file. A symbolic link of that name is replaced, not followed.
   *
   * @return what the making returns
   * @throws FormatException if it cannot be written; what was there stays then
   */
  public static <T extends @Nullable Object> T write(Path file, Making<T> making) {
    Path target = file.toAbsolutePath();
    Path part =
        target.resolveSibling(
            ".%s.%d.%d.part"
                .formatted(
                    target.getFileName(), ProcessHandle.current().pid(), COUNT.incrementAndGet()));
    try {
      Files.createFile(part);
      try {
        T result = making.fill(part);
        // else Java removes the old one first, and for an instant there is none
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        return result;
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (UncheckedIOException e) {
      throw new FormatException(file, "cannot be written", e.getCause());
    } catch (IOException e) {
      throw new FormatException(file, "cannot be written", e);
    }
  }
}
