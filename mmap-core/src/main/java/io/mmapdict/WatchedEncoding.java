package io.mmapdict;

import io.mmapdict.pickle.spi.Encoding;
import io.mmapdict.pickle.spi.PayloadSink;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * An encoded value that tells how far it is written.
 *
 * @param written told how many bytes more are
 */
record WatchedEncoding(Encoding encoding, LongConsumer written) implements Encoding {
  @Override
  public long sizeAt(long offset) {
    return encoding.sizeAt(offset);
  }

  @Override
  public int memoMax() {
    return encoding.memoMax();
  }

  @Override
  public int protocol() {
    return encoding.protocol();
  }

  @Override
  public boolean isKeptFirst() {
    return encoding.isKeptFirst();
  }

  @Override
  public long payloadBytes() {
    return encoding.payloadBytes();
  }

  @Override
  public void writeTo(long offset, PayloadSink sink) {
    encoding.writeTo(offset, new WatchedSink(sink, written));
  }

  private record WatchedSink(PayloadSink sink, LongConsumer written) implements PayloadSink {
    @Override
    public void write(MemorySegment bytes) {
      if (sink instanceof FileSink file) {
        file.write(bytes, written);
      } else {
        sink.write(bytes);
        written.accept(bytes.byteSize());
      }
    }

    @Override
    public void skip(long byteCount) {
      sink.skip(byteCount);
      written.accept(byteCount);
    }

    @Override
    public void reserve(long byteCount) {
      sink.reserve(byteCount);
      written.accept(byteCount);
    }

    @Override
    public void copyFrom(Path file, long offset, long byteCount, LongConsumer copied) {
      sink.copyFrom(file, offset, byteCount, copied.andThen(written));
    }
  }
}
