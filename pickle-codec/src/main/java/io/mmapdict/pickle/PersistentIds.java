package io.mmapdict.pickle;

import java.util.IdentityHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks which values stand outside the pickle that is being written. */
final class PersistentIds {
  private final Function<Object, @Nullable Object> ids;

  /** Values whose ids are being written. */
  private final IdentityHashMap<Object, Boolean> open = new IdentityHashMap<>();

  PersistentIds(Function<Object, @Nullable Object> ids) {
    this.ids = ids;
  }

  /** Whether the value stands outside. */
  boolean has(Object value) {
    return ids.apply(value) != null;
  }

  /** What writes the value's id, or null if it has none. */
  @Nullable PersistentFrame of(@Nullable Object value, Encoder encoder) {
    Object id = value == null ? null : ids.apply(value);
    if (id == null) {
      return null;
    }
    if (open.put(value, true) != null) {
      throw new PickleException(
          encoder.path() + ": the persistent id of " + PyTypes.name(value) + " contains it again",
          PickleException.NO_OFFSET);
    }
    return new PersistentFrame(id, value, this);
  }

  void written(Object value) {
    open.remove(value);
  }
}
