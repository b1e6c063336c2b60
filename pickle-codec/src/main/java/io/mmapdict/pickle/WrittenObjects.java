package io.mmapdict.pickle;

import java.util.Arrays;

/** What was written and may be fetched again, with its memo index: by identity or by equality. */
@SuppressWarnings("ReferenceEquality") // identity is what counts here
final class WrittenObjects {
  static final int ABSENT = -1;

  /**
   * By equality an object that so many others stand before is as if absent, and is written again:
   * whoever makes up strs of the same hash shall not make this slow.
   */
  private static final int MOST_PROBES = 64;

  private static final int FACTOR = 0x9e3779b9;

  private final boolean byIdentity;

  /**
   * The hash above, the place in the other two plus one below; 0 is free. The hashes stand here so
   * that neither growing nor finding nothing goes to the objects.
   */
  private long[] slots = {};

  private Object[] objects = {};
  private int[] indices = {};
  private int size;

  private WrittenObjects(boolean byIdentity) {
    this.byIdentity = byIdentity;
  }

  static WrittenObjects byIdentity() {
    return new WrittenObjects(true);
  }

  static WrittenObjects byEquality() {
    return new WrittenObjects(false);
  }

  int size() {
    return size;
  }

  /** Its memo index, or {@link #ABSENT}. */
  int index(Object object) {
    if (size == 0) {
      return ABSENT;
    }
    int slot = find(object, hash(object));
    return slot < 0 || slots[slot] == 0 ? ABSENT : indices[place(slots[slot])];
  }

  /** As {@link #index}, and gives it this one if it has none. */
  int putIfAbsent(Object object, int index) {
    if (2 * size >= slots.length) {
      grow();
    }
    int hash = hash(object);
    int slot = find(object, hash);
    if (slot < 0) {
      return ABSENT;
    }
    if (slots[slot] != 0) {
      return indices[place(slots[slot])];
    }
    if (size == objects.length) {
      int capacity = Math.max(8, 2 * size);
      objects = Arrays.copyOf(objects, capacity);
      indices = Arrays.copyOf(indices, capacity);
    }
    objects[size] = object;
    indices[size++] = index;
    slots[slot] = (long) hash << Integer.SIZE | size;
    return ABSENT;
  }

  /**
   * The slot of the object or the free one where it would stand; negative if too many are before.
   */
  private int find(Object object, int hash) {
    int slot = first(hash);
    for (int probes = 0; slots[slot] != 0; probes++) {
      long taken = slots[slot];
      if ((int) (taken >>> Integer.SIZE) == hash && same(objects[place(taken)], object)) {
        return slot;
      }
      if (probes == MOST_PROBES && !byIdentity) {
        return -1;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private boolean same(Object known, Object object) {
    return known == object || (!byIdentity && known.equals(object));
  }

  private int hash(Object object) {
    return byIdentity ? System.identityHashCode(object) : object.hashCode();
  }

  private int first(int hash) {
    return (hash * FACTOR) >>> (Integer.numberOfLeadingZeros(slots.length) + 1);
  }

  private static int place(long taken) {
    return (int) taken - 1;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[Math.max(16, Math.multiplyExact(2, old.length))];
    for (long taken : old) {
      if (taken != 0) {
        int slot = first((int) (taken >>> Integer.SIZE));
        while (slots[slot] != 0) {
          slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = taken;
      }
    }
  }
}
