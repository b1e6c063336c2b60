package io.mmapdict.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mmapdict completion}. */
@Command(
    name = "completion",
    description = {
      "Prints a script by which the shell completes commands, options, files and keys.",
      "To have it in each shell put the example into ~/.bashrc, or with zsh for bash into"
          + " ~/.zshrc."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example: eval \"$(mmapdict completion bash)\""})
final class CompletionCommand implements Runnable {
  /** The shells it is for. */
  enum Shell {
    bash,
    zsh
  }

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "SHELL",
      defaultValue = "bash",
      description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if not said.")
  private Shell shell;

  @Override
  public void run() {
    Output.print(new Completion(Main.all()).script(shell == Shell.zsh));
  }
}
