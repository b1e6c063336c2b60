package io.mmapdict.pickle.spi;

import java.lang.foreign.MemorySegment;

/** Where a payload's bytes go, in order. Not safe for use by several threads. */
public interface PayloadSink {
  /** Takes the next bytes. The segment may be reused once this returns. */
  void write(MemorySegment bytes);

  /** Leaves the next bytes out: they read as zeros, and a file has a hole there. */
  void skip(long byteCount);

  /** Leaves the next bytes out, too, but has the disk keep room for them where they go to one. */
  default void reserve(long byteCount) {
    skip(byteCount);
  }
}
