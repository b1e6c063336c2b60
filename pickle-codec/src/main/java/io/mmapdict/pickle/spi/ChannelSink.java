package io.mmapdict.pickle.spi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.LongConsumer;

/** See {@link PayloadSink#into}. */
record ChannelSink(FileChannel channel, LongConsumer written) implements PayloadSink {
  /** Written at once; who watches is told between. */
  private static final long MOST_AT_ONCE = 1L << 26;

  @Override
  public void write(MemorySegment bytes) {
    try {
      for (long at = 0; at < bytes.byteSize(); at += MOST_AT_ONCE) {
        long length = Math.min(MOST_AT_ONCE, bytes.byteSize() - at);
        MemorySegment part = bytes.asSlice(at, length);
        long done = MappedPart.transfer(part, channel);
        ByteBuffer buffer = part.asSlice(done).asByteBuffer();
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        written.accept(length);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void skip(long byteCount) {
    try {
      channel.position(channel.position() + byteCount);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
