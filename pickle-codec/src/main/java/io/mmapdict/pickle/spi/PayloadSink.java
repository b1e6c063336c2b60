package io.mmapdict.pickle.spi;

import io.mmapdict.pickle.PickleException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** Where a payload's bytes go, in order. Not safe for use by several threads. */
public interface PayloadSink {
  /**
   * Into a file, from where the channel stands; what is mapped from another the kernel copies. What
   * is skipped last is in the file only once something is written behind it.
   *
   * @param written told now and then how many bytes more were written, with what is skipped
   * @return one whose methods throw an {@link java.io.UncheckedIOException} if the file cannot be
   *     written
   */
  static PayloadSink into(FileChannel channel, LongConsumer written) {
    return new ChannelSink(channel, written);
  }

  /** Takes the next bytes. The segment may be reused once this returns. */
  void write(MemorySegment bytes);

  /** Leaves the next bytes out: they read as zeros, and a file has a hole there. */
  void skip(long byteCount);

  /** Leaves the next bytes out, too, but has the disk keep room for them where they go to a map. */
  default void reserve(long byteCount) {
    skip(byteCount);
  }

  /**
   * Takes the next bytes from a file; where they go to one, the kernel copies them.
   *
   * @param copied told now and then how many bytes more were taken
   * @throws PickleException if the file cannot be read, or ends before
   */
  default void copyFrom(Path file, long offset, long byteCount, LongConsumer copied) {
    FilePart.copy(file, offset, byteCount, this, copied);
  }
}
