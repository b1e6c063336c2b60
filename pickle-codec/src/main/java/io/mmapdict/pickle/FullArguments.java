package io.mmapdict.pickle;

import io.mmapdict.pickle.DeepValues.DeepList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The containers that objects are made from, such as the list of a set's elements. What makes the
 * object copies it, so it must be full by then; but where the object is inside itself, it is still
 * being written.
 */
final class FullArguments {
  /**
   * If each of a set's elements has the set, all are written for each of them. Python fails at some
   * hundred elements.
   */
  private static final int MOST_COPIED = 1_000_000;

  private long copied;

  /** They are fetched by nobody, and that one is written says nothing of coming to an end. */
  private final Set<Object> copies = Collections.newSetFromMap(new IdentityHashMap<>(2));

  /** How much those of Python's containers hold that stand among arguments and can be open. */
  static int held(PyTuple arguments) {
    int held = 0;
    for (Object argument : arguments) {
      held +=
          switch (argument) {
            case DeepList list -> list.size();
            case DeepSet set -> set.size();
            case DeepMap map -> map.size();
            case null, default -> 0;
          };
    }
    return held;
  }

  /**
   * An object that is begun inside itself, as it is to be written: made from copies, as Python does
   * it, if what it was made from was full when it was read.
   */
  PyObject ofInner(PyObject object, Encoder encoder) {
    int held = held(object.arguments());
    if (held == 0 || held != object.heldWhenMade()) {
      return object;
    }
    copied += held;
    if (copied > MOST_COPIED) {
      throw new PickleException(
          encoder.path()
              + ": "
              + object.callable()
              + "() is in so many of its own elements that "
              + MOST_COPIED
              + " of them would be written again",
          PickleException.NO_OFFSET);
    }
    return object.withArguments(
        PyTuple.copyOf(object.arguments().stream().map(this::copy).toList()));
  }

  /** Whether this is one of the copies. */
  boolean hasMade(Object value) {
    return !copies.isEmpty() && copies.contains(value);
  }

  private @Nullable Object copy(@Nullable Object argument) {
    Object copy =
        switch (argument) {
          case DeepList list -> new ArrayList<>(list);
          case DeepSet set -> new LinkedHashSet<>(set);
          case DeepMap map -> new LinkedHashMap<>(map);
          case null, default -> null;
        };
    if (copy != null) {
      copies.add(copy);
    }
    return copy == null ? argument : copy;
  }
}
