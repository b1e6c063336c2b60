package io.mmapdict.pickle;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteOrder;

/** An int as LONG1 and LONG4 have it: little-endian, its last bit the sign. */
final class TwosComplement {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private TwosComplement() {}

  /** A {@link Long}, or a {@link BigInteger} if large; no bytes are 0. */
  static Number read(MemorySegment segment, long start, int count) {
    if (count == Long.BYTES) {
      return segment.get(LONG, start);
    }
    if (count < Long.BYTES) {
      long value = 0;
      for (int i = 0; i < count; i++) {
        value |= (segment.get(ValueLayout.JAVA_BYTE, start + i) & 0xFFL) << (8 * i);
      }
      int unused = Long.SIZE - 8 * count;
      return count == 0 ? 0L : value << unused >> unused;
    }
    byte[] bigEndian = new byte[count];
    for (int i = 0; i < count; i++) {
      bigEndian[count - 1 - i] = segment.get(ValueLayout.JAVA_BYTE, start + i);
    }
    return TextArguments.smallest(new BigInteger(bigEndian));
  }
}
