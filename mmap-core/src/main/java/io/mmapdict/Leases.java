package io.mmapdict;

/**
 * Who has the file open: each handle holds a shared open-file-description lock on one byte far
 * behind the file's end, at its process's number in the range of the writers or of the readers. It
 * ends with the handle, however that ends. Two handles of one process hold the same byte.
 */
final class Leases {
  private static final long WRITERS = 1L << 62;
  private static final long RANGE_BYTES = 1L << 32;
  private static final long READERS = WRITERS + RANGE_BYTES;

  /** What {@link #otherWriter} and {@link #other} say where there is none. */
  static final long NOBODY = -1;

  private Leases() {}

  /**
   * Takes the lease of a handle. A writer's is taken under the file lock, so that he waits for a
   * vacuum; a reader's before he looks at an entry.
   *
   * @throws MmapDictException if a writer gets none: without it a vacuum would lose what he writes
   */
  static void take(FileHandle file) {
    long byteOfProcess =
        (file.writable() ? WRITERS : READERS) + ProcessHandle.current().pid() % RANGE_BYTES;
    int result = RangeLocks.set(file.fd(), RangeLocks.F_RDLCK, byteOfProcess, 1);
    if (result < 0 && file.writable()) { // a reader may be where nothing can be locked
      throw new MmapDictException(file.path(), "cannot be locked: " + Native.explain(result));
    }
  }

  /** The process of another handle that may write, or {@link #NOBODY}. */
  static long otherWriter(FileHandle file) {
    return other(file, WRITERS);
  }

  /** The process of any other handle, or {@link #NOBODY}. */
  static long other(FileHandle file) {
    long writer = otherWriter(file);
    return writer == NOBODY ? other(file, READERS) : writer;
  }

  /** Who that is, in words. */
  static String holder(long process) {
    return process == ProcessHandle.current().pid()
        ? "another handle of this process (" + process + ")"
        : "process " + process;
  }

  private static long other(FileHandle file, long range) {
    long found = RangeLocks.conflict(file.fd(), RangeLocks.F_WRLCK, range, RANGE_BYTES);
    if (found < 0) {
      throw new MmapDictException(
          file.path(), "who else has it open cannot be told: " + Native.explain(found));
    }
    return found == RangeLocks.NO_CONFLICT ? NOBODY : found - range;
  }
}
