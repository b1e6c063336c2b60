package io.mmapdict.pickle;

import java.io.Serializable;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/**
 * A set in the order in which elements came: the keys of a {@link DeepMap}, and nothing where it is
 * empty. What is in it can be hashed, and so nests little.
 */
@SuppressWarnings("serial") // is written as Java's own
final class DeepSet extends AbstractSet<@Nullable Object> implements Serializable {
  private transient @Nullable DeepMap elements;

  /** Makes room for so many more. */
  void reserve(int more) {
    elements().reserve(more);
  }

  private DeepMap elements() {
    if (elements == null) {
      elements = new DeepMap();
    }
    return elements;
  }

  @Override
  public boolean add(@Nullable Object element) {
    DeepMap all = elements();
    int before = all.size();
    all.put(element, null);
    return all.size() > before;
  }

  @Override
  public boolean contains(@Nullable Object element) {
    return elements != null && elements.containsKey(element);
  }

  @Override
  public boolean remove(@Nullable Object element) {
    boolean isThere = contains(element);
    if (isThere) {
      elements.remove(element);
    }
    return isThere;
  }

  @Override
  public void clear() {
    elements = null;
  }

  @Override
  public int size() {
    return elements == null ? 0 : elements.size();
  }

  @Override
  public Iterator<@Nullable Object> iterator() {
    return elements == null ? Collections.emptyIterator() : elements.keySet().iterator();
  }

  @Override
  public String toString() {
    return DeepValues.text(this);
  }

  private Object writeReplace() {
    return new LinkedHashSet<>(this);
  }
}
