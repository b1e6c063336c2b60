package io.mmapdict.pickle;

import java.io.Serializable;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A dict: a map in the order in which keys came, and half of the memory of Java's where many are
 * small. Keys and values stand in one array; a few are looked through, more are found by their
 * hashes, and keys made up to make that slow by a map of Java's. Hash, equality and text are those
 * of {@link DeepValues}.
 */
@SuppressWarnings({
  "ReferenceEquality",
  "serial"
}) // REMOVED is one object; is written as Java's own
final class DeepMap extends AbstractMap<@Nullable Object, @Nullable Object>
    implements Serializable {
  /** So many keys are looked through. */
  private static final int FEW = 8;

  private static final Object REMOVED = new Object();
  private static final @Nullable Object[] NOTHING = {};
  private static final int ABSENT = -1;

  private transient @Nullable Object[] pairs = NOTHING;

  /** Null while there is room for a few only. */
  private transient @Nullable HashPlaces places;

  /** Behind the last place; those of what was removed count. */
  private transient int end;

  private transient int size;
  private transient int changes;

  /** What holds it all, once keys were made up to be hard to tell apart. */
  private transient @Nullable Map<@Nullable Object, @Nullable Object> crowded;

  /** Makes room for so many more. */
  void reserve(int more) {
    if (crowded == null && more > pairs.length / 2 - end) {
      rebuild(Math.max(Math.addExact(size, more), 2 * size));
    }
  }

  /**
   * Puts keys and values into this map, if it is empty and the keys are the very ones of another,
   * in the same order: then nothing needs to be looked for.
   *
   * @param from where the first key stands on the stack
   */
  boolean putAsIn(DeepMap other, ValueStack stack, int from) {
    int count = stack.size() - from;
    boolean isEmpty = end == 0 && places == null && crowded == null;
    if (!isEmpty || other.places != null || 2 * other.end != count) {
      return false;
    }
    for (int i = 0; i < count; i += 2) {
      if (stack.get(from + i) != other.pairs[i]) {
        return false;
      }
    }
    @Nullable Object[] all = new Object[count];
    for (int i = 0; i < count; i += 2) {
      all[i] = other.pairs[i];
      all[i + 1] = Raw.plain(stack.get(from + i + 1));
    }
    pairs = all;
    end = count / 2;
    size = end;
    changes++;
    return true;
  }

  @Override
  public int size() {
    return crowded == null ? size : crowded.size();
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return crowded == null ? find(key) >= 0 : crowded.containsKey(key);
  }

  @Override
  public @Nullable Object get(@Nullable Object key) {
    if (crowded != null) {
      return crowded.get(key);
    }
    int place = find(key);
    return place < 0 ? null : pairs[2 * place + 1];
  }

  @Override
  public @Nullable Object put(@Nullable Object key, @Nullable Object value) {
    if (crowded != null) {
      return crowded.put(key, value);
    }
    boolean isFull = 2 * end == pairs.length;
    int place = places == null || isFull ? find(key) : findOrAdd(key);
    if (place >= 0 && place < end) {
      Object before = pairs[2 * place + 1];
      pairs[2 * place + 1] = value;
      return before;
    }
    if (isFull) { // only now: what goes over the map may replace values, whose places stay
      rebuild(Math.max(Math.addExact(size, 1), 2 * size));
      if (places != null) {
        findOrAdd(key);
      }
    }
    if (crowded != null) {
      return crowded.put(key, value);
    }
    pairs[2 * end] = key;
    pairs[2 * end + 1] = value;
    end++;
    size++;
    changes++;
    return null;
  }

  @Override
  public @Nullable Object remove(@Nullable Object key) {
    if (crowded != null) {
      return crowded.remove(key);
    }
    int place = find(key);
    if (place < 0) {
      return null;
    }
    Object before = pairs[2 * place + 1];
    remove(place);
    return before;
  }

  private void remove(int place) {
    pairs[2 * place] = REMOVED;
    pairs[2 * place + 1] = null;
    size--;
    changes++;
  }

  @Override
  public void clear() {
    pairs = NOTHING;
    places = null;
    crowded = null;
    end = 0;
    size = 0;
    changes++;
  }

  private int find(@Nullable Object key) {
    if (places == null) {
      for (int place = 0; place < end; place++) {
        if (Objects.equals(key, pairs[2 * place])) {
          return place;
        }
      }
      return ABSENT;
    }
    int hash = hash(key);
    for (int slot = places.first(hash); ; slot = places.after(slot, hash)) {
      int place = places.place(slot);
      if (place < 0 || Objects.equals(key, pairs[2 * place])) {
        return place;
      }
    }
  }

  /** The place of a key, or the end, which it then leads to; or {@link #crowded} is there. */
  private int findOrAdd(@Nullable Object key) {
    HashPlaces known = Objects.requireNonNull(places);
    int hash = hash(key);
    int slot = known.first(hash);
    int place = known.place(slot);
    for (int equal = 1; place >= 0 && !Objects.equals(key, pairs[2 * place]); equal++) {
      if (known.isCrowded(slot, hash, equal)) {
        Map<@Nullable Object, @Nullable Object> all = new LinkedHashMap<>(this);
        clear();
        crowded = all;
        return ABSENT;
      }
      slot = known.after(slot, hash);
      place = known.place(slot);
    }
    if (place >= 0) {
      return place;
    }
    known.put(slot, hash, end);
    return end;
  }

  private static int hash(@Nullable Object key) {
    return HashPlaces.spread(key == null ? 0 : key.hashCode());
  }

  /** Room for so many; what was removed is left out. */
  private void rebuild(int capacity) {
    @Nullable Object[] old = pairs;
    HashPlaces known = places;
    int count = end;
    pairs = new Object[Math.multiplyExact(2, capacity)];
    places = capacity > FEW ? new HashPlaces(capacity) : null;
    end = 0;
    for (int place = 0; place < count; place++) {
      Object key = old[2 * place];
      if (key != REMOVED) {
        if (places != null) {
          places.add(known == null ? hash(key) : known.hash(place), end);
        }
        pairs[2 * end] = key;
        pairs[2 * end + 1] = old[2 * place + 1];
        end++;
      }
    }
  }

  @Override
  public Set<Map.Entry<@Nullable Object, @Nullable Object>> entrySet() {
    return new Entries();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Map<?, ?> && DeepEquality.equalToJava(this, other);
  }

  @Override
  public int hashCode() {
    return DeepValues.hash(this);
  }

  @Override
  public String toString() {
    return DeepValues.text(this);
  }

  /** Of Java's own serial form: a hash is not the same in every process. */
  private Object writeReplace() {
    return new LinkedHashMap<>(this);
  }

  private final class Entries extends AbstractSet<Map.Entry<@Nullable Object, @Nullable Object>> {
    @Override
    public int size() {
      return DeepMap.this.size();
    }

    @Override
    public boolean contains(@Nullable Object other) {
      return other instanceof Map.Entry<?, ?> entry
          && containsKey(entry.getKey())
          && Objects.equals(get(entry.getKey()), entry.getValue());
    }

    @Override
    public boolean remove(@Nullable Object other) {
      boolean isThere = contains(other);
      if (isThere && other instanceof Map.Entry<?, ?> entry) {
        DeepMap.this.remove(entry.getKey());
      }
      return isThere;
    }

    @Override
    public void clear() {
      DeepMap.this.clear();
    }

    @Override
    public Iterator<Map.Entry<@Nullable Object, @Nullable Object>> iterator() {
      return crowded == null ? new InOrder() : crowded.entrySet().iterator();
    }
  }

  /** Goes over keys and values, and makes no entries. */
  @Nullable Cursor cursor() {
    return crowded == null ? new Cursor(this) : null;
  }

  /** Stands before the first until {@link #next} was called. */
  static final class Cursor {
    private final DeepMap map;
    private final int known;
    private int place = -1;

    private Cursor(DeepMap map) {
      this.map = map;
      known = map.changes;
    }

    /** False behind the last. */
    boolean next() {
      if (map.changes != known) {
        throw new ConcurrentModificationException();
      }
      do {
        place++;
      } while (place < map.end && map.pairs[2 * place] == REMOVED);
      return place < map.end;
    }

    @Nullable Object key() {
      return map.pairs[2 * place];
    }

    @Nullable Object value() {
      return map.pairs[2 * place + 1];
    }
  }

  /** An entry by its place. */
  private final class InOrder implements Iterator<Map.Entry<@Nullable Object, @Nullable Object>> {
    private int next = following(0);
    private int last = ABSENT;
    private int known = changes;

    private int following(int from) {
      int place = from;
      while (place < end && pairs[2 * place] == REMOVED) {
        place++;
      }
      return place;
    }

    @Override
    public boolean hasNext() {
      return next < end;
    }

    @Override
    public Map.Entry<@Nullable Object, @Nullable Object> next() {
      if (changes != known) {
        throw new ConcurrentModificationException();
      }
      if (next >= end) {
        throw new NoSuchElementException();
      }
      last = next;
      next = following(last + 1);
      return new Pair(pairs[2 * last], pairs[2 * last + 1]);
    }

    @Override
    public void remove() {
      if (last == ABSENT) {
        throw new IllegalStateException("next() was not called, or remove() twice");
      }
      if (changes != known) {
        throw new ConcurrentModificationException();
      }
      DeepMap.this.remove(last);
      last = ABSENT;
      known = changes;
    }
  }

  /** An entry whose value is set in the map. */
  @SuppressWarnings("serial") // goes nowhere alone
  private final class Pair extends SimpleEntry<@Nullable Object, @Nullable Object> {
    Pair(@Nullable Object key, @Nullable Object value) {
      super(key, value);
    }

    @Override
    public @Nullable Object setValue(@Nullable Object value) {
      put(getKey(), value);
      return super.setValue(value);
    }
  }
}
