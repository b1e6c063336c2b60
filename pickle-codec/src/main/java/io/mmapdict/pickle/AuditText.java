package io.mmapdict.pickle;

import java.util.AbstractList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A str in a pickle.
 *
 * @param at where it stands: the same str, wherever the memo gives it
 */
record AuditText(String text, long at) {
  /**
   * Those among arguments, in their places; null for what is none. None where they are not known.
   */
  static List<@Nullable String> among(@Nullable Object @Nullable [] arguments) {
    return new AbstractList<>() {
      @Override
      public @Nullable String get(int i) {
        return arguments != null && arguments[i] instanceof AuditText text ? text.text : null;
      }

      @Override
      public int size() {
        return arguments == null ? 0 : arguments.length;
      }
    };
  }
}
