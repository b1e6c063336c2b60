package io.mmapdict.parallel;

import java.util.List;

/**
 * How worker processes are run.
 *
 * @param attempts how often a task is tried whose worker dies, at least 1
 * @param jvmOptions JVM options of the workers, such as {@code -Xmx4g}; they win over those a
 *     worker gets anyway
 */
public record WorkerOptions(int attempts, List<String> jvmOptions) {
  /** Three attempts, no options. */
  public static final WorkerOptions DEFAULT = new WorkerOptions(3, List.of());

  /**
   * @throws IllegalArgumentException if there is to be no attempt
   */
  public WorkerOptions {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts: expected at least 1, found " + attempts);
    }
    jvmOptions = List.copyOf(jvmOptions);
  }

  /** The same with another number of attempts. */
  public WorkerOptions withAttempts(int attempts) {
    return new WorkerOptions(attempts, jvmOptions);
  }

  /** The same with other JVM options. */
  public WorkerOptions withJvmOptions(String... jvmOptions) {
    return new WorkerOptions(attempts, List.of(jvmOptions));
  }
}
