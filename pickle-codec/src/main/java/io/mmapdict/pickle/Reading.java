package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.ByteSlice;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * As what a pickle is read, and what it finds outside of it.
 *
 * @param converting whether only that is built which is written again as it was
 * @param copiedBytes longer byte strings stay slices
 * @param located whether byte strings know where they stand
 * @param objects what gives the object of a persistent id, or null
 * @param buffers what NEXT_BUFFER takes
 */
record Reading(
    boolean converting,
    long copiedBytes,
    boolean located,
    @Nullable Function<@Nullable Object, @Nullable Object> objects,
    Iterator<MemorySegment> buffers) {
  static final Reading COPIED =
      new Reading(false, Long.MAX_VALUE, true, null, Collections.emptyIterator());
  static final Reading CONVERTING =
      new Reading(true, Raw.LARGE_BYTES, true, null, Collections.emptyIterator());

  /** Of {@link Raw.Bytes}: all of them stay slices. */
  static final long ALL_SLICES = -1;

  /** Bytes that start at an offset of the segment that is read. */
  ByteSlice slice(MemorySegment bytes, long offset, boolean mutable) {
    return new ByteSlice(bytes, located ? offset : -1, mutable);
  }
}
