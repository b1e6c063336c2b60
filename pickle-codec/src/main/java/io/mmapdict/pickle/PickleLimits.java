package io.mmapdict.pickle;

/**
 * How much a pickle may ask for. What a pickle's own length bounds needs no limit here: each length
 * in it is checked against the bytes there are, before anything is allocated.
 *
 * @param maxStack how many values may stand on the stack at once
 * @param maxMemo how many values the memo may hold
 * @param maxStringBytes the longest str, in bytes of UTF-8
 * @param maxIntegerBytes the longest int, in bytes of two's complement or in digits
 * @param maxKeyNodes how many values one dict key or set element may be made of, tuples and
 *     frozensets counted with all that is in them as often as it is in them
 * @param maxKeyDepth how deep these may be nested in a dict key or set element
 */
public record PickleLimits(
    int maxStack,
    int maxMemo,
    long maxStringBytes,
    int maxIntegerBytes,
    int maxKeyNodes,
    int maxKeyDepth) {
  /** Generous for data, too small for an attack: 100 million values, strs of 1 GiB. */
  public static final PickleLimits DEFAULT =
      new PickleLimits(100_000_000, 100_000_000, 1L << 30, 1 << 20, 10_000_000, 500);

  /** All limits are positive. */
  public PickleLimits {
    if (maxStack < 1
        || maxMemo < 1
        || maxStringBytes < 1
        || maxIntegerBytes < 1
        || maxKeyNodes < 1
        || maxKeyDepth < 1) {
      throw new IllegalArgumentException("each limit must be at least 1");
    }
    if (maxStringBytes > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "maxStringBytes " + maxStringBytes + " is more than a Java array holds");
    }
  }
}
