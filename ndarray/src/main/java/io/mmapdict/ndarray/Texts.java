package io.mmapdict.ndarray;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Elements of S and U: bytes and code points in a fixed room, zeros behind them. */
final class Texts {
  private static final ValueLayout.OfInt CODE_POINT = ValueLayout.JAVA_INT_UNALIGNED;

  private Texts() {}

  /** The bytes up to the last one that is not 0. */
  static byte[] bytes(DType dtype, MemorySegment memory, long at) {
    int length = dtype.itemSize();
    while (length > 0 && memory.get(ValueLayout.JAVA_BYTE, at + length - 1) == 0) {
      length--;
    }
    return memory.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
  }

  static void setBytes(DType dtype, MemorySegment memory, long at, byte[] value) {
    int length = value.length;
    while (length > dtype.itemSize() && value[length - 1] == 0) {
      length--; // which are no part of it
    }
    if (length > dtype.itemSize()) {
      throw new ArithmeticException(
          value.length + " bytes do not fit " + dtype + ", which holds " + dtype.itemSize());
    }
    MemorySegment room = memory.asSlice(at, dtype.itemSize());
    MemorySegment.copy(value, 0, room, ValueLayout.JAVA_BYTE, 0, length);
    room.asSlice(length).fill((byte) 0);
  }

  /**
   * The text up to the last code point that is not 0. Halves of a surrogate pair are kept, as
   * Python does.
   *
   * @throws ArithmeticException if a number is no code point
   */
  static String text(DType dtype, MemorySegment memory, long at) {
    int length = dtype.itemSize() / Integer.BYTES;
    int[] codePoints = new int[length];
    MemorySegment.copy(memory, CODE_POINT.withOrder(dtype.order()), at, codePoints, 0, length);
    while (length > 0 && codePoints[length - 1] == 0) {
      length--;
    }
    for (int i = 0; i < length; i++) {
      if (!Character.isValidCodePoint(codePoints[i])) {
        throw new ArithmeticException(
            "%08x, number %d of an element of %s, is no code point"
                .formatted(codePoints[i], i, dtype));
      }
    }
    return new String(codePoints, 0, length);
  }

  static void setText(DType dtype, MemorySegment memory, long at, String value) {
    int[] codePoints = value.codePoints().toArray();
    int room = dtype.itemSize() / Integer.BYTES;
    int length = codePoints.length;
    while (length > room && codePoints[length - 1] == 0) {
      length--;
    }
    if (length > room) {
      throw new ArithmeticException(
          "a str of %d code points does not fit %s, which holds %d"
              .formatted(codePoints.length, dtype, room));
    }
    ByteOrder order = dtype.order();
    MemorySegment.copy(
        Arrays.copyOf(codePoints, room), 0, memory, CODE_POINT.withOrder(order), at, room);
  }
}
