package io.mmapdict;

import io.mmapdict.pickle.DeepEquality;
import io.mmapdict.pickle.spi.Encoding;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Changes that depend on what is there, right across processes: look, decide and encode without the
 * file lock, then change under it if the key's entry is still the one looked at, else once more.
 *
 * <p>What runs user code does so under the claim on its key, so that no two threads of any two
 * processes do the same work at once. Plain changes take no claim: the condition, not the claim,
 * makes it right.
 */
final class Updates {
  private final Lookup lookup;
  private final Values values;
  private final Writer writer;
  private final Claims claims;
  private final FileLock lock;

  Updates(Lookup lookup, Values values, Writer writer, Claims claims, FileLock lock) {
    this.lookup = lookup;
    this.values = values;
    this.writer = writer;
    this.claims = claims;
    this.lock = lock;
  }

  /**
   * Stores what a function of the old value gives, or removes the key where it gives null.
   *
   * @param timeout how long to wait for the claim
   */
  @Nullable Object update(String key, UnaryOperator<@Nullable Object> function, Duration timeout) {
    lock.requireNotHeld(); // whoever has the claim may wait for it
    try (Claims.Held _ = claims.claim(key, timeout)) {
      while (true) {
        FileEntry before = lookup.find(key);
        Object old = valueOf(before);
        lock.giveBackKept();
        Object value = function.apply(old);
        if (value == null && old == null) {
          return null;
        }
        if (changeIfStill(key, before, value == null ? null : values.encode(key, value))) {
          return value;
        }
      }
    }
  }

  /** As {@link #update}, where there is a value; no claim where there is none. */
  @Nullable Object updateIfPresent(
      String key, UnaryOperator<@Nullable Object> function, Duration timeout) {
    return valueOf(lookup.find(key)) == null
        ? null
        : update(key, old -> old == null ? null : function.apply(old), timeout);
  }

  /**
   * Stores what a function gives where there is no value. Gives the value there is then; no claim
   * where there is one.
   */
  @Nullable Object updateIfAbsent(
      String key, Function<? super String, ? extends @Nullable Object> function, Duration timeout) {
    Object present = valueOf(lookup.find(key));
    if (present != null) {
      return present;
    }
    lock.requireNotHeld();
    try (Claims.Held _ = claims.claim(key, timeout)) {
      while (true) {
        FileEntry before = lookup.find(key);
        Object old = valueOf(before);
        if (old != null) {
          return old;
        }
        lock.giveBackKept();
        Object value = function.apply(key);
        if (value == null || changeIfStill(key, before, values.encode(key, value))) {
          return value;
        }
      }
    }
  }

  /** Stores a value where there is none. Gives the value that is in the way, or null. */
  @Nullable Object putIfAbsent(String key, Encoding value) {
    while (true) {
      FileEntry before = lookup.find(key);
      Object old = valueOf(before);
      if (old != null || changeIfStill(key, before, value)) {
        return old;
      }
    }
  }

  /** Replaces a value that equals another, or removes it where the new one is null. */
  boolean changeIfEqual(String key, @Nullable Object old, @Nullable Encoding value) {
    while (true) {
      FileEntry before = lookup.find(key);
      if (before == null || !DeepEquality.equal(values.of(before), old)) {
        return false;
      }
      if (changeIfStill(key, before, value)) {
        return true;
      }
    }
  }

  private @Nullable Object valueOf(@Nullable FileEntry entry) {
    return entry == null ? null : values.of(entry);
  }

  private boolean changeIfStill(String key, @Nullable FileEntry before, @Nullable Encoding value) {
    return writer.change(key, value, now -> Objects.equals(now, before)).done();
  }
}
