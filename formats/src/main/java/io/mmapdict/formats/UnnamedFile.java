package io.mmapdict.formats;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of the temporary folder that has no name any longer, for what is inflated: that may be
 * more than memory holds, and is gone once nothing refers to its bytes.
 */
final class UnnamedFile {
  /** What fills the file. */
  @FunctionalInterface
  interface Filling {
    void fill(FileChannel out) throws IOException;
  }

  private UnnamedFile() {}

  /**
   * The bytes that were written.
   *
   * @param of what is inflated: errors name it
   * @param access nobody else sees the bytes; {@link Access#READ_ONLY} or not
   * @throws FormatException if the folder cannot be written to, or is full
   */
  static MemorySegment filled(Path of, Access access, Filling filling) {
    try {
      Path path = Files.createTempFile("mmapdict", ".inflated");
      try (FileChannel channel =
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE)) {
        filling.fill(channel);
        FileChannel.MapMode mode =
            access == Access.READ_ONLY
                ? FileChannel.MapMode.READ_ONLY
                : FileChannel.MapMode.READ_WRITE;
        return channel.map(mode, 0, channel.size(), Arena.ofAuto());
      }
    } catch (IOException e) {
      throw new FormatException(of, "cannot be inflated into the temporary folder", e);
    }
  }
}
