package io.mmapdict;

import io.mmapdict.pickle.DeepEquality;
import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The map's three views. Each iterator shows the entries that were live when it was made, in file
 * order; values are decoded as they are asked for.
 */
final class Views {
  private Views() {}

  static Set<String> keys(MmapDict dict) {
    return new AbstractSet<>() {
      @Override
      public Iterator<String> iterator() {
        return new Iteration<>(dict, (live, entry) -> entry.key);
      }

      @Override
      public int size() {
        return dict.size();
      }

      @Override
      public boolean contains(@Nullable Object key) {
        return dict.containsKey(key);
      }

      @Override
      public boolean remove(@Nullable Object key) {
        return dict.delete(key);
      }
    };
  }

  static Set<Map.Entry<String, Object>> entries(MmapDict dict) {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<String, Object>> iterator() {
        return new Iteration<>(dict, (live, entry) -> new Pair(dict, live, entry));
      }

      @Override
      public int size() {
        return dict.size();
      }

      @Override
      public boolean contains(@Nullable Object pair) {
        return pair instanceof Map.Entry<?, ?> entry
            && dict.containsKey(entry.getKey())
            && DeepEquality.equal(dict.get(entry.getKey()), entry.getValue());
      }

      @Override
      public boolean remove(@Nullable Object pair) {
        return pair instanceof Map.Entry<?, ?> entry
            && dict.remove(entry.getKey(), entry.getValue());
      }
    };
  }

  static Collection<Object> values(MmapDict dict) {
    return new AbstractCollection<>() {
      @Override
      public Iterator<Object> iterator() {
        return new Iteration<>(dict, LiveEntries::valueOf);
      }

      @Override
      public int size() {
        return dict.size();
      }
    };
  }

  private static final class Iteration<T> implements Iterator<T> {
    private final MmapDict dict;
    private final BiFunction<LiveEntries, FileEntry, T> view;
    private final LiveEntries live;
    private int next;
    private boolean removable;

    Iteration(MmapDict dict, BiFunction<LiveEntries, FileEntry, T> view) {
      this.dict = dict;
      this.view = view;
      this.live = dict.live();
    }

    @Override
    public boolean hasNext() {
      return next < live.entries().size();
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      removable = true;
      return view.apply(live, live.entries().get(next++));
    }

    @Override
    public void remove() {
      if (!removable) {
        throw new IllegalStateException("next() comes first, and once for each remove()");
      }
      removable = false;
      dict.delete(live.entries().get(next - 1).key);
    }
  }

  private static final class Pair implements Map.Entry<String, Object> {
    private final MmapDict dict;
    private final LiveEntries live;
    private final FileEntry entry;

    /** What {@link #setValue} put here; null before. */
    private @Nullable Object set;

    Pair(MmapDict dict, LiveEntries live, FileEntry entry) {
      this.dict = dict;
      this.live = live;
      this.entry = entry;
    }

    @Override
    public String getKey() {
      return entry.key;
    }

    @Override
    public Object getValue() {
      return set == null ? live.valueOf(entry) : set;
    }

    @Override
    public Object setValue(Object value) {
      Object before = dict.put(entry.key, value);
      set = value;
      return before;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Map.Entry<?, ?> that
          && entry.key.equals(that.getKey())
          && DeepEquality.equal(getValue(), that.getValue());
    }

    @Override
    public int hashCode() {
      return new AbstractMap.SimpleImmutableEntry<>(getKey(), getValue()).hashCode();
    }

    @Override
    public String toString() {
      return getKey() + "=" + getValue();
    }
  }
}
