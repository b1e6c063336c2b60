package io.mmapdict.cli;

import picocli.CommandLine.Command;

/** {@code mmapdict man}. */
@Command(
    name = "man",
    description = "Prints the manual page of all commands, for man(1).",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: mmapdict man | man -l -"})
final class ManCommand implements Runnable {
  @Override
  public void run() {
    Output.print(new ManPage(Main.all()).text());
  }
}
