package io.mmapdict.pickle.spi;

import io.mmapdict.pickle.PickleException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A byte string of a pickle where it lies: a slice of the segment being decoded, not copied. This
 * is how a codec sees {@code bytes} and {@code bytearray} among its arguments, in tuples among them
 * and in tuples in these; anywhere else they are copies.
 *
 * @param segment the payload; lives as long as the segment it was decoded from. The accessor
 *     fetches what is not there yet
 * @param offset where the payload's first byte lies in the segment that is decoded, or -1 for bytes
 *     that do not stand there as they are (Python 2's forms, which are text)
 * @param mutable true for a bytearray, false for bytes
 * @param source what fetches the bytes, null where they are there; for codecs that need only some
 */
public record ByteSlice(
    MemorySegment segment, long offset, boolean mutable, @Nullable ByteSource source) {
  /** Bytes that are there. */
  public ByteSlice(MemorySegment segment, long offset, boolean mutable) {
    this(segment, offset, mutable, null);
  }

  /** The payload, all of it there. */
  @Override
  public MemorySegment segment() {
    return source == null ? segment : fetch(List.of(new ByteRange(0, segment.byteSize())));
  }

  /** The payload, of which nothing needs to be there: for its size and its lifetime. */
  public MemorySegment place() {
    return segment;
  }

  /**
   * The payload with some of its bytes there.
   *
   * @param ranges of the payload, in ascending order
   */
  public MemorySegment fetch(List<ByteRange> ranges) {
    return source == null
        ? segment
        : source.fetch(inSource(ranges)).asSlice(offset, segment.byteSize());
  }

  /**
   * Says that some of its bytes are going to be asked for: see {@link ByteSource#fetchAhead}.
   *
   * @param ranges of the payload, in ascending order
   */
  public void fetchAhead(List<ByteRange> ranges) {
    if (source != null) {
      source.fetchAhead(inSource(ranges));
    }
  }

  private List<ByteRange> inSource(List<ByteRange> ranges) {
    return ranges.stream().map(range -> range.shift(offset)).toList();
  }

  /** How many bytes there are. */
  public long byteSize() {
    return segment.byteSize();
  }

  /**
   * The bytes from one on.
   *
   * @throws IndexOutOfBoundsException if there are not so many
   */
  public ByteSlice from(long start) {
    return new ByteSlice(
        segment.asSlice(start), offset < 0 ? offset : offset + start, mutable, source);
  }

  /** The same bytes as a bytearray. */
  public ByteSlice asMutable() {
    return new ByteSlice(segment, offset, true, source);
  }

  /**
   * A copy of the bytes.
   *
   * @throws PickleException if there are more than a Java array holds
   */
  public byte[] toByteArray() {
    if (segment.byteSize() > Integer.MAX_VALUE - 8) {
      throw new PickleException(
          "a byte string of "
              + segment.byteSize()
              + " bytes does not fit a Java array; keep it as a slice",
          offset);
    }
    return segment().toArray(ValueLayout.JAVA_BYTE);
  }
}
