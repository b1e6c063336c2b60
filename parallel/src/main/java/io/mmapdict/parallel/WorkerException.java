package io.mmapdict.parallel;

import org.jspecify.annotations.Nullable;

/**
 * A worker process that did not start, or that died in a task, or a worker that was at a task for
 * longer than its deadline. The message holds what is known: the command line or the process id,
 * how it ended, the end of what it printed, where the overdue task was.
 */
public final class WorkerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is known of the worker and its end
   * @param cause what told of it, or null
   */
  public WorkerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
