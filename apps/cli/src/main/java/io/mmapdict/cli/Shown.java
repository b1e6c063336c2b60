package io.mmapdict.cli;

import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.viewer.PythonText;
import org.jspecify.annotations.Nullable;

/** What {@code get} shows without an option. */
final class Shown {
  private Shown() {}

  static String of(@Nullable Object value) {
    return switch (value) {
      case String text -> Output.isTerminal() ? PythonText.escapeControls(text) : text;
      case NDArray array -> array.toString();
      case MaskedArray array -> array.toString();
      case null, default -> PythonText.of(value);
    };
  }
}
