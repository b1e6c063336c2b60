package io.mmapdict.cli;

import io.mmapdict.formats.FormatException;
import io.mmapdict.formats.WholeFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes a file that the user named: complete or not at all. */
final class FileOut {
  private FileOut() {}

  /** What writes the file's bytes. */
  @FunctionalInterface
  interface Body {
    void writeTo(FileChannel out) throws IOException;
  }

  /** Whether both names lead to one file, which need not be there yet. */
  static boolean isSame(Path one, Path other) {
    try {
      if (Files.exists(one) && Files.exists(other)) {
        return Files.isSameFile(one, other);
      }
      return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    } catch (IOException e) {
      throw unwritable(one, e);
    }
  }

  /**
   * Where a file is to be written: symbolic links are followed.
   *
   * @throws Fault if there is no such folder, if nothing can be written there, or something else
   *     than a file is in the way
   */
  static Path target(Path path) {
    try {
      if (Files.exists(path)) {
        if (!Files.isRegularFile(path)) {
          throw new Fault(path + ": is no ordinary file; name a file to write");
        }
      }
      Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
      Path folder = target.getParent();
      if (folder == null || !Files.isDirectory(folder)) {
        throw new Fault(path + ": cannot be written, the folder does not exist; make it first");
      }
      if (!Files.isWritable(folder)) {
        throw new Fault(
            path + ": cannot be written, nothing may be made in its folder; name another one");
      }
      return target;
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /**
   * Writes a file, over the one that is there.
   *
   * @throws Fault if it cannot be written; what was there stays then
   */
  static void write(Path path, Body body) {
    try {
      WholeFile.write(
          target(path),
          part -> {
            try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
              body.writeTo(out);
            }
            return null;
          });
    } catch (FormatException e) {
      if (e.getCause() instanceof IOException why) {
        throw unwritable(path, why); // by the name that the user typed
      }
      throw e;
    }
  }

  private static Fault unwritable(Path path, IOException e) {
    return new Fault(path + ": cannot be written: " + Failures.reason(e), e);
  }
}
