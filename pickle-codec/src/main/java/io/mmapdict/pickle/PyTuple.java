package io.mmapdict.pickle;

import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Python tuple: immutable, unequal to every list. Elements may be null (Python's None).
 *
 * <p>Safe for use by many threads as far as its elements are.
 */
public final class PyTuple implements Iterable<@Nullable Object> {
  /** As in Python, there is one. */
  static final PyTuple EMPTY = new PyTuple(new Object[0]);

  private static final int MOST_INSIDE = 8;

  private final @Nullable Object[] elements;

  private PyTuple(@Nullable Object[] elements) {
    this.elements = elements;
  }

  /** A tuple of these elements; the array is copied. */
  public static PyTuple of(@Nullable Object... elements) {
    return wrap(elements.clone());
  }

  /** A tuple over an array that nobody else holds. */
  static PyTuple wrap(@Nullable Object[] elements) {
    return elements.length == 0 ? EMPTY : new PyTuple(elements);
  }

  /** A tuple of these elements, in their order. */
  public static PyTuple copyOf(List<?> elements) {
    return wrap(elements.toArray());
  }

  /** How many elements there are. */
  public int size() {
    return elements.length;
  }

  /**
   * The element at an index from 0.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public @Nullable Object get(int index) {
    return elements[index];
  }

  /** The elements as an unmodifiable list. */
  public List<@Nullable Object> toList() {
    return Collections.unmodifiableList(Arrays.asList(elements));
  }

  /** The elements in order. */
  public Stream<@Nullable Object> stream() {
    return Arrays.stream(elements);
  }

  @Override
  public Iterator<@Nullable Object> iterator() {
    return toList().iterator();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PyTuple that
        && ((isShallow() && that.isShallow())
            ? Arrays.equals(elements, that.elements)
            : DeepEquality.equalToJava(this, that));
  }

  @Override
  public int hashCode() {
    return isShallow() ? 31 * Arrays.hashCode(elements) + 1 : DeepValues.hash(this);
  }

  @Override
  public String toString() {
    return DeepValues.text(this);
  }

  /**
   * Whether Java may look into it by calls, as cheap as they are: no more is in it than few tuples.
   */
  private boolean isShallow() {
    return tuplesLeft(MOST_INSIDE) >= 0;
  }

  /** How many more tuples it might contain; negative if there are too many, or other containers. */
  private int tuplesLeft(int most) {
    int left = most;
    for (Object element : elements) {
      if (element instanceof PyTuple tuple) {
        left = left == 0 ? -1 : tuple.tuplesLeft(left - 1);
      } else if (DeepValues.isContainer(element)) {
        return -1;
      }
      if (left < 0) {
        return -1;
      }
    }
    return left;
  }
}
