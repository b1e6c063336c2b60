package io.mmapdict.pickle;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a Python value is made of that a record can be made of. */
sealed interface RecordParts {
  /** By name: a dict, or an object's attributes. */
  record Named(Map<?, ?> parts) implements RecordParts {}

  /** In order: a tuple, or what Python pickles as one. */
  record Ordered(List<?> parts) implements RecordParts {}

  /** The parts of a value, or null where it has none. */
  static @Nullable RecordParts of(Object value) {
    return switch (value) {
      case Map<?, ?> map -> new Named(map);
      case PyTuple tuple -> new Ordered(tuple.toList());
      case PyObject object -> of(object);
      default -> null;
    };
  }

  /**
   * A namedtuple is made of its values, other objects get them as their state: a dict of
   * attributes, behind it one of slots, or of a frozen dataclass with slots a list of values.
   */
  private static @Nullable RecordParts of(PyObject object) {
    List<PyObject.Step> steps = object.steps();
    if (steps.isEmpty()) {
      PyTuple values =
          object.call() == PyObject.Call.NEWOBJ
              ? object.arguments()
              : StandardCall.tupleOf(object.callable(), object.arguments());
      return values == null ? null : new Ordered(values.toList());
    }
    if (steps.size() > 1 || !(steps.getFirst() instanceof PyObject.State state)) {
      return null;
    }
    return switch (state.state()) {
      case Map<?, ?> attributes -> new Named(attributes);
      case List<?> values -> new Ordered(values);
      case PyTuple both when both.size() == 2 -> withSlots(both.get(0), both.get(1));
      case null, default -> null;
    };
  }

  private static @Nullable RecordParts withSlots(
      @Nullable Object attributes, @Nullable Object slots) {
    if (!(attributes == null || attributes instanceof Map) || !(slots instanceof Map<?, ?> more)) {
      return null;
    }
    Map<@Nullable Object, @Nullable Object> all = new LinkedHashMap<>();
    if (attributes instanceof Map<?, ?> first) {
      all.putAll(first);
    }
    all.putAll(more);
    return new Named(all);
  }
}
