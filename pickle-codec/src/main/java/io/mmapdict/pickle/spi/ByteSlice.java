package io.mmapdict.pickle.spi;

import io.mmapdict.pickle.PickleException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A byte string of a pickle where it lies: a slice of the segment being decoded, not copied. This
 * is how a codec sees {@code bytes} and {@code bytearray} among its arguments, in tuples among them
 * and in tuples in these; anywhere else they are copies.
 *
 * @param segment the payload; lives as long as the segment it was decoded from
 * @param offset where the payload's first byte lies in the segment that is decoded, or -1 for bytes
 *     that do not stand there as they are (Python 2's forms, which are text)
 * @param mutable true for a bytearray, false for bytes
 */
public record ByteSlice(MemorySegment segment, long offset, boolean mutable) {
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
    return segment.toArray(ValueLayout.JAVA_BYTE);
  }
}
