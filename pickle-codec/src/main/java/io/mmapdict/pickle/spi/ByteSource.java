package io.mmapdict.pickle.spi;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Where the bytes of a pickle come from if they are not in memory yet, but on another machine, and
 * are fetched when they are needed. Safe for use by many threads.
 */
@FunctionalInterface
public interface ByteSource {
  /**
   * Sees to it that bytes are there.
   *
   * @param ranges of the segment that is decoded, in ascending order
   * @return that segment. In it, and in slices of it, these bytes are there as long as it is
   *     reachable; what the others are is not said
   * @throws RuntimeException if they cannot be had
   */
  MemorySegment fetch(List<ByteRange> ranges);

  /**
   * Says that bytes are going to be asked for. Returns at once, and promises nothing: they may be
   * on their way then, and whether they can be had tells {@link #fetch}.
   *
   * @param ranges as of {@link #fetch}
   */
  default void fetchAhead(List<ByteRange> ranges) {}
}
