package io.mmapdict.ndarray;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The lengths of an array's axes. Immutable; equal when the lengths are. */
public final class Shape {
  /** The most axes an array has, as in numpy 2 (numpy 1 reads up to 32). */
  public static final int MAX_RANK = 64;

  private final long[] lengths;
  private final long size;

  private Shape(long[] lengths, long size) {
    this.lengths = lengths;
    this.size = size;
  }

  /**
   * The shape with these lengths; none for a single element (0-d).
   *
   * @throws IllegalArgumentException if a length is negative, there are more than {@link #MAX_RANK}
   *     or their product is beyond a long
   */
  public static Shape of(long... lengths) {
    if (lengths.length > MAX_RANK) {
      throw new IllegalArgumentException(
          "at most " + MAX_RANK + " dimensions, not " + lengths.length);
    }
    long[] copy = lengths.clone();
    boolean empty = false;
    for (long length : copy) {
      if (length < 0) {
        throw new IllegalArgumentException("negative dimension in " + text(copy));
      }
      empty |= length == 0;
    }
    return new Shape(copy, empty ? 0 : product(copy, 1));
  }

  private static long product(long[] lengths, long unit) {
    long product = unit;
    for (long length : lengths) {
      long high = Math.multiplyHigh(product, length);
      product *= length;
      if (high != 0 || product < 0) {
        throw new IllegalArgumentException(
            "shape " + text(lengths) + " has more bytes or elements than a long counts");
      }
    }
    return product;
  }

  /** How many axes there are; 0 for a single element. */
  public int rank() {
    return lengths.length;
  }

  /**
   * The length of an axis, counted from 0.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public long length(int axis) {
    return lengths[axis];
  }

  /** How many elements there are. */
  public long size() {
    return size;
  }

  /**
   * How many bytes the elements take.
   *
   * @throws IllegalArgumentException if that is beyond a long
   */
  public long byteSize(DType dtype) {
    return size == 0 ? 0 : product(lengths, dtype.itemSize());
  }

  /** The lengths. Not to be changed. */
  long[] lengths() {
    return lengths;
  }

  /** The lengths, as an array of the caller's own. */
  public long[] toArray() {
    return lengths.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape that && Arrays.equals(lengths, that.lengths);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(lengths);
  }

  /** As Python writes a tuple: {@code (2, 3)}, {@code (5,)}, {@code ()}. */
  @Override
  public String toString() {
    return text(lengths);
  }

  private static String text(long[] lengths) {
    String inner =
        Arrays.stream(lengths).mapToObj(Long::toString).collect(Collectors.joining(", "));
    return lengths.length == 1 ? "(" + inner + ",)" : "(" + inner + ")";
  }
}
