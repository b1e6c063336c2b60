package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.Payload;
import io.mmapdict.pickle.spi.PayloadSink;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Bytes as the characters of these numbers, in UTF-8: two bytes from 0x80 on.
 *
 * @param utf8Bytes how many it gives
 */
record Latin1(long utf8Bytes, Payload bytes) implements Payload {
  private static final int AT_ONCE = 1 << 13;

  /** Runs the payload once to count. */
  static Latin1 of(long byteCount, Payload bytes) {
    Counter counter = new Counter();
    bytes.writeTo(counter);
    return new Latin1(byteCount + counter.high, bytes);
  }

  @Override
  public void writeTo(PayloadSink sink) {
    bytes.writeTo(new Translator(sink));
  }

  private static final class Counter implements PayloadSink {
    private long high;

    @Override
    public void write(MemorySegment part) {
      for (long i = 0; i < part.byteSize(); i++) {
        high += part.get(ValueLayout.JAVA_BYTE, i) < 0 ? 1 : 0;
      }
    }

    @Override
    public void skip(long byteCount) {
      // zeros, which take one byte
    }
  }

  private static final class Translator implements PayloadSink {
    private final PayloadSink sink;

    Translator(PayloadSink sink) {
      this.sink = sink;
    }

    @Override
    public void write(MemorySegment part) {
      ByteBuilder utf8 = new ByteBuilder(2 * AT_ONCE);
      for (long i = 0; i < part.byteSize(); i++) {
        int c = part.get(ValueLayout.JAVA_BYTE, i) & 0xFF;
        if (c < 0x80) {
          utf8.append(c);
        } else {
          utf8.append(0xC0 | (c >> 6));
          utf8.append(0x80 | (c & 0x3F));
        }
        if (utf8.size() >= AT_ONCE || i == part.byteSize() - 1) {
          sink.write(MemorySegment.ofArray(utf8.array()).asSlice(0, utf8.size()));
          utf8.clear();
        }
      }
    }

    @Override
    public void skip(long byteCount) {
      sink.skip(byteCount);
    }
  }
}
