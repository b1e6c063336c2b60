package io.mmapdict.pickle.spi;

import io.mmapdict.pickle.PickleException;
import java.lang.foreign.MemorySegment;

/** See {@link Payload#of}. */
record SegmentPayload(MemorySegment bytes) implements Payload {
  @Override
  public void writeTo(PayloadSink sink) {
    sink.write(bytes);
  }

  @Override
  public MemorySegment toSegment(long byteCount) {
    if (byteCount != bytes.byteSize()) {
      throw new PickleException(
          "a payload announced " + byteCount + " bytes, but it gave " + bytes.byteSize(),
          PickleException.NO_OFFSET);
    }
    return bytes;
  }
}
