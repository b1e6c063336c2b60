package io.mmapdict.cli;

import io.mmapdict.EntryInfo;
import io.mmapdict.MmapDict;
import io.mmapdict.viewer.PythonText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks keys up; of one that is not there it says which are close. */
final class Keys {
  private Keys() {}

  /** A key's value, where the key may stand for Python's None. */
  static @Nullable Object value(MmapDict dict, String key) {
    require(dict, key);
    return dict.get(key);
  }

  /**
   * Checks that a key is there.
   *
   * @throws Fault if not; its message lists the closest keys
   */
  static void require(MmapDict dict, String key) {
    if (!dict.containsKey(key)) {
      throw new Fault(missing(dict, key));
    }
  }

  /** Where a key's value lies. */
  static EntryInfo entry(MmapDict dict, String key) {
    return dict.entries().stream()
        .filter(entry -> entry.live() && entry.key().equals(key))
        .reduce((_, last) -> last)
        .orElseThrow(() -> new Fault(missing(dict, key)));
  }

  private static String missing(MmapDict dict, String key) {
    List<String> all = List.copyOf(dict.keySet());
    String what = dict.name() + ": no key " + PythonText.quote(key);
    if (all.isEmpty()) {
      return what + ", the file holds none";
    }
    String hint = Close.hint(key, all);
    return "%s%s (%d %s; list them with mmapdict ls)"
        .formatted(what, hint, all.size(), all.size() == 1 ? "key" : "keys");
  }
}
