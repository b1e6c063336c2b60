package io.mmapdict.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --workers}, which several commands have. */
final class WorkersOption {
  @Option(
      names = "--workers",
      paramLabel = "N|auto",
      defaultValue = "2",
      description = "Worker processes, auto: one for each processor; 2 if not said.")
  private String workers;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * How many processes.
   *
   * @throws ParameterException if that is no number of 1 or more
   */
  int count() {
    if (workers.equals("auto")) {
      return Runtime.getRuntime().availableProcessors();
    }
    try {
      int count = Integer.parseInt(workers);
      if (count >= 1) {
        return count;
      }
    } catch (NumberFormatException e) {
      throw wrong(e);
    }
    throw wrong(null);
  }

  private ParameterException wrong(@Nullable NumberFormatException cause) {
    return new ParameterException(
        command.commandLine(), "--workers: expected 1 or more, or auto, found " + workers, cause);
  }
}
