package io.mmapdict.pickle;

/**
 * How much a pickle may ask for beyond its opcodes. Each opcode is cheap, but one that fetches a
 * large value from the memo to have it copied or hashed can stand there a million times.
 */
final class Work {
  private static final long FREE = 1 << 24;
  private static final long PER_BYTE = 64;

  /** An element or byte that is copied costs so much: each of a pickle's bytes, a few times. */
  static final long COPIED = 16;

  /** An int of n digits costs n * n divided by this. */
  static final long DIGITS_SQUARED = 128;

  private long left;

  private Work(long units) {
    left = units;
  }

  /** What a pickle of so many bytes may ask for. */
  static Work of(long pickleBytes) {
    return new Work(FREE + PER_BYTE * Math.min(pickleBytes, Long.MAX_VALUE / PER_BYTE / 2));
  }

  /** What a value that is in memory already may ask for. */
  static Work unlimited() {
    return new Work(Long.MAX_VALUE);
  }

  /** More bytes have come from outside of the pickle. */
  void grow(long bytes) {
    left += PER_BYTE * Math.min(bytes, (Long.MAX_VALUE - left) / PER_BYTE / 2);
  }

  /** Charges for what is about to be done. */
  void charge(long units, long offset) {
    left -= units;
    if (left < 0) {
      throw new PickleException(
          "the pickle asks for more work than one of its size may: it has the same values copied or"
              + " hashed again and again",
          offset);
    }
  }
}
