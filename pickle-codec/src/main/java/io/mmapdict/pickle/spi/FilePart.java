package io.mmapdict.pickle.spi;

import io.mmapdict.pickle.PickleException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;

/** See {@link PayloadSink#copyFrom}: through a buffer. */
final class FilePart {
  private static final int BUFFER_BYTES = 1 << 18;

  private FilePart() {}

  static void copy(Path file, long offset, long byteCount, PayloadSink sink, LongConsumer copied) {
    if (Files.exists(file) && !Files.isRegularFile(file)) { // opening a pipe would wait for good
      throw new PickleException(
          file + " cannot be read: it is a folder, pipe or device, not a regular file",
          PickleException.NO_OFFSET);
    }
    ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(BUFFER_BYTES, byteCount));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (long done = 0; done < byteCount; ) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), byteCount - done));
        int part = channel.read(buffer, offset + done);
        if (part < 0) {
          throw new PickleException(
              "%s ends at byte %d, %d bytes were expected from byte %d on"
                  .formatted(file, channel.size(), byteCount, offset),
              PickleException.NO_OFFSET);
        }
        sink.write(MemorySegment.ofBuffer(buffer.flip()));
        done += part;
        copied.accept(part);
      }
    } catch (IOException e) {
      throw new PickleException(
          file + " cannot be read: " + reason(e), PickleException.NO_OFFSET, e);
    }
  }

  /** The JDK's words for these are the path alone. */
  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "permission denied";
      default -> String.valueOf(e.getMessage());
    };
  }
}
