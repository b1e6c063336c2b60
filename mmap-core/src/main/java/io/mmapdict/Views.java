package io.mmapdict;

import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
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
        return new Snapshot<>(dict, entry -> entry.key);
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
        return new Snapshot<>(dict, entry -> new Pair(dict, entry));
      }

      @Override
      public int size() {
        return dict.size();
      }

      @Override
      public boolean contains(@Nullable Object pair) {
        return pair instanceof Map.Entry<?, ?> entry
            && dict.containsKey(entry.getKey())
            && Objects.deepEquals(dict.get(entry.getKey()), entry.getValue());
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
        return new Snapshot<>(dict, dict::valueOf);
      }

      @Override
      public int size() {
        return dict.size();
      }
    };
  }

  private static final class Snapshot<T> implements Iterator<T> {
    private final MmapDict dict;
    private final Function<FileEntry, T> view;
    private final List<FileEntry> entries;
    private int next;

    Snapshot(MmapDict dict, Function<FileEntry, T> view) {
      this.dict = dict;
      this.view = view;
      this.entries = dict.liveEntries();
    }

    @Override
    public boolean hasNext() {
      return next < entries.size();
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new java.util.NoSuchElementException();
      }
      return view.apply(entries.get(next++));
    }

    @Override
    public void remove() {
      if (next == 0) {
        throw new IllegalStateException("next() comes first");
      }
      dict.delete(entries.get(next - 1).key);
    }
  }

  private static final class Pair implements Map.Entry<String, Object> {
    private final MmapDict dict;
    private final FileEntry entry;

    Pair(MmapDict dict, FileEntry entry) {
      this.dict = dict;
      this.entry = entry;
    }

    @Override
    public String getKey() {
      return entry.key;
    }

    @Override
    public Object getValue() {
      return dict.valueOf(entry);
    }

    @Override
    public Object setValue(Object value) {
      return dict.put(entry.key, value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Map.Entry<?, ?> that
          && entry.key.equals(that.getKey())
          && Objects.deepEquals(getValue(), that.getValue());
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
