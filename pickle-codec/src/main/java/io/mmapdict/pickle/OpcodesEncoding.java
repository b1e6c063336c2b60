package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.Encoding;
import io.mmapdict.pickle.spi.PayloadSink;
import java.lang.foreign.MemorySegment;

/** The encoding of a value that is opcodes only, the same wherever they stand. */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record OpcodesEncoding(byte[] opcodes, int protocol) implements Encoding {
  @Override
  public long sizeAt(long offset) {
    return opcodes.length;
  }

  @Override
  public int memoMax() {
    return 1;
  }

  @Override
  public long payloadBytes() {
    return 0;
  }

  @Override
  public void writeTo(long offset, PayloadSink sink) {
    sink.write(MemorySegment.ofArray(opcodes));
  }
}
