package io.mmapdict;

import io.mmapdict.pickle.DeepEquality;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What a map in a file does key by key, by the methods for one key and the views. */
abstract class DerivedMap implements ConcurrentMap<String, Object> {
  /** Removes a key. True if it was there. */
  public abstract boolean delete(@Nullable Object key);

  @Override
  public boolean isEmpty() {
    return size() == 0;
  }

  /** {@inheritDoc} Decodes values until it is found. */
  @Override
  public boolean containsValue(Object value) {
    return values().stream().anyMatch(each -> DeepEquality.equal(each, value));
  }

  @Override
  public void clear() {
    keySet().forEach(this::delete);
  }

  @Override
  public void replaceAll(BiFunction<? super String, ? super Object, ? extends Object> function) {
    Objects.requireNonNull(function, "the function is null");
    keySet().forEach(key -> computeIfPresent(key, function));
  }

  /** Equal to every map of equal entries: decodes all values. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof Map<?, ?> map && entrySet().equals(map.entrySet()));
  }

  @Override
  public int hashCode() {
    return entrySet().hashCode();
  }
}
