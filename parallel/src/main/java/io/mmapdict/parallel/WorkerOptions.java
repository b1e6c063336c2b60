package io.mmapdict.parallel;

import java.io.ObjectInputFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How workers are run, and what is done about a task that fails.
 *
 * @param attempts how often a task is tried that throws, whose worker dies or whose deadline
 *     passes, at least 1
 * @param pause how long a task waits for its second attempt at the least, zero to a minute; doubled
 *     for each further one, up to a minute. No worker waits with it
 * @param deadline how long an attempt may take, or null: as long as it likes. See {@link
 *     #withDeadline}
 * @param batch how many tasks a worker takes at once, at least 1. See {@link #withBatch}
 * @param classes which classes tasks may return and throw besides, as patterns. See {@link
 *     #withClasses}
 * @param memory how many bytes of heap a worker process may use, or null: its share of half of the
 *     machine's memory, a quarter at most. See {@link #withMemory}
 * @param classCache the folder of a class cache, or null. See {@link #withClassCache}
 * @param jvmOptions JVM options of worker processes, such as {@code -Xmx4g}; they win over those a
 *     worker gets anyway. Threads have none
 */
public record WorkerOptions(
    int attempts,
    Duration pause,
    @Nullable Duration deadline,
    int batch,
    List<String> classes,
    @Nullable Long memory,
    @Nullable Path classCache,
    List<String> jvmOptions) {
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** What a worker needs that opens a dict and has a task of any use. */
  private static final long LEAST_MEMORY = 16 << 20;

  /**
   * Three attempts, the first pause of 200 ms, no deadline, batches of one, no classes besides, no
   * limit of memory but the usual one, no class cache, no JVM options.
   */
  public static final WorkerOptions DEFAULT =
      new WorkerOptions(3, Duration.ofMillis(200), null, 1, List.of(), null, null, List.of());

  /**
   * @throws IllegalArgumentException if there is to be no attempt, a batch of none, the pause is
   *     negative or longer than a minute, the deadline is not positive, the memory is less than 16
   *     MiB, or a class is no pattern
   */
  public WorkerOptions {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts: expected at least 1, found " + attempts);
    }
    if (pause.isNegative() || pause.compareTo(LONGEST_PAUSE) > 0) {
      throw new IllegalArgumentException(
          "pause: expected PT0S to " + LONGEST_PAUSE + ", found " + pause);
    }
    if (deadline != null && !deadline.isPositive()) {
      throw new IllegalArgumentException("deadline: expected more than PT0S, found " + deadline);
    }
    if (batch < 1) {
      throw new IllegalArgumentException("batch: expected at least 1, found " + batch);
    }
    if (memory != null && memory < LEAST_MEMORY) {
      throw new IllegalArgumentException(
          "memory: expected at least " + LEAST_MEMORY + " bytes, found " + memory);
    }
    classes = List.copyOf(classes);
    classes.forEach(ObjectInputFilter.Config::createFilter); // refuses what is no pattern
    jvmOptions = List.copyOf(jvmOptions);
  }

  /** The same with another number of attempts. */
  public WorkerOptions withAttempts(int attempts) {
    return new WorkerOptions(
        attempts, pause, deadline, batch, classes, memory, classCache, jvmOptions);
  }

  /** The same with another pause before the second attempt. */
  public WorkerOptions withPause(Duration pause) {
    return new WorkerOptions(
        attempts, pause, deadline, batch, classes, memory, classCache, jvmOptions);
  }

  /**
   * The same with a deadline: a process that is at one task for longer is killed, with the
   * processes it started; that was an attempt. The first task of a process opens the dict there,
   * which is part of its time; the start of the process is not. A thread cannot be killed: it is
   * interrupted, and if the task does not end within a second, the task has failed for good and
   * goes on in a thread that nobody waits for any more, not even {@link TaskRunner#close}.
   */
  public WorkerOptions withDeadline(Duration deadline) {
    return new WorkerOptions(
        attempts, pause, deadline, batch, classes, memory, classCache, jvmOptions);
  }

  /**
   * The same with batches: a worker process is sent so many tasks at once, which it does one after
   * the other, and does not wait for each to be sent. For tasks of less than some 100 microseconds;
   * of longer ones the last batch keeps one worker busy while others have nothing to do. Each task
   * is still one of its own: with its result, its deadline, its failure, its attempts, its share of
   * what is printed; when a worker dies, the tasks that it had not begun lose no attempt.
   */
  public WorkerOptions withBatch(int batch) {
    return new WorkerOptions(
        attempts, pause, deadline, batch, classes, memory, classCache, jvmOptions);
  }

  /**
   * The same, with classes that a task's results and exceptions may be of besides. Read back from a
   * worker are those of {@code java.base} and of this library, and those that come from the jars,
   * folders or modules that the task and its keys are made of: another library's class that
   * somebody slips in is refused before any of its code runs. An exception that is refused becomes
   * a {@link RemoteTaskException} of the same words.
   *
   * @param classes patterns as {@link ObjectInputFilter.Config#createFilter} has them: {@code
   *     org.example.Point}, {@code org.example.*} for a package, {@code org.example.**} for those
   *     below it, too
   */
  public WorkerOptions withClasses(String... classes) {
    return new WorkerOptions(
        attempts, pause, deadline, batch, List.of(classes), memory, classCache, jvmOptions);
  }

  /**
   * The same with a limit of each worker process's heap, and the same once more of direct buffers.
   * What is mapped is no part of it: arrays of a dict may be larger than all memory, and are shared
   * by all workers.
   *
   * <p>A task that needs more heap ends its process, for what ran out of memory is in no state to
   * go on: that was an attempt, the next is another process's, and the failure says {@code
   * OutOfMemoryError}. Threads have no limit of their own.
   *
   * @param bytes at least 16 MiB; a fraction of a KiB is dropped
   * @throws IllegalArgumentException if it is less
   */
  public WorkerOptions withMemory(long bytes) {
    return new WorkerOptions(
        attempts, pause, deadline, batch, classes, bytes, classCache, jvmOptions);
  }

  /**
   * The same with a class cache: worker processes start from a file in this folder that holds what
   * they load at their start, loaded and linked, and how it runs when many values are put (the
   * JDK's ahead-of-time cache, some 20 MB). They are ready in less than half of the time, and put
   * their first thousands of values faster. {@link TaskRunner#close} makes the file where there is
   * none, which takes some seconds, unless it was stopped or at a run; it is made anew when a jar
   * of the class path, the JDK or the JVM options have changed.
   *
   * <p>The JDK makes none where folders are on the class path, as in a build, or a module path is
   * used; then, and where the folder cannot be written to, this changes nothing.
   *
   * @param folder one of its own for each program; made, for this user alone, if it is not there.
   *     {@link TaskRunner#processes(int, WorkerOptions)} throws {@link IllegalArgumentException} if
   *     others may write to it
   */
  public WorkerOptions withClassCache(Path folder) {
    return new WorkerOptions(attempts, pause, deadline, batch, classes, memory, folder, jvmOptions);
  }

  /** The same with other JVM options. They win over {@link #withMemory}. */
  public WorkerOptions withJvmOptions(String... jvmOptions) {
    return new WorkerOptions(
        attempts, pause, deadline, batch, classes, memory, classCache, List.of(jvmOptions));
  }

  /** How long a task waits whose attempt of this number, from 1, has failed. */
  Duration pauseAfter(int attempt) {
    Duration next = pause;
    for (int i = 1; i < attempt && next.isPositive() && next.compareTo(LONGEST_PAUSE) < 0; i++) {
      next = next.multipliedBy(2);
    }
    return next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
  }
}
