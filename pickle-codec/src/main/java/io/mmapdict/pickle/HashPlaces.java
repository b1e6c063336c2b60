package io.mmapdict.pickle;

/**
 * Finds the place of an object in an array by its hash. A slot has the place, plus one, in its
 * lowest bits, and above them those of the hash that did not lead to the slot; 0 is free. So what
 * is not there is found out without a look anywhere else: of millions, each look takes as long as a
 * page of a map.
 */
final class HashPlaces {
  /** How many equal hashes, and how many slots, may stand before one that is looked for. */
  private static final int MOST_EQUAL = 64;

  private static final int MOST_SLOTS = 1024;

  private static final int FACTOR = 0x9e3779b9;

  private final int[] slots;
  private final int bits;
  private final int[] hashes;

  /** For so many places. */
  HashPlaces(int capacity) {
    bits = Integer.SIZE - Integer.numberOfLeadingZeros(2 * Math.max(capacity, 4) - 1);
    slots = new int[1 << bits];
    hashes = new int[capacity];
  }

  /** A hash whose upper bits are as good as its lower ones. */
  static int spread(int hash) {
    return (hash ^ (hash >>> 16)) * FACTOR;
  }

  int capacity() {
    return hashes.length;
  }

  /** The hash of a place. */
  int hash(int place) {
    return hashes[place];
  }

  /** The first slot at which an object of this hash may stand, or where it would. */
  int first(int hash) {
    return seek(hash, hash >>> (Integer.SIZE - bits));
  }

  /** The next one behind that. */
  int after(int slot, int hash) {
    return seek(hash, (slot + 1) & (slots.length - 1));
  }

  private int seek(int hash, int from) {
    int slot = from;
    while (slots[slot] != 0 && slots[slot] >>> bits != hash << bits >>> bits) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  /** The place in a slot; negative if it is free. */
  int place(int slot) {
    return (slots[slot] & (slots.length - 1)) - 1;
  }

  /**
   * Whether who makes up hashes has made up so many that each look takes long.
   *
   * @param equal how many objects of this hash were looked at
   */
  boolean isCrowded(int slot, int hash, int equal) {
    int gone = (slot - (hash >>> (Integer.SIZE - bits))) & (slots.length - 1);
    return equal > MOST_EQUAL || gone > MOST_SLOTS;
  }

  /** Puts a place into a free slot that its hash leads to. */
  void put(int slot, int hash, int place) {
    slots[slot] = (hash << bits) | (place + 1);
    hashes[place] = hash;
  }

  /** Puts a place where its hash leads to. */
  void add(int hash, int place) {
    int slot = hash >>> (Integer.SIZE - bits);
    while (slots[slot] != 0) {
      slot = (slot + 1) & (slots.length - 1);
    }
    put(slot, hash, place);
  }
}
