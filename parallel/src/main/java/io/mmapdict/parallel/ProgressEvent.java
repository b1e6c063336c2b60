package io.mmapdict.parallel;

/**
 * Something that happened to a task.
 *
 * @param key the task's key
 * @param worker the worker's number, from 1; a replaced worker keeps the number
 * @param attempt the attempt the event is about, from 1
 * @param done how many tasks of the run have ended well, this one included
 * @param failed how many have failed for good, this one included
 * @param total how many tasks the run has
 */
public record ProgressEvent(
    Kind kind, Object key, int worker, int attempt, int done, int failed, int total) {

  /** What happened. */
  public enum Kind {
    /** An attempt begins. */
    STARTED,
    /** The task ended well. */
    DONE,
    /** The task failed for good. */
    FAILED,
    /** The worker of this attempt died; another attempt follows. */
    RETRIED
  }
}
