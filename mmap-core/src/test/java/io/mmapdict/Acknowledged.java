package io.mmapdict;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a file may hold after writers were killed, by what each {@link KilledWriter} said. */
final class Acknowledged {
  private Acknowledged() {}

  /** What one writer did to one key: his last change that is done, and what he tried after it. */
  private static final class Tries {
    final Set<String> values = new HashSet<>();
    boolean anyDone;
  }

  /**
   * What each key may hold, "" for nothing. Of a key that several writers changed at once, what any
   * of them did last: who came after whom is not known.
   */
  static Map<String, Set<String>> after(Map<String, Set<String>> before, List<List<String>> logs) {
    Map<String, Set<String>> after = new TreeMap<>(before);
    Map<String, Boolean> anyDone = new HashMap<>();
    Map<String, Set<String>> values = new HashMap<>();
    for (List<String> log : logs) {
      of(log)
          .forEach((key, tries) -> {
            anyDone.merge(key, tries.anyDone, Boolean::logicalOr);
            values.computeIfAbsent(key, _ -> new HashSet<>()).addAll(tries.values);
          });
    }
    values.forEach((key, now) -> {
      if (Boolean.FALSE.equals(anyDone.get(key))) {
        now.addAll(before.getOrDefault(key, Set.of("")));
      }
      after.put(key, now);
    });
    return after;
  }

  private static Map<String, Tries> of(List<String> log) {
    Map<String, Tries> changes = new HashMap<>();
    for (String line : log) {
      String[] words = line.split(" ", 3);
      if (words.length < 2) {
        continue; // cut off by the kill
      }
      Tries tries = changes.computeIfAbsent(words[1], _ -> new Tries());
      switch (words[0]) {
        case "putting" -> tries.values.add(words[2]);
        case "put" -> done(tries, words[2]);
        case "removing" -> tries.values.add("");
        case "removed" -> done(tries, "");
        default -> fail("unexpected: " + line);
      }
    }
    return changes;
  }

  private static void done(Tries tries, String value) {
    tries.anyDone = true;
    tries.values.clear();
    tries.values.add(value);
  }
}
