package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.Encoding;
import io.mmapdict.pickle.spi.PayloadSink;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Writes into a stream, a piece of memory at a time. */
final class StreamSink implements PayloadSink {
  private static final int AT_ONCE = 1 << 16;

  private final OutputStream out;
  private byte[] piece = {};

  private StreamSink(OutputStream out) {
    this.out = out;
  }

  static void write(Encoding encoding, OutputStream out) throws IOException {
    try {
      encoding.writeTo(0, new StreamSink(out));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public void write(MemorySegment bytes) {
    for (long at = 0; at < bytes.byteSize(); at += AT_ONCE) {
      int count = piece(bytes.byteSize() - at);
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, piece, 0, count);
      give(count);
    }
  }

  @Override
  public void skip(long byteCount) {
    for (long at = 0; at < byteCount; at += AT_ONCE) {
      int count = piece(byteCount - at);
      Arrays.fill(piece, 0, count, (byte) 0);
      give(count);
    }
  }

  private int piece(long wanted) {
    int count = (int) Math.min(wanted, AT_ONCE);
    if (piece.length < count) {
      piece = new byte[count];
    }
    return count;
  }

  private void give(int count) {
    try {
      out.write(piece, 0, count);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
