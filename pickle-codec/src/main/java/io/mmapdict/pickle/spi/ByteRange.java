package io.mmapdict.pickle.spi;

/**
 * Bytes one behind the other.
 *
 * @param start the offset of the first one
 * @param end the offset behind the last one
 */
public record ByteRange(long start, long end) {
  /**
   * Bytes from an offset to another.
   *
   * @throws IllegalArgumentException if the end is in front of the start
   */
  public ByteRange {
    if (end < start) {
      throw new IllegalArgumentException("bytes from " + start + " to " + end);
    }
  }

  /** How many bytes there are. */
  public long byteSize() {
    return end - start;
  }

  /** The same bytes, counted from another place. */
  public ByteRange shift(long by) {
    return new ByteRange(start + by, end + by);
  }
}
