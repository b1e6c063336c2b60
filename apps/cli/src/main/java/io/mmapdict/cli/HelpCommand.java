package io.mmapdict.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mmapdict help}. */
@Command(
    name = "help",
    description = "Shows the options of a command and an example, as COMMAND --help.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: mmapdict help ls"})
final class HelpCommand implements Runnable {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "COMMAND",
      description = "One of the commands; all of them if not said.")
  private @Nullable String command;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    CommandLine all = Main.all();
    CommandLine asked = command == null ? all : all.getSubcommands().get(command);
    if (asked == null) {
      throw new ParameterException(spec.commandLine(), Main.noCommand(command));
    }
    asked.usage(asked.getOut());
  }
}
