package io.mmapdict.parallel;

/**
 * A task that did not end well.
 *
 * @param key the key it ran for
 * @param attempts how often it was started; more than one only where a worker died
 * @param exception what the task threw, with the worker's stack trace and causes (a {@link
 *     RemoteTaskException} in place of each that is not Serializable), or a {@link WorkerException}
 *     where the last worker died
 * @param stackTrace the stack trace as the worker would have printed it
 */
public record TaskFailure<K>(K key, int attempts, Throwable exception, String stackTrace) {

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
