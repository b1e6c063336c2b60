package io.mmapdict.cli;

import io.mmapdict.EntryInfo;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.viewer.Description;
import java.util.Objects;

/**
 * A key as {@code ls} lists it.
 *
 * @param detail empty unless it is asked for
 */
record Listed(EntryInfo entry, Description shown, Detail detail) {
  /** The dtype of an array, or a dash. */
  static String dtype(Description shown) {
    NDArray array = shown.array();
    return array == null ? "-" : array.dtype().toString();
  }

  /** The shape of an array, or a dash. */
  static String shape(Description shown) {
    NDArray array = shown.array();
    return array == null ? "-" : array.shape().toString();
  }

  /** How an array is written, or a dash. */
  static String form(Description shown) {
    return Objects.requireNonNullElse(shown.form(), "-");
  }
}
