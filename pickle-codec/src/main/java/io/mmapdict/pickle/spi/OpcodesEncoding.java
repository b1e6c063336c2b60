package io.mmapdict.pickle.spi;

import java.lang.foreign.MemorySegment;

/** See {@link Encoding#ofOpcodes}. */
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
