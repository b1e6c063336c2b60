package io.mmapdict;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The numbers of the file: little-endian, at any offset. Constants, for a layout that is made where
 * it is used has its access looked up each time.
 */
final class Little {
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Little() {}
}
