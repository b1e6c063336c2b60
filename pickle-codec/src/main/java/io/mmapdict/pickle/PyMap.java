package io.mmapdict.pickle;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Python dict that is of a class of {@code collections}: an OrderedDict, a defaultdict or a
 * Counter. A Map that may be changed, in the order in which it was written; equal to every Map of
 * the same entries, as in Python. What a defaultdict or a Counter makes of an absent key, it does
 * in Python only: {@code get} gives null here.
 */
public final class PyMap extends AbstractMap<@Nullable Object, @Nullable Object> {
  /** {@code collections.OrderedDict}. */
  public static final PyGlobal ORDERED_DICT = new PyGlobal("collections", "OrderedDict");

  /** {@code collections.defaultdict}. */
  public static final PyGlobal DEFAULTDICT = new PyGlobal("collections", "defaultdict");

  /** {@code collections.Counter}. */
  public static final PyGlobal COUNTER = new PyGlobal("collections", "Counter");

  private final PyGlobal type;
  private final @Nullable Object factory;
  private final LinkedHashMap<@Nullable Object, @Nullable Object> items = new LinkedHashMap<>();
  private @Nullable Object attributes;

  private PyMap(PyGlobal type, @Nullable Object factory) {
    this.type = type;
    this.factory = factory;
  }

  /** An empty OrderedDict. */
  public static PyMap orderedDict() {
    return new PyMap(ORDERED_DICT, null);
  }

  /**
   * An empty defaultdict.
   *
   * @param factory what Python calls for an absent key, such as the {@link PyGlobal} {@code
   *     builtins.list}; null for nothing
   */
  public static PyMap defaultDict(@Nullable Object factory) {
    return new PyMap(DEFAULTDICT, factory);
  }

  /** A Counter of these counts, which Python allows to be anything. */
  public static PyMap counter(Map<?, ?> counts) {
    PyMap counter = new PyMap(COUNTER, null);
    counter.items.putAll(counts);
    return counter;
  }

  /** Which of the three classes it is. */
  public PyGlobal type() {
    return type;
  }

  /** What a defaultdict calls for an absent key; else null. */
  public @Nullable Object factory() {
    return factory;
  }

  @Override
  public @Nullable Object put(@Nullable Object key, @Nullable Object value) {
    return items.put(key, value);
  }

  @Override
  public @Nullable Object get(@Nullable Object key) {
    return items.get(key);
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return items.containsKey(key);
  }

  @Override
  public @Nullable Object remove(@Nullable Object key) {
    return items.remove(key);
  }

  @Override
  public Set<Map.Entry<@Nullable Object, @Nullable Object>> entrySet() {
    return items.entrySet();
  }

  /** BUILD: what Python sets on an OrderedDict beside its items. Not shown, and written again. */
  void setAttributes(@Nullable Object state) {
    attributes = state;
  }

  /** The call by which Python 3 makes it. */
  PyObject toCall() {
    boolean counts = type.equals(COUNTER);
    PyTuple arguments =
        counts
            ? PyTuple.of(new LinkedHashMap<>(items))
            : factory == null ? PyTuple.of() : PyTuple.of(factory);
    PyObject call = new PyObject(PyObject.Call.REDUCE, type, arguments, Map.of());
    if (!counts && !items.isEmpty()) {
      call.setItems(keysAndValues(items.entrySet()));
    }
    if (attributes != null) {
      call.setState(attributes);
    }
    return call;
  }

  private static List<@Nullable Object> keysAndValues(
      Collection<Map.Entry<@Nullable Object, @Nullable Object>> entries) {
    List<@Nullable Object> all = new ArrayList<>(2 * entries.size());
    entries.forEach(entry -> {
      all.add(entry.getKey());
      all.add(entry.getValue());
    });
    return all;
  }
}
