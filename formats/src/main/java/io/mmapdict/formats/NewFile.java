package io.mmapdict.formats;

import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.pickle.spi.PayloadSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;

/** A {@link WholeFile} that is written through a channel. */
final class NewFile {
  /** What fills the file. */
  @FunctionalInterface
  interface Filling<T> {
    T fill(FileChannel channel) throws IOException;
  }

  private NewFile() {}

  /**
   * Makes a file, open for reading and writing while it is filled.
   *
   * @throws FormatException if it cannot be written; what was there stays then
   */
  static <T> T write(Path file, Filling<T> filling) {
    return WholeFile.write(
        file,
        part -> {
          try (FileChannel channel =
              FileChannel.open(part, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return filling.fill(channel);
          }
        });
  }

  /** Zeros up to a size, which the file takes room for once they are written over. */
  static void extend(FileChannel channel, long size) throws IOException {
    if (size > channel.size()) {
      channel.write(ByteBuffer.allocate(1), size - 1);
    }
  }

  /**
   * Writes the elements where the channel stands, those that are mapped from a file by the kernel;
   * tells how many bytes more are.
   */
  static void write(FileChannel channel, NDArray array, Order order, LongConsumer written) {
    array.forEachChunk(order, PayloadSink.into(channel, written)::write);
  }

  static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
