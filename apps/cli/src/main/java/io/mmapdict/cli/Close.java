package io.mmapdict.cli;

import io.mmapdict.viewer.PythonText;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Which names may have been meant by one that there is not. */
final class Close {
  private static final int SHOWN = 5;

  /** A shorter part in common says nothing. */
  private static final int LEAST_PART = 3;

  private Close() {}

  /**
   * Those that are a slip of the pen away, or contain it or are contained, closest first.
   *
   * @param wanted each star in it stands for anything
   */
  static List<String> to(String wanted, Collection<String> all) {
    record Candidate(String name, int distance) {}
    String lower = wanted.toLowerCase(Locale.ROOT);
    int most = Math.max(1, lower.replace("*", "").length() / 3);
    return all.stream()
        .map(each -> new Candidate(each, distance(lower, each.toLowerCase(Locale.ROOT))))
        .filter(each -> each.distance <= most)
        .sorted(Comparator.comparingInt(Candidate::distance))
        .limit(SHOWN)
        .map(Candidate::name)
        .toList();
  }

  /** The same as a part of a message, with what stands before it; empty if there are none. */
  static String hint(String wanted, Collection<String> all) {
    List<String> close = to(wanted, all);
    return close.isEmpty()
        ? ""
        : "; close to it: "
            + close.stream().map(PythonText::quote).collect(Collectors.joining(", "));
  }

  /**
   * Insertions, deletions, replacements and swaps of neighbours from one text to the other (F. J.
   * Damerau, A technique for computer detection and correction of spelling errors, 1964), where
   * what a star of the first stands for costs nothing; 1 if one contains the other.
   */
  private static int distance(String a, String b) {
    if (Math.min(a.length(), b.length()) >= LEAST_PART && (a.contains(b) || b.contains(a))) {
      return 1;
    }
    int[] before = new int[b.length() + 1];
    int[] above = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] reused = before;
      before = above;
      above = row;
      row = reused;
      int cost = a.charAt(i - 1) == '*' ? 0 : 1;
      row[0] = above[0] + cost;
      for (int j = 1; j < row.length; j++) {
        int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : cost);
        row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + cost);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        row[j] = swapped ? Math.min(row[j], before[j - 2] + 1) : row[j];
      }
    }
    return row[b.length()];
  }
}
