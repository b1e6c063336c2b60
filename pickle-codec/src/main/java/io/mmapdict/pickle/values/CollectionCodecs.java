package io.mmapdict.pickle.values;

import io.mmapdict.pickle.PyDeque;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyMap;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code collections}: what a {@link PyMap} or {@link PyDeque} begins with. Their items come
 * behind the call, and may be the collection itself, so the encoder writes them as it does lists.
 */
record CollectionCodecs(PyGlobal callable) implements ValueCodec {
  private static final PyGlobal DEQUE = new PyGlobal("collections", "deque");

  static final List<ValueCodec> ALL =
      List.of(
          new CollectionCodecs(PyMap.ORDERED_DICT),
          new CollectionCodecs(PyMap.DEFAULTDICT),
          new CollectionCodecs(PyMap.COUNTER),
          new CollectionCodecs(DEQUE));

  @Override
  public Set<Class<?>> writes() {
    return Set.of();
  }

  @Override
  public void write(Object value, PickleWriter out) {
    throw new UnsupportedOperationException("the encoder writes collections itself");
  }

  @Override
  public Set<PyGlobal> reads() {
    return Set.of(callable);
  }

  @Override
  public Object construct(PyGlobal called, PyTuple given) {
    Object made =
        called.equals(DEQUE)
            ? deque(given)
            : called.equals(PyMap.COUNTER)
                ? counter(given)
                : called.equals(PyMap.DEFAULTDICT) ? defaultDict(given) : orderedDict(given);
    if (made == null) {
      throw CallCodec.notHeld();
    }
    return made;
  }

  /** Without arguments; Python 2 gives a list of pairs, each a list. */
  private static @Nullable Object orderedDict(PyTuple given) {
    PyMap map = PyMap.orderedDict();
    if (given.size() == 0) {
      return map;
    }
    if (given.size() > 1 || !(given.get(0) instanceof List<?> pairs)) {
      return null;
    }
    for (Object pair : pairs) {
      if (!(pair instanceof List<?> items) || items.size() != 2 || !isSafeKey(items.get(0))) {
        return null;
      }
      map.put(items.get(0), items.get(1));
    }
    return map;
  }

  /** Nobody has looked yet whether these can be hashed: only what is not deep may be. */
  private static boolean isSafeKey(@Nullable Object key) {
    return key instanceof PyTuple parts
        ? parts.stream().noneMatch(CollectionCodecs::isContainer)
        : !isContainer(key);
  }

  private static boolean isContainer(@Nullable Object value) {
    return value instanceof PyTuple || value instanceof Collection || value instanceof Map;
  }

  private static @Nullable Object defaultDict(PyTuple given) {
    if (given.size() == 0) {
      return PyMap.defaultDict(null);
    }
    PyMap map = PyMap.defaultDict(given.get(0));
    if (given.size() == 2 && given.get(1) instanceof Map<?, ?> items) {
      map.putAll(items);
      return map;
    }
    return given.size() == 1 ? map : null;
  }

  private static @Nullable Object counter(PyTuple given) {
    if (given.size() == 0) {
      return PyMap.counter(Map.of());
    }
    return given.size() == 1 && given.get(0) instanceof Map<?, ?> counts
        ? PyMap.counter(counts)
        : null;
  }

  /** Of its elements and its greatest length; Python 3 gives the elements later. */
  private static @Nullable Object deque(PyTuple given) {
    PyDeque deque = PyDeque.create();
    if (given.size() == 2 && given.get(1) instanceof Long most && most == most.intValue()) {
      deque = PyDeque.ofAtMost(most.intValue());
    } else if (given.size() > 1 && (given.size() > 2 || given.get(1) != null)) {
      return null;
    }
    if (given.size() > 0) {
      switch (given.get(0)) {
        case List<?> elements -> deque.addAll(elements);
        case PyTuple none when none.size() == 0 -> {}
        case null, default -> {
          return null;
        }
      }
    }
    return deque;
  }

  @Override
  public boolean keeps(PyGlobal called, PyTuple given) {
    return true;
  }
}
