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
   * Where an object stands in the other three, plus one, in the lowest {@link #bits}, and above
   * them those of its hash that did not lead to the slot; 0 is free. So what is not there is found
   * out without a look anywhere else: of millions each look takes as long as a page of a map.
   */
  private int[] slots = {};

  private int bits;
  private Object[] objects = {};
  private int[] hashes = {};
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
    objects[size] = object;
    hashes[size] = hash;
    indices[size++] = index;
    slots[slot] = (hash << bits) | size;
    return ABSENT;
  }

  /** Where the object stands or would stand; negative if too many stand before. */
  private int find(Object object, int hash) {
    int slot = hash >>> (Integer.SIZE - bits);
    for (int probes = 0; slots[slot] != 0; probes++) {
      int taken = slots[slot];
      if (taken >>> bits == hash << bits >>> bits && same(objects[place(taken)], object)) {
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
    return FACTOR * (byIdentity ? System.identityHashCode(object) : object.hashCode());
  }

  private int place(int taken) {
    return (taken & (slots.length - 1)) - 1;
  }

  private void grow() {
    bits = slots.length == 0 ? 4 : bits + 1;
    slots = new int[1 << bits];
    objects = Arrays.copyOf(objects, slots.length / 2);
    hashes = Arrays.copyOf(hashes, slots.length / 2);
    indices = Arrays.copyOf(indices, slots.length / 2);
    for (int place = 0; place < size; place++) {
      int hash = hashes[place];
      int slot = hash >>> (Integer.SIZE - bits);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = (hash << bits) | (place + 1);
    }
  }
}
