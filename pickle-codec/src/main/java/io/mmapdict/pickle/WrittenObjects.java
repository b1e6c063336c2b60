package io.mmapdict.pickle;

import java.util.Arrays;

/** What was written and may be fetched again, with its memo index: by identity or by equality. */
@SuppressWarnings("ReferenceEquality") // identity is what counts here
final class WrittenObjects {
  static final int ABSENT = -1;

  /** Of nothing; most values that are written are small. */
  private static final HashPlaces NONE = new HashPlaces(0);

  private final boolean byIdentity;
  private Object[] objects = {};
  private int[] indices = {};
  private HashPlaces places = NONE;
  private int size;

  private WrittenObjects(boolean byIdentity) {
    this.byIdentity = byIdentity;
  }

  static WrittenObjects byIdentity() {
    return new WrittenObjects(true);
  }

  /** Of objects made up to be hard to tell apart some are as if absent, and are written again. */
  static WrittenObjects byEquality() {
    return new WrittenObjects(false);
  }

  int size() {
    return size;
  }

  /** Its memo index, or {@link #ABSENT}. */
  int index(Object object) {
    int place = size == 0 ? ABSENT : places.place(find(object, hash(object)));
    return place < 0 || !same(objects[place], object) ? ABSENT : indices[place];
  }

  /** As {@link #index}, and gives it this one if it has none. */
  int putIfAbsent(Object object, int index) {
    if (size == objects.length) {
      grow();
    }
    int hash = hash(object);
    int slot = find(object, hash);
    int place = places.place(slot);
    if (place >= 0) {
      return same(objects[place], object) ? indices[place] : ABSENT;
    }
    objects[size] = object;
    indices[size] = index;
    places.put(slot, hash, size++);
    return ABSENT;
  }

  /** Where the object stands or would stand; where too many stand before, one of those. */
  private int find(Object object, int hash) {
    int slot = places.first(hash);
    int place = places.place(slot);
    for (int equal = 1; place >= 0 && !same(objects[place], object); equal++) {
      if (!byIdentity && places.isCrowded(slot, hash, equal)) {
        return slot;
      }
      slot = places.after(slot, hash);
      place = places.place(slot);
    }
    return slot;
  }

  private boolean same(Object known, Object object) {
    return known == object || (!byIdentity && known.equals(object));
  }

  private int hash(Object object) {
    return HashPlaces.spread(byIdentity ? System.identityHashCode(object) : object.hashCode());
  }

  private void grow() {
    int capacity = Math.max(8, Math.multiplyExact(2, size));
    objects = Arrays.copyOf(objects, capacity);
    indices = Arrays.copyOf(indices, capacity);
    HashPlaces old = places;
    places = new HashPlaces(capacity);
    for (int place = 0; place < size; place++) {
      places.add(old.hash(place), place);
    }
  }
}
