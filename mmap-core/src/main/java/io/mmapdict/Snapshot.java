package io.mmapdict;

import io.mmapdict.pickle.DeepEquality;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one moment, in file order, unmodifiable. What is replaced or removed later stays
 * where it lies in the file, so nothing is copied or decoded before it is asked for.
 */
final class Snapshot extends AbstractMap<String, Object> {
  private final OpenFile open;
  private final Lookup.Moment moment;
  private final Map<String, FileEntry> entries;

  /** What is live now. */
  Snapshot(OpenFile open) {
    this.open = open;
    this.moment = open.lookup.moment();
    this.entries = LinkedHashMap.newLinkedHashMap(moment.entries().size());
    moment.entries().forEach(entry -> entries.put(entry.key, entry));
  }

  @Override
  public @Nullable Object get(Object key) {
    FileEntry entry = entries.get(Objects.requireNonNull(key, "the key is null"));
    return entry == null ? null : valueOf(entry);
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return entries.containsKey(key);
  }

  /** {@inheritDoc} Decodes values until it is found. */
  @Override
  public boolean containsValue(Object value) {
    return values().stream().anyMatch(each -> DeepEquality.equal(each, value));
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public Set<String> keySet() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  @Override
  public Set<Map.Entry<String, Object>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<String, Object>> iterator() {
        Iterator<FileEntry> each = entries.values().iterator();
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            return each.hasNext();
          }

          @Override
          public Map.Entry<String, Object> next() {
            return new Pair(each.next());
          }
        };
      }

      @Override
      public int size() {
        return entries.size();
      }

      @Override
      public boolean contains(@Nullable Object pair) {
        return pair instanceof Map.Entry<?, ?> entry
            && containsKey(entry.getKey())
            && DeepEquality.equal(get(entry.getKey()), entry.getValue());
      }
    };
  }

  private @Nullable Object valueOf(FileEntry entry) {
    return open.use(file -> {
      requireInPlace(entry);
      Object value = file.values.ofExactly(entry);
      requireInPlace(entry);
      return value;
    });
  }

  private void requireInPlace(FileEntry entry) {
    if (!open.lookup.isInPlace(moment)) {
      throw new MmapDictException(
          open.file.path(),
          entry.key,
          entry.offset,
          "mmappickle's vacuum has moved what this snapshot shows; take a new one",
          null);
    }
  }

  /** Its value is decoded whenever it is asked for. */
  private final class Pair implements Map.Entry<String, Object> {
    private final FileEntry entry;

    Pair(FileEntry entry) {
      this.entry = entry;
    }

    @Override
    public String getKey() {
      return entry.key;
    }

    @Override
    public @Nullable Object getValue() {
      return valueOf(entry);
    }

    @Override
    public Object setValue(Object value) {
      throw new UnsupportedOperationException("a snapshot cannot be changed");
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Map.Entry<?, ?> that
          && entry.key.equals(that.getKey())
          && DeepEquality.equal(getValue(), that.getValue());
    }

    @Override
    public int hashCode() {
      return entry.key.hashCode() ^ Objects.hashCode(getValue());
    }

    @Override
    public String toString() {
      return getKey() + "=" + getValue();
    }
  }
}
