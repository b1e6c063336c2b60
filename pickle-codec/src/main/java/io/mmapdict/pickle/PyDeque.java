package io.mmapdict.pickle;

import java.util.AbstractSequentialList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedList;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A Python {@code collections.deque}: a list that may be changed, quick at both ends, slow in the
 * middle. Elements may be null (Python's None). Where it has a greatest length, adding to the end
 * of a full one drops the first element, as in Python.
 */
public final class PyDeque extends AbstractSequentialList<@Nullable Object> {
  @SuppressWarnings("JdkObsolete") // an ArrayDeque holds no null
  private final LinkedList<@Nullable Object> elements = new LinkedList<>();

  private final int maxLength;

  private PyDeque(int maxLength) {
    this.maxLength = maxLength;
  }

  /** An empty one without a greatest length. */
  public static PyDeque create() {
    return new PyDeque(-1);
  }

  /** An empty one that holds so many elements at most, from 0. */
  public static PyDeque ofAtMost(int maxLength) {
    if (maxLength < 0) {
      throw new IllegalArgumentException("a deque holds 0 or more elements, not " + maxLength);
    }
    return new PyDeque(maxLength);
  }

  /** One of these elements without a greatest length. */
  public static PyDeque copyOf(Collection<?> elements) {
    PyDeque deque = create();
    deque.addAll(elements);
    return deque;
  }

  /** Python's {@code maxlen}. */
  public OptionalInt maxLength() {
    return maxLength < 0 ? OptionalInt.empty() : OptionalInt.of(maxLength);
  }

  /** Where it is full: at the end only, and the first element goes. */
  @Override
  public void add(int index, @Nullable Object element) {
    boolean full = elements.size() == maxLength;
    if (full && index < elements.size()) {
      throw new IllegalStateException("the deque holds " + maxLength + " elements, its most");
    }
    elements.add(index, element);
    if (full) {
      elements.removeFirst();
    }
  }

  @Override
  public boolean addAll(Collection<?> added) {
    added.forEach(this::add);
    return !added.isEmpty();
  }

  /** Of the elements as they are: what it adds may be more than the greatest length. */
  @Override
  public ListIterator<@Nullable Object> listIterator(int index) {
    return elements.listIterator(index);
  }

  @Override
  public int size() {
    return elements.size();
  }

  /** The call by which Python 3 makes it. */
  PyObject toCall() {
    PyTuple arguments = maxLength < 0 ? PyTuple.of() : PyTuple.of(PyTuple.of(), maxLength);
    PyObject call =
        new PyObject(
            PyObject.Call.REDUCE, new PyGlobal("collections", "deque"), arguments, Map.of());
    if (!elements.isEmpty()) {
      List<@Nullable Object> all = new ArrayList<>(elements);
      call.append(all);
    }
    return call;
  }
}
