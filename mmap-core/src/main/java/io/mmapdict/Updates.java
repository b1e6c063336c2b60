package io.mmapdict;

import io.mmapdict.pickle.spi.Encoding;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Changes that depend on what is there, right across processes: look, decide and encode without a
 * lock, then change under it if the key's entry is still the one looked at, else once more.
 */
final class Updates {
  private final LiveIndex live;
  private final Values values;
  private final Writer writer;

  Updates(LiveIndex live, Values values, Writer writer) {
    this.live = live;
    this.values = values;
    this.writer = writer;
  }

  /** Stores what a function of the old value gives, or removes the key where it gives null. */
  @Nullable Object update(String key, UnaryOperator<@Nullable Object> function) {
    while (true) {
      FileEntry before = live.find(key);
      Object old = before == null ? null : values.of(before);
      Object value = function.apply(old);
      if (value == null && old == null) {
        return null;
      }
      if (changeIfStill(key, before, value == null ? null : values.encode(key, value))) {
        return value;
      }
    }
  }

  /** Stores what a function gives where there is no value. Gives the value there is then. */
  @Nullable Object updateIfAbsent(String key, UnaryOperator<@Nullable Object> function) {
    while (true) {
      FileEntry before = live.find(key);
      Object old = before == null ? null : values.of(before);
      if (old != null) {
        return old;
      }
      Object value = function.apply(null);
      if (value == null || changeIfStill(key, before, values.encode(key, value))) {
        return value;
      }
    }
  }

  /** Stores a value where there is none. Gives the value that is in the way, or null. */
  @Nullable Object putIfAbsent(String key, Encoding value) {
    while (true) {
      FileEntry before = live.find(key);
      Object old = before == null ? null : values.of(before);
      if (old != null || changeIfStill(key, before, value)) {
        return old;
      }
    }
  }

  /** Replaces a value that equals another, or removes it where the new one is null. */
  boolean changeIfEqual(String key, @Nullable Object old, @Nullable Encoding value) {
    while (true) {
      FileEntry before = live.find(key);
      if (before == null || !Objects.deepEquals(values.of(before), old)) {
        return false;
      }
      if (changeIfStill(key, before, value)) {
        return true;
      }
    }
  }

  private boolean changeIfStill(String key, @Nullable FileEntry before, @Nullable Encoding value) {
    return writer.change(key, value, now -> Objects.equals(now, before)).done();
  }
}
