package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.Encoding;
import io.mmapdict.pickle.spi.PayloadSink;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Fills an array of zeros. */
final class ArraySink implements PayloadSink {
  private final byte[] array;
  private int at;

  private ArraySink(byte[] array, int at) {
    this.array = array;
    this.at = at;
  }

  /**
   * An array of a start, an encoding and some zeros.
   *
   * @throws PickleException if it takes 2 GiB and more
   */
  static byte[] write(byte[] start, Encoding encoding, int zeros) {
    long size = start.length + encoding.sizeAt(start.length) + zeros;
    if (size > Integer.MAX_VALUE - 8) {
      throw new PickleException(
          "a pickle of " + size + " bytes does not fit a Java array; write it to a file",
          PickleException.NO_OFFSET);
    }
    byte[] array = Arrays.copyOf(start, (int) size);
    encoding.writeTo(start.length, new ArraySink(array, start.length));
    return array;
  }

  @Override
  public void write(MemorySegment bytes) {
    int count = (int) bytes.byteSize();
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, array, at, count);
    at += count;
  }

  @Override
  public void skip(long byteCount) {
    at += (int) byteCount;
  }
}
