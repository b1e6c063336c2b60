package io.mmapdict.cli;

import io.mmapdict.EntryInfo;
import io.mmapdict.parallel.stages.Glob;
import io.mmapdict.viewer.PythonText;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The keys that a command is asked for: those that match one of its patterns, or all. */
final class Globs {
  private final List<Glob> globs;

  /** All keys where there are no patterns. */
  Globs(List<String> globs) {
    this.globs = globs.stream().map(Glob::new).toList();
  }

  /** Whether it is all keys. */
  boolean isAll() {
    return globs.isEmpty();
  }

  boolean matches(String key) {
    return isAll() || globs.stream().anyMatch(glob -> glob.matches(key));
  }

  /** The entries whose keys match. */
  List<EntryInfo> of(Collection<EntryInfo> entries) {
    return entries.stream().filter(entry -> matches(entry.key())).toList();
  }

  /**
   * Checks that each pattern matches a key.
   *
   * @throws Fault if one matches none; its message names the keys that are close
   */
  void requireEach(String file, Collection<EntryInfo> entries) {
    List<String> keys = entries.stream().map(EntryInfo::key).toList();
    List<String> none =
        globs.stream()
            .filter(glob -> keys.stream().noneMatch(glob::matches))
            .map(Glob::toString)
            .toList();
    if (!none.isEmpty()) {
      throw new Fault(
          file
              + none.stream()
                  .map(glob -> "no key matches " + PythonText.quote(glob) + Close.hint(glob, keys))
                  .collect(Collectors.joining("; ", ": ", ""))
              + (keys.isEmpty() ? ", the file holds none" : ""));
    }
  }
}
