package io.mmapdict.parallel;

import org.jspecify.annotations.Nullable;

/** How one task ended, as the report tells it. */
sealed interface Outcome<K, R extends @Nullable Object> {

  record Done<K, R extends @Nullable Object>(R result) implements Outcome<K, R> {}

  record Unsent<K, R extends @Nullable Object>(String why) implements Outcome<K, R> {}

  record Failed<K, R extends @Nullable Object>(TaskFailure<K> failure) implements Outcome<K, R> {}
}
