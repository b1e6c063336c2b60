package io.mmapdict.pickle;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Findings by where they stand. */
final class FoundBefore {
  static final FoundBefore NOTHING = new FoundBefore(List.of());

  private final AuditFinding[] sorted;

  FoundBefore(List<AuditFinding> findings) {
    sorted = findings.toArray(AuditFinding[]::new);
    Arrays.sort(sorted, Comparator.comparingLong(AuditFinding::offset));
  }

  boolean has(long offset, AuditFinding.What what, String name, boolean allowed) {
    for (int i = first(offset); i < sorted.length && sorted[i].offset() == offset; i++) {
      AuditFinding there = sorted[i];
      if (there.what() == what && there.allowed() == allowed && there.name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  private int first(long offset) {
    int from = 0;
    int to = sorted.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sorted[middle].offset() < offset) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }
}
