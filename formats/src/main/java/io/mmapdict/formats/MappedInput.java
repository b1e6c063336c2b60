package io.mmapdict.formats;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.LongConsumer;

/** A mapped file as a stream that knows how far it is. */
final class MappedInput extends InputStream {
  private static final int TELL_AFTER = 1 << 16;

  private final MemorySegment bytes;
  private final LongConsumer read;
  private long position;
  private long told;

  /**
   * A stream from the file's beginning.
   *
   * @param read told now and then how many bytes more were read
   */
  MappedInput(MappedFile file, LongConsumer read) {
    this.bytes = file.bytes();
    this.read = read;
  }

  long position() {
    return position;
  }

  @Override
  public int read() {
    if (position == bytes.byteSize()) {
      return -1;
    }
    int value = Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, position));
    moved(1);
    return value;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    int got = (int) Math.min(length, bytes.byteSize() - position);
    if (got == 0 && length > 0) {
      return -1;
    }
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, position, into, offset, got);
    moved(got);
    return got;
  }

  private void moved(int count) {
    position += count;
    if (position - told >= TELL_AFTER || position == bytes.byteSize()) {
      read.accept(position - told);
      told = position;
    }
  }
}
