package io.mmapdict;

import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** What a handle is made of, for tests that look inside. The caller closes it. */
final class OpenFiles {
  private OpenFiles() {}

  /** Opens a file that is there. */
  static OpenFile toRead(Path file) {
    return open(file, OpenMode.READ_ONLY, Durability.PROCESS, UnaryOperator.identity());
  }

  /** Opens a file, and makes it where there is none. */
  static OpenFile toWrite(Path file) {
    return toWrite(file, Durability.PROCESS, UnaryOperator.identity());
  }

  /** The same with a tap, which sees every change on its way into the file. */
  static OpenFile toWrite(Path file, Durability durability, UnaryOperator<Store> tap) {
    return open(file, OpenMode.CREATE, durability, tap);
  }

  /**
   * A map.
   *
   * @param tap sees every change on its way into the file
   * @param rangeBytes how many addresses to map at first
   */
  static MmapDict dict(
      Path file, OpenMode mode, Durability durability, UnaryOperator<Store> tap, long rangeBytes) {
    return new MmapDict(new OpenFile.How(file.toAbsolutePath(), mode, durability, tap, rangeBytes));
  }

  private static OpenFile open(
      Path file, OpenMode mode, Durability durability, UnaryOperator<Store> tap) {
    return OpenFile.open(
        new OpenFile.How(file, mode, durability, tap, FileHandle.USUAL_RANGE_BYTES));
  }
}
