package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the system knows of a file at some moment, from {@code statx(2)}.
 *
 * @param device where it lies, both halves of the number in one
 * @param inode which file of the device it is
 * @param links how many names it has
 * @param mode who may do what
 * @param bytes its size
 * @param diskBytes what it takes on the disk: less where it has holes
 * @param modifiedNanos when it was changed last
 */
record FileStatus(
    long device,
    long inode,
    int links,
    int owner,
    int group,
    int mode,
    long bytes,
    long diskBytes,
    long modifiedNanos) {
  private static final int HERE = -100; // AT_FDCWD
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int STATX_BYTES = 256;
  private static final int BLOCK_BYTES = 512;
  private static final int PERMISSIONS = 07777;

  /** Of an open file. */
  static FileStatus of(FileHandle file) {
    FileStatus status = read(file.fd(), "", AT_EMPTY_PATH);
    if (status == null) {
      throw new MmapDictException(file.path(), "the system does not tell its state");
    }
    return status;
  }

  /** Of the file that a path leads to, links followed; null if none can be seen there. */
  static @Nullable FileStatus of(Path path) {
    return read(HERE, path.toString(), 0);
  }

  boolean isSameFile(FileStatus other) {
    return inode == other.inode && device == other.device;
  }

  /** Size and time in one number, which another state of the file hardly gives again. */
  long stamp() {
    return (modifiedNanos ^ Long.rotateLeft(bytes, 40)) & Long.MAX_VALUE;
  }

  private static @Nullable FileStatus read(int folder, String path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found = arena.allocate(STATX_BYTES, Long.BYTES);
      if (Native.statx(folder, path, flags, found) < 0) {
        return null;
      }
      long seconds = found.get(JAVA_LONG, 112);
      return new FileStatus(
          ((long) found.get(JAVA_INT, 136) << 32) | (found.get(JAVA_INT, 140) & 0xffffffffL),
          found.get(JAVA_LONG, 32),
          found.get(JAVA_INT, 16),
          found.get(JAVA_INT, 20),
          found.get(JAVA_INT, 24),
          found.get(JAVA_SHORT, 28) & PERMISSIONS,
          found.get(JAVA_LONG, 40),
          found.get(JAVA_LONG, 48) * BLOCK_BYTES,
          seconds * 1_000_000_000L + found.get(JAVA_INT, 120));
    }
  }
}
