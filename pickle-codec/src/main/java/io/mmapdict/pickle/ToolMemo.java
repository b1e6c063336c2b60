package io.mmapdict.pickle;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A memo by any int, as Python's {@code pickletools} keep it: by negative and huge ones, too. */
final class ToolMemo<V> {
  private final Memo usual = new Memo(Integer.MAX_VALUE);
  private final Map<Number, V> odd = new HashMap<>();

  int size() {
    return usual.size() + odd.size();
  }

  void put(Number index, V value, long offset) {
    if (isUsual(index)) {
      usual.put(index.longValue(), value, offset);
    } else {
      odd.put(index, value);
    }
  }

  /** Null where there is none. */
  @SuppressWarnings("unchecked") // only what put takes is there
  @Nullable V get(Number index) {
    return isUsual(index) ? (V) usual.find(index.longValue()) : odd.get(index);
  }

  private static boolean isUsual(Number index) {
    return index instanceof Long number && number >= 0;
  }
}
