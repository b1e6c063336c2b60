package io.mmapdict.pickle;

import java.util.AbstractSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Python frozenset: a set that cannot be changed, in the order in which it was written. Equal to
 * every set of the same elements, as in Python. Elements may be null (Python's None).
 */
public final class PyFrozenSet extends AbstractSet<@Nullable Object> {
  private final Set<@Nullable Object> elements;

  private PyFrozenSet(Set<@Nullable Object> elements) {
    this.elements = elements;
  }

  /** A frozenset of these elements; equal ones are kept once. */
  public static PyFrozenSet copyOf(Collection<?> elements) {
    return new PyFrozenSet(new LinkedHashSet<>(elements));
  }

  /** A frozenset over a set that nobody else holds. */
  static PyFrozenSet wrap(Set<@Nullable Object> elements) {
    return new PyFrozenSet(elements);
  }

  @Override
  public boolean contains(@Nullable Object element) {
    return elements.contains(element);
  }

  @Override
  public Iterator<@Nullable Object> iterator() {
    return Collections.unmodifiableSet(elements).iterator();
  }

  @Override
  public int size() {
    return elements.size();
  }
}
