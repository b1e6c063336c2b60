package io.mmapdict.parallel;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Some tasks of a run failed. The message names them; the exception of the first is the cause,
 * those of the others are suppressed.
 */
public final class TaskFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int NAMED = 10;

  /**
   * Of a run's failures.
   *
   * @param failures at least one
   * @param total how many tasks there were
   */
  public TaskFailedException(List<? extends TaskFailure<?>> failures, int total) {
    super(describe(failures, total), failures.getFirst().exception());
    failures.stream().skip(1).map(TaskFailure::exception).forEach(this::addSuppressed);
  }

  private static String describe(List<? extends TaskFailure<?>> failures, int total) {
    return failures.size()
        + " of "
        + total
        + " tasks failed: "
        + failures.stream().limit(NAMED).map(Object::toString).collect(Collectors.joining(", "))
        + (failures.size() > NAMED ? " and " + (failures.size() - NAMED) + " more" : "");
  }
}
