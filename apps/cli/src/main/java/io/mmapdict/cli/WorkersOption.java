package io.mmapdict.cli;

import io.mmapdict.parallel.WorkerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --workers} and what is done about tasks that fail, which several commands have. */
final class WorkersOption {
  /** Where the program that starts this one keeps what workers load. */
  private static final @Nullable String CLASS_CACHE = System.getProperty("mmapdict.classCache");

  private static final double NANOS = 1e9;
  private static final long LEAST_MEMORY = 16 << 20;
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})([mg])");

  @Option(
      names = "--workers",
      paramLabel = "N|auto",
      defaultValue = "2",
      description = "Worker processes, auto: one for each processor; 2 if not said.")
  private String workers;

  @Option(
      names = "--attempts",
      paramLabel = "N",
      description = "How often a task is tried that fails; 3 if not said.")
  private @Nullable Integer attempts;

  @Option(
      names = "--deadline",
      paramLabel = "SECONDS",
      description = "A task that takes longer is ended, and tried again by another worker.")
  private @Nullable Double deadline;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "Heap of each worker, 512m or 2g; what is mapped is no part of it.")
  private @Nullable String memory;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * The workers, which start with the first task.
   *
   * @throws ParameterException if an option says nothing that can be
   */
  LateWorkers late() {
    return LateWorkers.processes(count(), options());
  }

  /** Whether any of it was said. */
  boolean isSaid() {
    return command.commandLine().getParseResult().hasMatchedOption("--workers")
        || attempts != null
        || deadline != null
        || memory != null;
  }

  private int count() {
    if (workers.equals("auto")) {
      return Runtime.getRuntime().availableProcessors();
    }
    try {
      int count = Integer.parseInt(workers);
      if (count >= 1) {
        return count;
      }
    } catch (NumberFormatException e) {
      throw wrong("--workers: expected 1 or more, or auto, found " + workers, e);
    }
    throw wrong("--workers: expected 1 or more, or auto, found " + workers, null);
  }

  private WorkerOptions options() {
    WorkerOptions options = WorkerOptions.DEFAULT;
    if (attempts != null) {
      check(attempts >= 1, "--attempts: expected 1 or more, found " + attempts);
      options = options.withAttempts(attempts);
    }
    if (deadline != null) {
      check(deadline > 0, "--deadline: expected seconds, more than 0, found " + deadline);
      options = options.withDeadline(Duration.ofNanos((long) Math.ceil(deadline * NANOS)));
    }
    if (memory != null) {
      options = options.withMemory(bytes(memory));
    }
    return CLASS_CACHE == null ? options : options.withClassCache(Path.of(CLASS_CACHE));
  }

  private long bytes(String size) {
    Matcher matcher = SIZE.matcher(size);
    long bytes =
        matcher.matches()
            ? Long.parseLong(matcher.group(1)) << (matcher.group(2).equals("m") ? 20 : 30)
            : 0;
    check(
        bytes >= LEAST_MEMORY, "--memory: expected 16m or more, such as 512m or 2g, found " + size);
    return bytes;
  }

  private void check(boolean fine, String otherwise) {
    if (!fine) {
      throw wrong(otherwise, null);
    }
  }

  private ParameterException wrong(String what, @Nullable NumberFormatException cause) {
    return new ParameterException(command.commandLine(), what, cause);
  }
}
