package io.mmapdict;

import io.mmapdict.pickle.spi.Encoding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one map. What can be refused without a look at the file comes first: a file opened
 * read-only, a null, a value that no codec takes.
 */
final class Changes {
  private final CurrentFile file;
  private volatile Duration claimTimeout = Claims.USUAL_TIMEOUT;

  Changes(CurrentFile file) {
    this.file = file;
  }

  void setClaimTimeout(Duration timeout) {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("the timeout is negative: " + timeout);
    }
    claimTimeout = timeout;
  }

  /** The longest there can be, if it is longer. */
  long claimMillis() {
    return TimeUnit.MILLISECONDS.convert(claimTimeout);
  }

  @Nullable Object put(String key, Object value) {
    Encoding encoding = encode(key, value);
    return file.on(open -> open.values.before(open.writer.change(key, encoding, now -> true)));
  }

  void set(String key, Object value) {
    set(key, encode(key, value));
  }

  void set(String key, Object value, LongConsumer written) {
    Encoding encoding = encode(key, value);
    if (NewEntry.of(file.how().path(), key, encoding).isLarge()) {
      set(key, new WatchedEncoding(encoding, written));
    } else { // is written under the lock: nobody is to wait for who is told
      set(key, encoding);
      written.accept(encoding.sizeAt(0));
    }
  }

  private void set(String key, Encoding encoding) {
    file.on(open -> open.writer.change(key, encoding, now -> true));
  }

  void putAll(Map<? extends String, ?> map) {
    Batch batch = new Batch(file.how().path(), this::store);
    map.forEach((key, value) -> batch.add(key, encode(key, value)));
    batch.flush();
  }

  private void store(List<NewEntry> entries) {
    file.on(open -> {
      open.writer.putAll(entries);
      return null;
    });
  }

  @Nullable Object remove(Object key) {
    requireKey(key);
    return key instanceof String text
        ? file.on(open -> open.values.before(open.writer.change(text, null, now -> true)))
        : null;
  }

  boolean delete(@Nullable Object key) {
    requireKey(key);
    return key instanceof String text
        && file.on(open -> open.writer.change(text, null, now -> true).before() != null);
  }

  @Nullable Object putIfAbsent(String key, Object value) {
    Encoding encoding = encode(key, value);
    return file.on(open -> open.updates.putIfAbsent(key, encoding));
  }

  boolean removeIfEqual(Object key, @Nullable Object value) {
    requireWritable();
    return key instanceof String text
        && file.on(open -> open.updates.changeIfEqual(text, value, null));
  }

  boolean replaceIfEqual(String key, Object old, Object value) {
    Encoding encoding = encode(key, value);
    return file.on(open -> open.updates.changeIfEqual(key, old, encoding));
  }

  @Nullable Object replace(String key, Object value) {
    Encoding encoding = encode(key, value);
    return file.on(open -> open.values.before(open.writer.change(key, encoding, Objects::nonNull)));
  }

  @Nullable Object compute(
      String key, BiFunction<? super String, ? super Object, ? extends Object> function) {
    requireFunction(function);
    return update(key, old -> function.apply(key, old));
  }

  @Nullable Object computeIfAbsent(
      String key, Function<? super String, ? extends Object> function) {
    requireKey(key);
    requireFunction(function);
    return file.on(open -> open.updates.updateIfAbsent(key, function, claimTimeout));
  }

  @Nullable Object computeIfPresent(
      String key, BiFunction<? super String, ? super Object, ? extends Object> function) {
    requireKey(key);
    requireFunction(function);
    return file.on(
        open -> open.updates.updateIfPresent(key, old -> function.apply(key, old), claimTimeout));
  }

  @Nullable Object merge(
      String key,
      Object value,
      BiFunction<? super Object, ? super Object, ? extends Object> function) {
    requireFunction(function);
    encode(key, value);
    return update(key, old -> old == null ? value : function.apply(old, value));
  }

  private @Nullable Object update(String key, UnaryOperator<@Nullable Object> function) {
    requireKey(key);
    return file.on(open -> open.updates.update(key, function, claimTimeout));
  }

  <R extends @Nullable Object> R inPlace(String key, Function<InPlace, R> function) {
    requireKey(key);
    requireFunction(function);
    return file.on(open -> open.inPlace(key, function, claimTimeout));
  }

  /** A change of the file as a whole. */
  <T> T toFile(Function<OpenFile, T> change) {
    requireWritable();
    return file.on(change);
  }

  private Encoding encode(String key, Object value) {
    requireWritable();
    return file.values().encode(key, value);
  }

  private void requireKey(@Nullable Object key) {
    requireWritable();
    file.values().requireKey(key);
  }

  private static void requireFunction(Object function) {
    Objects.requireNonNull(function, "the function is null");
  }

  private void requireWritable() {
    OpenFile.How how = file.how();
    if (!how.mode().writes()) {
      throw new UnsupportedOperationException(
          how.path()
              + (how.mode() == OpenMode.COPY_ON_WRITE
                  ? " is opened copy-on-write: elements of its arrays may be set, no keys"
                  : " is opened read-only")
              + "; open it with OpenMode.READ_WRITE to change it");
    }
  }
}
