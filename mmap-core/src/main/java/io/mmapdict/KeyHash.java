package io.mmapdict;

import java.lang.foreign.MemorySegment;

/**
 * The hash of a key's bytes: their number and a seed, then eight bytes after eight, little-endian,
 * the last of them filled up with zeros, each xored in and mixed.
 */
final class KeyHash {
  private static final long FACTOR = 0x9e3779b97f4a7c15L;

  private KeyHash() {}

  /** The two halves of the 128-bit product with a constant, xored. */
  static long mix(long value) {
    return value * FACTOR ^ Math.unsignedMultiplyHigh(value, FACTOR);
  }

  static long start(long seed, int keyBytes) {
    return mix(seed ^ keyBytes);
  }

  static long add(long hash, long word) {
    return mix(hash ^ word);
  }

  /**
   * The hash of a key in a segment.
   *
   * @param key where it starts; behind its end the segment goes on for eight bytes or more
   */
  static long of(long seed, MemorySegment segment, long key, int keyBytes) {
    long hash = start(seed, keyBytes);
    for (int i = 0; i < keyBytes; i += Long.BYTES) {
      hash = add(hash, word(segment, key, keyBytes, i));
    }
    return hash;
  }

  /** Eight bytes of a key, those behind its end as zeros. */
  static long word(MemorySegment segment, long key, int keyBytes, int from) {
    long word = segment.get(Little.LONG, key + from);
    int left = keyBytes - from;
    return left >= Long.BYTES ? word : word & ((1L << (8 * left)) - 1);
  }
}
