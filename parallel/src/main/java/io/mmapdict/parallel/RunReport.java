package io.mmapdict.parallel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of the tasks of a run. Each key stands in exactly one of {@link #results()}, {@link
 * #unsent()}, {@link #failures()} and {@link #left()}, each of them in the order of the run's keys.
 * Immutable, but for the results themselves.
 */
public final class RunReport<K, R extends @Nullable Object> {
  private final int total;
  private final Map<K, R> results;
  private final Map<K, String> unsent;
  private final List<TaskFailure<K>> failures;
  private final List<K> left;

  private RunReport(
      int total,
      Map<K, R> results,
      Map<K, String> unsent,
      List<TaskFailure<K>> failures,
      List<K> left) {
    this.total = total;
    this.results = Collections.unmodifiableMap(results);
    this.unsent = Collections.unmodifiableMap(unsent);
    this.failures = Collections.unmodifiableList(failures);
    this.left = Collections.unmodifiableList(left);
  }

  static <K, R extends @Nullable Object> RunReport<K, R> of(
      List<K> keys, @Nullable Outcome<K, R>[] outcomes) {
    Map<K, R> results = new LinkedHashMap<>();
    Map<K, String> unsent = new LinkedHashMap<>();
    List<TaskFailure<K>> failures = new ArrayList<>();
    List<K> left = new ArrayList<>();
    for (int i = 0; i < outcomes.length; i++) {
      switch (outcomes[i]) {
        case null -> left.add(keys.get(i));
        case Outcome.Done<K, R>(R result) -> results.put(keys.get(i), result);
        case Outcome.Unsent<K, R>(String why) -> unsent.put(keys.get(i), why);
        case Outcome.Failed<K, R>(TaskFailure<K> failure) -> failures.add(failure);
      }
    }
    return new RunReport<>(keys.size(), results, unsent, failures, left);
  }

  /** How many tasks the run had. */
  public int total() {
    return total;
  }

  /** What the tasks that ended well returned; null where a task returned null. */
  public Map<K, R> results() {
    return results;
  }

  /**
   * The tasks that ended well and returned something that is not Serializable, which stayed with
   * the worker; and what of it is not.
   */
  public Map<K, String> unsent() {
    return unsent;
  }

  /** The tasks that failed. */
  public List<TaskFailure<K>> failures() {
    return failures;
  }

  /**
   * The tasks that did not begin, or not again, for the runner was {@link TaskRunner#stop stopped}.
   */
  public List<K> left() {
    return left;
  }

  /**
   * This report, if no task failed.
   *
   * @throws TaskFailedException if any did; the message names them
   */
  public RunReport<K, R> orThrow() {
    if (!failures.isEmpty()) {
      throw new TaskFailedException(failures, total);
    }
    return this;
  }
}
