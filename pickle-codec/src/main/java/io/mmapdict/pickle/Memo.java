package io.mmapdict.pickle;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The unpickler's memo. Indices may start anywhere and leave gaps. */
@SuppressWarnings("ReferenceEquality") // ABSENT is one object
final class Memo {
  private static final Object ABSENT = new Object();
  private static final @Nullable Object[] NOTHING = {};

  private final int limit;
  private @Nullable Object[] dense = NOTHING;

  /** What does not fit the array; made when it is needed. */
  private Map<Long, @Nullable Object> sparse = Map.of();

  private int size;

  Memo(int limit) {
    this.limit = limit;
  }

  /** The index that the opcode names at which a scanner is. */
  static long index(PickleScanner scanner) {
    if (scanner.integer() instanceof Long index && index >= 0) {
      return index;
    }
    throw new PickleException(scanner.opcode() + " expects a memo index from 0", scanner.offset());
  }

  int size() {
    return size;
  }

  void put(long index, @Nullable Object value, long offset) {
    if (size >= limit) {
      throw new PickleException(
          "more than "
              + limit
              + " values in the memo; raise maxMemo in PickleLimits if the file "
              + "is to be trusted",
          offset);
    }
    if (index < dense.length || index < 64 || index < 2L * size) {
      growTo((int) index + 1);
      boolean isNew = dense[(int) index] == ABSENT;
      if (!sparse.isEmpty() && sparse.containsKey(index)) {
        sparse.remove(index);
        isNew = false;
      }
      size += isNew ? 1 : 0;
      dense[(int) index] = value;
    } else {
      if (!sparse.containsKey(index)) {
        size++;
      }
      if (sparse.isEmpty()) {
        sparse = new HashMap<>();
      }
      sparse.put(index, value);
    }
  }

  @Nullable Object get(long index, long offset) {
    Object value = there(index);
    if (value == ABSENT) {
      throw new PickleException("the memo has no index " + index, offset);
    }
    return value;
  }

  /** Null where there is none, too. */
  @Nullable Object find(long index) {
    Object value = there(index);
    return value == ABSENT ? null : value;
  }

  private @Nullable Object there(long index) {
    // Unsigned, for the reason that PickleScanner.computed has.
    if (Long.compareUnsigned(index, dense.length) < 0 && dense[(int) index] != ABSENT) {
      return dense[(int) index];
    }
    return sparse.isEmpty() ? ABSENT : sparse.getOrDefault(index, ABSENT);
  }

  private void growTo(int length) {
    if (length > dense.length) {
      int old = dense.length;
      dense = Arrays.copyOf(dense, Math.max(length, Math.max(16, 2 * old)));
      Arrays.fill(dense, old, dense.length, ABSENT);
    }
  }
}
