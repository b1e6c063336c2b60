package io.mmapdict.pickle;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The list or dict that protocols 0 and 1 make an object of a subclass from. What makes the object
 * copies it, so it must be full by then; but inside the object itself it is still being written.
 */
final class CopiedBases {
  /** How often an object was begun; made when it is needed. */
  private @Nullable IdentityHashMap<PyObject, Integer> times;

  /**
   * The object as it is to be written: with a copy of the list where it is begun inside itself, as
   * Python does it. Once more inside of that the list contains the object, and cannot be full.
   */
  PyObject begun(PyObject object) {
    PyTuple arguments = object.arguments();
    Object base = StandardCall.baseOf(object.callable(), arguments);
    if (!(base instanceof List<?> || base instanceof Map<?, ?>)) {
      return object;
    }
    if (times == null) {
      times = new IdentityHashMap<>();
    }
    if (times.merge(object, 1, Integer::sum) != 2) {
      return object;
    }
    Object copy =
        base instanceof Map<?, ?> map ? new LinkedHashMap<>(map) : new ArrayList<>((List<?>) base);
    return object.withArguments(PyTuple.of(arguments.get(0), arguments.get(1), copy));
  }
}
