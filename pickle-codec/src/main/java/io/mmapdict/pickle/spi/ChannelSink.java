package io.mmapdict.pickle.spi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;

/** See {@link PayloadSink#into}. */
record ChannelSink(FileChannel channel, LongConsumer written) implements PayloadSink {
  /** Written at once; who watches is told between. */
  private static final long MOST_AT_ONCE = 1L << 26;

  /** Of a Java array, which the channel copies to native memory first. */
  private static final long MOST_OF_HEAP = 1L << 20;

  @Override
  public void write(MemorySegment bytes) {
    try {
      long most = bytes.isNative() ? MOST_AT_ONCE : MOST_OF_HEAP;
      long at = MappedPart.transfer(bytes, channel, most, written);
      while (at < bytes.byteSize()) {
        long length = Math.min(most, bytes.byteSize() - at);
        ByteBuffer buffer = bytes.asSlice(at, length).asByteBuffer();
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        written.accept(length);
        at += length;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void skip(long byteCount) {
    try {
      channel.position(channel.position() + byteCount);
      written.accept(byteCount);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void copyFrom(Path file, long offset, long byteCount, LongConsumer copied) {
    long done = 0;
    if (Files.isRegularFile(file)) { // opening a pipe would wait for good
      try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ)) {
        for (long more = 1; more > 0 && done < byteCount; done += more) {
          long wanted = Math.min(MOST_AT_ONCE, byteCount - done);
          more = source.transferTo(offset + done, wanted, channel);
          written.accept(more);
          copied.accept(more);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    PayloadSink.super.copyFrom(file, offset + done, byteCount - done, copied); // says what is wrong
  }
}
