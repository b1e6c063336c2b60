package io.mmapdict.cli;

import io.mmapdict.EntryInfo;
import io.mmapdict.MmapDict;
import io.mmapdict.viewer.PythonText;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks keys up; of one that is not there it says which are close. */
final class Keys {
  private static final int SHOWN = 5;

  /** A shorter part in common says nothing. */
  private static final int LEAST_PART = 3;

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
    String what = dict.path() + ": no key " + PythonText.quote(key);
    if (all.isEmpty()) {
      return what + ", the file holds none";
    }
    String close =
        close(key, all).stream().map(PythonText::quote).collect(Collectors.joining(", "));
    String hint = close.isEmpty() ? "" : "; close to it: " + close;
    return "%s%s (%d %s; list them with mmapdict ls)"
        .formatted(what, hint, all.size(), all.size() == 1 ? "key" : "keys");
  }

  /** Those that are a slip of the pen away, or contain it or are contained, closest first. */
  private static List<String> close(String key, List<String> all) {
    record Candidate(String key, int distance) {}
    String wanted = key.toLowerCase(Locale.ROOT);
    return all.stream()
        .map(each -> new Candidate(each, distance(wanted, each.toLowerCase(Locale.ROOT))))
        .filter(each -> each.distance <= Math.max(1, wanted.length() / 3))
        .sorted(Comparator.comparingInt(Candidate::distance))
        .limit(SHOWN)
        .map(Candidate::key)
        .toList();
  }

  /**
   * Insertions, deletions and replacements from one text to the other (V. I. Levenshtein, Binary
   * codes capable of correcting deletions, insertions, and reversals, 1966); 1 if one contains the
   * other.
   */
  private static int distance(String a, String b) {
    if (Math.min(a.length(), b.length()) >= LEAST_PART && (a.contains(b) || b.contains(a))) {
      return 1;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
