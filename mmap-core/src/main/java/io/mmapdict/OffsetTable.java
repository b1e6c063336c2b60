package io.mmapdict;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where the frame of each key is: a hash table of offsets that holds no keys and makes no objects.
 * The keys are compared where they lie.
 *
 * <p>One thread at a time changes it; any thread looks meanwhile and finds what was or what is.
 */
final class OffsetTable {
  /** What {@link #find} says of a key that was never entered. */
  static final long NONE = 0;

  /** Set in what {@link #find} says of a key whose entry was dropped. */
  static final long GONE = Long.MIN_VALUE;

  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int FIRST_SLOTS = 64;

  /** So that nobody can make a file whose keys all meet in one place. */
  private final long seed = ThreadLocalRandom.current().nextLong();

  /** Pairs of a hash and an offset, which is 0 in a free slot and is stored last. */
  private volatile long[] slots = new long[2 * FIRST_SLOTS];

  private volatile int used;

  /** How many keys it has, those that are gone and those that are not. */
  int size() {
    return used;
  }

  /** The offset of a key's entry, {@link #NONE}, or the offset and {@link #GONE}. */
  long find(KeyMatch key) {
    if (used == 0) {
      return NONE; // as long as a stored index has them all
    }
    long[] now = slots;
    return (long) SLOT.getAcquire(now, slot(now, key.hash(seed), key) + 1);
  }

  /**
   * Enters an offset unless the key has one that was not dropped.
   *
   * @return what {@link #find} said before
   */
  long enter(KeyMatch key, long offset) {
    long hash = key.hash(seed);
    long[] now = slots;
    int slot = slot(now, hash, key);
    long before = now[slot + 1];
    if (before == NONE) {
      int entered = used + 1;
      if (10L * entered > 3L * now.length) {
        now = grown(now);
        slots = now;
        slot = slot(now, hash, key);
      }
      now[slot] = hash;
      used = entered; // before the offset, or a look that finds none would skip it
    }
    if (before <= NONE) {
      SLOT.setRelease(now, slot + 1, offset);
    }
    return before;
  }

  /** Enters another offset for a key that has one. */
  void replace(KeyMatch key, long offset) {
    long[] now = slots;
    SLOT.setRelease(now, slot(now, key.hash(seed), key) + 1, offset);
  }

  /** Whether a frame that was entered with a key's hash bears another key by now. */
  boolean isElsewhere(KeyMatch key) {
    long hash = key.hash(seed);
    long[] now = slots;
    int mask = now.length - 2;
    for (int slot = (int) hash << 1 & mask; ; slot = slot + 2 & mask) {
      long offset = (long) SLOT.getAcquire(now, slot + 1);
      if (offset == NONE) {
        return false;
      }
      if (now[slot] == hash && !key.isAt(offset & ~GONE)) {
        return true;
      }
    }
  }

  /** All offsets, in no order, without those that are gone. */
  long[] offsets() {
    long[] now = slots;
    long[] offsets = new long[now.length / 2];
    int count = 0;
    for (int slot = 1; slot < now.length; slot += 2) {
      long offset = (long) SLOT.getAcquire(now, slot);
      if (offset > NONE) {
        offsets[count++] = offset;
      }
    }
    return Arrays.copyOf(offsets, count);
  }

  /** The slot of a key, or the free one where it belongs. */
  private static int slot(long[] slots, long hash, KeyMatch key) {
    int mask = slots.length - 2;
    for (int slot = (int) hash << 1 & mask; ; slot = slot + 2 & mask) {
      long offset = (long) SLOT.getAcquire(slots, slot + 1);
      if (offset == NONE) {
        return slot;
      }
      if (slots[slot] == hash) {
        key.expect(offset & ~GONE);
        if (key.isAt(offset & ~GONE)) {
          return slot;
        }
      }
    }
  }

  private static long[] grown(long[] old) {
    long[] slots = new long[Math.multiplyExact(old.length, 2)];
    int mask = slots.length - 2;
    for (int from = 0; from < old.length; from += 2) {
      if (old[from + 1] != NONE) {
        int slot = (int) old[from] << 1 & mask;
        while (slots[slot + 1] != NONE) {
          slot = slot + 2 & mask;
        }
        slots[slot] = old[from];
        slots[slot + 1] = old[from + 1];
      }
    }
    return slots;
  }
}
