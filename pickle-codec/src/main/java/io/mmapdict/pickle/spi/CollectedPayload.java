package io.mmapdict.pickle.spi;

import io.mmapdict.pickle.PickleException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** See {@link Payload#toSegment}. */
final class CollectedPayload implements PayloadSink {
  private static final long HEAP_BYTES = 1 << 30;

  private final MemorySegment segment;
  private long size;

  private CollectedPayload(MemorySegment segment) {
    this.segment = segment;
  }

  static MemorySegment of(Payload payload, long byteCount) {
    CollectedPayload collected =
        new CollectedPayload(
            byteCount <= HEAP_BYTES
                ? MemorySegment.ofArray(new byte[(int) byteCount])
                : Arena.ofAuto().allocate(byteCount));
    payload.writeTo(collected);
    if (collected.size != byteCount) {
      throw collected.wrong("it gave " + collected.size);
    }
    return collected.segment;
  }

  @Override
  public void write(MemorySegment bytes) {
    long start = size;
    skip(bytes.byteSize());
    MemorySegment.copy(bytes, 0, segment, start, bytes.byteSize());
  }

  @Override
  public void skip(long byteCount) {
    if (byteCount < 0 || byteCount > segment.byteSize() - size) {
      throw wrong("it gives " + byteCount + " more after " + size);
    }
    size += byteCount;
  }

  private PickleException wrong(String what) {
    return new PickleException(
        "a payload announced " + segment.byteSize() + " bytes, but " + what,
        PickleException.NO_OFFSET);
  }
}
