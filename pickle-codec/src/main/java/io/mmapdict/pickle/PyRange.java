package io.mmapdict.pickle;

import java.util.stream.LongStream;

/**
 * A Python range. Two are equal if they are made alike, unlike in Python, where those of the same
 * numbers are.
 *
 * @param start the first number
 * @param stop the first that is not in it any more
 * @param step from each to the next, not 0
 */
public record PyRange(long start, long stop, long step) {
  /** Python knows no step of 0. */
  public PyRange {
    if (step == 0) {
      throw new IllegalArgumentException("a range has a step that is not 0");
    }
  }

  /**
   * How many numbers there are.
   *
   * @throws ArithmeticException if they are more than a long counts
   */
  public long size() {
    boolean empty = step > 0 ? stop <= start : stop >= start;
    if (empty) {
      return 0;
    }
    // Distance and step may need 64 bits without a sign.
    long distance = step > 0 ? stop - start : start - stop;
    long between = Long.divideUnsigned(distance - 1, step > 0 ? step : -step);
    if (between < 0 || between == Long.MAX_VALUE) {
      throw new ArithmeticException(this + " has more numbers than a long counts");
    }
    return between + 1;
  }

  /** The numbers, in order. */
  public LongStream stream() {
    return LongStream.range(0, size()).map(i -> start + i * step);
  }

  /** As Python's {@code repr}. */
  @Override
  public String toString() {
    return "range(" + start + ", " + stop + (step == 1 ? "" : ", " + step) + ")";
  }
}
