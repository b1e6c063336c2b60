package io.mmapdict;

import io.mmapdict.pickle.spi.PayloadSink;
import java.lang.foreign.MemorySegment;

/**
 * Bytes on their way into the file, in order: small ones gathered, large ones passed on as they
 * are. Native memory is handed to the operating system where it lies; Java arrays pass through the
 * buffer.
 */
final class FileSink implements PayloadSink {
  private final Store store;
  private final MemorySegment buffer;
  private long position;
  private long buffered;

  /**
   * A sink that starts at an offset of the file.
   *
   * @param buffer native memory
   */
  FileSink(Store store, MemorySegment buffer, long start) {
    this.store = store;
    this.buffer = buffer;
    this.position = start;
  }

  @Override
  public void write(MemorySegment bytes) {
    if (bytes.isNative() && bytes.byteSize() >= buffer.byteSize()) {
      flush();
      store.write(position, bytes);
      position += bytes.byteSize();
      return;
    }
    for (long done = 0; done < bytes.byteSize(); ) {
      if (buffered == buffer.byteSize()) {
        flush();
      }
      long part = Math.min(bytes.byteSize() - done, buffer.byteSize() - buffered);
      MemorySegment.copy(bytes, done, buffer, buffered, part);
      buffered += part;
      done += part;
    }
  }

  void write(byte[] bytes) {
    write(MemorySegment.ofArray(bytes));
  }

  @Override
  public void skip(long byteCount) {
    flush();
    position += byteCount;
  }

  /** Where the next byte goes. */
  long position() {
    return position + buffered;
  }

  /** Writes what is gathered. */
  void flush() {
    if (buffered > 0) {
      store.write(position, buffer.asSlice(0, buffered));
      position += buffered;
      buffered = 0;
    }
  }
}
