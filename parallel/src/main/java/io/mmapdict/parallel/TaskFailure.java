package io.mmapdict.parallel;

/**
 * A task that did not end well.
 *
 * @param key the key it ran for
 * @param attempts how often it was started
 * @param exception what the task threw at the last attempt, with the worker's stack trace and
 *     causes (a {@link RemoteTaskException} in place of each that is not Serializable), or a {@link
 *     WorkerException} where the worker died or the deadline passed
 * @param stackTrace the stack trace of the last attempt as the worker would have printed it
 * @param printed the last 64 KiB at most of what the worker process and those it started printed
 *     during the last attempt; empty where workers are threads, and on a cluster
 */
public record TaskFailure<K>(
    K key, int attempts, Throwable exception, String stackTrace, String printed) {

  /** Key, exception and attempts in one line. */
  @Override
  public String toString() {
    return "task '"
        + key
        + "' ("
        + exception
        + (attempts == 1 ? ")" : "; " + attempts + " attempts)");
  }
}
