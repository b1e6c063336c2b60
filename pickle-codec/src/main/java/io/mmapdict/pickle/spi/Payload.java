package io.mmapdict.pickle.spi;

import java.lang.foreign.MemorySegment;

/**
 * The bytes of one large byte string, produced when they are written and not before.
 *
 * <p>{@link #writeTo} must give exactly as many bytes as were announced to {@link
 * PickleWriter#payload}, the same each time it is called.
 */
@FunctionalInterface
public interface Payload {
  /**
   * Writes or skips all bytes, in order. What it is written into may be locked meanwhile: it must
   * not be used from here, in whatever way, or that waits for itself.
   */
  void writeTo(PayloadSink sink);

  /**
   * The bytes in one segment: on the heap below 1 GiB, outside of it above. They are copied, but
   * for a payload of {@link #of}.
   *
   * @param byteCount how many there are
   * @throws io.mmapdict.pickle.PickleException if {@link #writeTo} gives more or fewer
   */
  default MemorySegment toSegment(long byteCount) {
    return CollectedPayload.of(this, byteCount);
  }

  /** The bytes of a segment. */
  static Payload of(MemorySegment bytes) {
    return new SegmentPayload(bytes);
  }

  /** Nothing but zeros, which a file does not store. */
  static Payload hole(long byteCount) {
    return sink -> sink.skip(byteCount);
  }

  /** Nothing but zeros, for which the disk keeps room: they can be filled in whatever comes. */
  static Payload reserved(long byteCount) {
    return sink -> sink.reserve(byteCount);
  }
}
