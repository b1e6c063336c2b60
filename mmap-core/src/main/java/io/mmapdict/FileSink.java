package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.mmapdict.pickle.spi.MappedPart;
import io.mmapdict.pickle.spi.PayloadSink;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.function.IntToLongFunction;
import java.util.function.LongConsumer;

/**
 * Bytes on their way into the file, in order: small ones gathered, large ones passed on as they
 * are. Native memory is handed to the operating system where it lies; Java arrays pass through the
 * buffer.
 */
final class FileSink implements PayloadSink {
  /** From here on it pays to ask for the blocks before they are written. */
  private static final long ALLOCATED_BYTES = 2 << 20;

  /** Written or copied at once; who watches is told between. */
  private static final long MOST_AT_ONCE = 1 << 26;

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
    write(bytes, written -> {});
  }

  /** The same, watched: tells now and then how many bytes more are on their way. */
  void write(MemorySegment bytes, LongConsumer written) {
    long byteCount = bytes.byteSize();
    if (byteCount <= buffer.byteSize() - buffered) {
      MemorySegment.copy(bytes, 0, buffer, buffered, byteCount);
      buffered += byteCount;
      written.accept(byteCount);
      return;
    }
    if (byteCount >= ALLOCATED_BYTES) {
      output.allocate(position(), byteCount);
    }
    if (bytes.isNative() && byteCount >= buffer.byteSize()) {
      flush();
      writeNative(bytes, written);
      return;
    }
    for (long done = 0; done < byteCount; ) {
      makeRoom(1);
      long part = Math.min(byteCount - done, buffer.byteSize() - buffered);
      MemorySegment.copy(bytes, done, buffer, buffered, part);
      buffered += part;
      done += part;
      written.accept(part);
    }
  }

  /** By the kernel what is mapped from a file, from here the rest. */
  private void writeNative(MemorySegment bytes, LongConsumer written) {
    MappedPart mapped = MappedPart.of(bytes).orElse(null);
    long done = mapped == null ? 0 : copyMapped(mapped, bytes.byteSize(), written);
    while (done < bytes.byteSize()) {
      long part = Math.min(MOST_AT_ONCE, bytes.byteSize() - done);
      output.write(position, bytes.asSlice(done, part));
      position += part;
      done += part;
      written.accept(part);
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
    long done = byKernel(source, fd -> copy(fd, offset, byteCount, copied));
    PayloadSink.super.copyFrom(source, offset + done, byteCount - done, copied);
  }

  /** Bytes of another file, or of another part of this one: not by way of this process. */
  private long copyMapped(MappedPart part, long byteCount, LongConsumer written) {
    return part.isThere()
        ? byKernel(
            part.file(),
            // still there, so it is what was opened
            fd -> part.isThere() ? copy(fd, part.offset(), byteCount, written) : 0)
        : 0;
  }

  /** How many bytes were copied from a file: none where it cannot be opened. */
  private static long byKernel(Path source, IntToLongFunction copying) {
    int how = Native.O_RDONLY | Native.O_CLOEXEC | Native.O_NONBLOCK; // a pipe is not waited for
    int from = Native.open(source.toString(), how, 0);
    if (from < 0) {
      return 0;
    }
    try {
      return copying.applyAsLong(from);
    } finally {
      Native.close(from);
    }
  }

  private long copy(int from, long offset, long byteCount, LongConsumer copied) {
    long done = 0;
    for (long part = 1; part > 0 && done < byteCount; ) {
      part = output.copy(from, offset + done, position, Math.min(MOST_AT_ONCE, byteCount - done));
      if (part > 0) {
        position += part;
        done += part;
        copied.accept(part);
      }
    }
    return done;
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
