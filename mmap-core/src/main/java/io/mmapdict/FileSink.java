package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.mmapdict.pickle.spi.PayloadSink;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * Bytes on their way into the file, in order: small ones gathered, large ones passed on as they
 * are. Native memory is handed to the operating system where it lies; Java arrays pass through the
 * buffer.
 */
final class FileSink implements PayloadSink {
  /** From here on it pays to ask for the blocks before they are written. */
  private static final long ALLOCATED_BYTES = 1 << 20;

  private final Output output;
  private final MemorySegment buffer;
  private long position;
  private long buffered;

  /**
   * A sink that starts at an offset of the file.
   *
   * @param buffer native memory
   */
  FileSink(Output output, MemorySegment buffer, long start) {
    this.output = output;
    this.buffer = buffer;
    this.position = start;
  }

  @Override
  public void write(MemorySegment bytes) {
    long byteCount = bytes.byteSize();
    if (byteCount <= buffer.byteSize() - buffered) {
      MemorySegment.copy(bytes, 0, buffer, buffered, byteCount);
      buffered += byteCount;
      return;
    }
    if (byteCount >= ALLOCATED_BYTES) {
      output.allocate(position(), byteCount);
    }
    if (bytes.isNative() && byteCount >= buffer.byteSize()) {
      flush();
      output.write(position, bytes);
      position += byteCount;
      return;
    }
    for (long done = 0; done < byteCount; ) {
      makeRoom(1);
      long part = Math.min(byteCount - done, buffer.byteSize() - buffered);
      MemorySegment.copy(bytes, done, buffer, buffered, part);
      buffered += part;
      done += part;
    }
  }

  /** Writes a few bytes. */
  void write(byte[] bytes) {
    makeRoom(bytes.length);
    MemorySegment.copy(bytes, 0, buffer, JAVA_BYTE, buffered, bytes.length);
    buffered += bytes.length;
  }

  void write(byte value) {
    makeRoom(Byte.BYTES);
    buffer.set(JAVA_BYTE, buffered, value);
    buffered += Byte.BYTES;
  }

  void write(short value) {
    makeRoom(Short.BYTES);
    buffer.set(Little.SHORT, buffered, value);
    buffered += Short.BYTES;
  }

  void write(long value) {
    makeRoom(Long.BYTES);
    buffer.set(Little.LONG, buffered, value);
    buffered += Long.BYTES;
  }

  @Override
  public void skip(long byteCount) {
    flush();
    position += byteCount;
  }

  /** Where nobody can be asked for blocks, zeros are written. */
  @Override
  public void reserve(long byteCount) {
    flush();
    if (byteCount == 0 || output.allocate(position, byteCount)) {
      position += byteCount;
      return;
    }
    buffer.fill((byte) 0);
    for (long done = 0; done < byteCount; done += buffered) {
      flush();
      buffered = Math.min(byteCount - done, buffer.byteSize());
    }
  }

  /** By the kernel as far as it can, by reading where it cannot. */
  @Override
  public void copyFrom(Path source, long offset, long byteCount, LongConsumer copied) {
    if (byteCount >= ALLOCATED_BYTES) {
      output.allocate(position(), byteCount);
    }
    flush();
    int from = Native.open(source.toString(), Native.O_RDONLY | Native.O_CLOEXEC, 0);
    long done = 0;
    try {
      long part = from < 0 ? 0 : output.copy(from, offset, position, byteCount);
      while (part > 0) {
        position += part;
        done += part;
        copied.accept(part);
        part = done == byteCount ? 0 : output.copy(from, offset + done, position, byteCount - done);
      }
    } finally {
      if (from >= 0) {
        Native.close(from);
      }
    }
    PayloadSink.super.copyFrom(source, offset + done, byteCount - done, copied);
  }

  /** Where the next byte goes. */
  long position() {
    return position + buffered;
  }

  /** Writes what is gathered. */
  void flush() {
    if (buffered > 0) {
      output.write(position, buffer.asSlice(0, buffered));
      position += buffered;
      buffered = 0;
    }
  }

  private void makeRoom(int byteCount) {
    if (byteCount > buffer.byteSize() - buffered) {
      flush();
    }
  }
}
