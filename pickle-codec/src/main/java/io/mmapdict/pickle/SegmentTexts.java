package io.mmapdict.pickle;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Strs out of a segment; the short ones, of which a pickle has many, through one array. */
final class SegmentTexts {
  /** Longer ones get an array of their own to be copied to. */
  private static final int SHORT_BYTES = 256;

  private final MemorySegment segment;
  private byte[] scratch = {};

  SegmentTexts(MemorySegment segment) {
    this.segment = segment;
  }

  String utf8(long start, int count) {
    if (scratch.length == 0 && count <= SHORT_BYTES) {
      scratch = new byte[SHORT_BYTES];
    }
    byte[] bytes = count <= SHORT_BYTES ? scratch : new byte[count];
    MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, start, bytes, 0, count);
    return Utf8.decode(bytes, count, start);
  }
}
