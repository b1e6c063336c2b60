package io.mmapdict.parallel;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a task.
 *
 * @param key the task's key
 * @param worker the worker's number, from 1; a replaced worker keeps the number; 0 on a cluster
 * @param attempt the attempt the event is about, from 1
 * @param done how many tasks of the run have ended well, this one included
 * @param failed how many have failed for good, this one included
 * @param total how many tasks the run has
 * @param why what the attempt failed by, of {@link Kind#RETRIED} and {@link Kind#FAILED}: see
 *     {@link TaskFailure#exception()}; else null
 * @param pause how long the next attempt waits at the least, of {@link Kind#RETRIED}; else zero
 * @param printed the last 64 KiB at most of what the worker process and those it started printed in
 *     this attempt; empty of {@link Kind#STARTED}, and where workers are threads
 */
public record ProgressEvent(
    Kind kind,
    Object key,
    int worker,
    int attempt,
    int done,
    int failed,
    int total,
    @Nullable Throwable why,
    Duration pause,
    String printed) {

  /** {@link #why} with its frames, its causes and what it suppressed, as the JVM prints it. */
  public String stackTrace() {
    return why == null ? "" : StackTraces.text(why);
  }

  /** What happened. */
  public enum Kind {
    /** An attempt begins. Not told on a cluster. */
    STARTED,
    /** The task ended well. */
    DONE,
    /** The task failed for good. */
    FAILED,
    /** The attempt failed; another one follows. */
    RETRIED
  }
}
