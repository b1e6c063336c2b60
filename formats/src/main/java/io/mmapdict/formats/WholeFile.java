package io.mmapdict.formats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A file that appears under its name when it is whole, at once in place of one that was there: who
 * opens the name meanwhile finds the one or the other. Safe for threads and processes that write
 * one name. Made beside it as {@code .mmapdict-*.part}, which stays if this process is killed. It
 * is not forced to the disk: after a power cut it may be empty. A file that is replaced loses its
 * owner and permissions.
 */
public final class WholeFile {
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
    try {
      Path part = part(target);
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

  /** By chance, for a process's number is no proof: in containers all have the same. */
  private static Path part(Path target) throws IOException {
    while (true) {
      String name = ".mmapdict-%016x.part".formatted(ThreadLocalRandom.current().nextLong());
      try {
        return Files.createFile(target.resolveSibling(name));
      } catch (FileAlreadyExistsException e) {
        // Somebody else's: another name is tried.
      }
    }
  }
}
