package io.mmapdict.cli;

import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.viewer.Kind;
import org.jspecify.annotations.Nullable;

/** {@code put --form}. */
final class Forms {
  private Forms() {}

  /**
   * The array, to be written in a form.
   *
   * @throws Fault if it is no array, or the form cannot hold it
   */
  static Object as(ArrayForm form, @Nullable Object value) {
    try {
      return switch (value) {
        case NDArray array -> array.as(form);
        case MaskedArray array -> array.as(form);
        case null, default ->
            throw new Fault(
                "--form is for arrays, and the pickle holds a value of type "
                    + Kind.of(value)
                    + "; leave it out");
      };
    } catch (UnsupportedOperationException e) {
      throw new Fault("--form: " + e.getMessage(), e);
    }
  }
}
