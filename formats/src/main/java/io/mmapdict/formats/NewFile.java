package io.mmapdict.formats;

import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.pickle.spi.PayloadSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** A file that appears under its name when it is whole, in place of one that was there. */
final class NewFile {
  /** Tells what two threads write under one name apart. */
  private static final AtomicLong COUNT = new AtomicLong();

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
    Path target = file.toAbsolutePath();
    Path part =
        target.resolveSibling(
            ".%s.%d.%d.part"
                .formatted(
                    target.getFileName(), ProcessHandle.current().pid(), COUNT.incrementAndGet()));
    try {
      try {
        T result;
        try (FileChannel channel =
            FileChannel.open(
                part,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE_NEW)) {
          result = filling.fill(channel);
        }
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        return result;
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (UncheckedIOException e) {
      throw new FormatException(file, "cannot be written", e.getCause());
    } catch (IOException e) {
      throw new FormatException(file, "cannot be written", e);
    }
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
