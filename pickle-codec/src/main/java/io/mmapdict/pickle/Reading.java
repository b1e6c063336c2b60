package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.ByteSource;
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
 * @param source what fetches bytes of byte strings, null where they are there
 */
record Reading(
    boolean converting,
    long copiedBytes,
    boolean located,
    @Nullable Function<@Nullable Object, @Nullable Object> objects,
    Iterator<MemorySegment> buffers,
    @Nullable ByteSource source) {
  Reading(
      boolean converting,
      long copiedBytes,
      boolean located,
      @Nullable Function<@Nullable Object, @Nullable Object> objects,
      Iterator<MemorySegment> buffers) {
    this(converting, copiedBytes, located, objects, buffers, null);
  }

  static final Reading COPIED =
      new Reading(false, Long.MAX_VALUE, true, null, Collections.emptyIterator());
  static final Reading CONVERTING =
      new Reading(true, Raw.LARGE_BYTES, true, null, Collections.emptyIterator());

  /** Of {@link Raw.Bytes}: all of them stay slices. */
  static final long ALL_SLICES = -1;

  /** As {@link #COPIED}, byte strings fetched when they are needed. */
  static Reading fetched(ByteSource source) {
    return new Reading(false, Long.MAX_VALUE, true, null, Collections.emptyIterator(), source);
  }

  /** Bytes that start at an offset of the segment that is read. */
  ByteSlice slice(MemorySegment bytes, long offset, boolean mutable) {
    return new ByteSlice(bytes, located ? offset : -1, mutable, source);
  }
}
