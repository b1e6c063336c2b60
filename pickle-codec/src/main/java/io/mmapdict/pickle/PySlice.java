package io.mmapdict.pickle;

import org.jspecify.annotations.Nullable;

/**
 * A Python slice, such as {@code slice(1, None)}. Each part is null (None), a number or a String;
 * slices of other objects are read as {@link PyObject}s.
 *
 * @param start null from the first on
 * @param stop null to the last
 * @param step null for 1
 */
public record PySlice(@Nullable Object start, @Nullable Object stop, @Nullable Object step) {
  /** As Python's {@code repr}. */
  @Override
  public String toString() {
    return "slice(" + part(start) + ", " + part(stop) + ", " + part(step) + ")";
  }

  private static String part(@Nullable Object part) {
    return switch (part) {
      case null -> "None";
      case String text -> PythonRepr.of(text);
      case Double number -> PythonRepr.of(number);
      default -> part.toString();
    };
  }
}
