package io.mmapdict.cli;

import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.ObjectArray;
import io.mmapdict.viewer.Kind;
import io.mmapdict.viewer.PythonText;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What is exported.
 *
 * @param file where it is from, for errors
 * @param keys by the names of the values, for errors
 * @param values by their names: keys, or what follows a key's {@code /}
 * @param written told how many bytes more were
 */
record Outgoing(
    Path file,
    Map<String, String> keys,
    Map<String, @Nullable Object> values,
    LongConsumer written) {
  /**
   * The only value.
   *
   * @throws Fault if there are others
   */
  @Nullable Object only(String format) {
    if (values.size() != 1) {
      throw new Fault(
          "%s: %s holds one value, not %d; .npz holds many arrays"
              .formatted(Url.text(file), format, values.size()));
    }
    return values.values().iterator().next();
  }

  /**
   * The only value, an array.
   *
   * @throws Fault if it is none
   */
  NDArray array(String format) {
    return array(values.keySet().iterator().next(), only(format), format);
  }

  /** All values, arrays or arrays of Python objects. */
  Map<String, Object> arrays(String format) {
    Map<String, Object> arrays = new LinkedHashMap<>();
    values.forEach((name, value) ->
        arrays.put(
            name, value instanceof ObjectArray objects ? objects : array(name, value, format)));
    return arrays;
  }

  private NDArray array(String name, @Nullable Object value, String format) {
    return switch (value) {
      case NDArray array -> array;
      case MaskedArray masked ->
          throw fault(name, format + " cannot hold a masked array's mask; use .pkl");
      case ObjectArray objects ->
          throw fault(name, "holds Python objects, which " + format + " is not given; use .pkl");
      case null, default ->
          throw fault(
              name,
              "%s wants an array, and this is of type %s; use .pkl"
                  .formatted(format, Kind.of(value)));
    };
  }

  /** File and keys, for errors. */
  String source() {
    return keys.size() == 1
        ? Url.text(file) + ", key " + PythonText.quote(keys.values().iterator().next())
        : Url.text(file);
  }

  private Fault fault(String name, String what) {
    return new Fault(
        "%s, key %s: %s".formatted(Url.text(file), PythonText.quote(keys.get(name)), what));
  }
}
