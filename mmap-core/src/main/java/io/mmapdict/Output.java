package io.mmapdict;

import java.lang.foreign.MemorySegment;

/** Where bytes go that nobody looks at yet. */
interface Output {
  /** Writes bytes; a process killed meanwhile leaves any first part of them. May grow the file. */
  void write(long offset, MemorySegment bytes);

  /**
   * Wants blocks for bytes that are about to be written; the file is as long already.
   *
   * @return false where the file system cannot say: the write that follows finds out
   * @throws NoSpaceException if it has none
   */
  boolean allocate(long offset, long byteCount);

  /**
   * Has the kernel copy bytes of another file.
   *
   * @param from its descriptor
   * @return how many; 0 or less where it cannot, or the other file ends
   * @throws NoSpaceException if the disk has no room
   */
  default long copy(int from, long fromOffset, long offset, long byteCount) {
    return 0;
  }
}
