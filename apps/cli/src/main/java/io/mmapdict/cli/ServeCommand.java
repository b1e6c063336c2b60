package io.mmapdict.cli;

import io.mmapdict.viewer.Viewer;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mmapdict serve}. */
@Command(
    name = "serve",
    description = {
      "Shows a file in the browser, live, while others write it. Prints the address to open.",
      "Only this machine can reach it, and it only reads. Ctrl-C ends it."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example: mmapdict serve scan.mmdpickle --port 8080"})
final class ServeCommand implements Runnable {
  private static final int MAX_PORT = 65535;

  @Parameters(index = "0", paramLabel = "FILE", description = "A file of mmapdict or mmappickle.")
  private Path file;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "The port to listen on; any that is free if not said.")
  private int port;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    if (port < 0 || port > MAX_PORT) {
      throw new ParameterException(
          spec.commandLine(), "--port: expected 0 to %d, found %d".formatted(MAX_PORT, port));
    }
    Opening.requireThere(file);
    try (Viewer viewer = Viewer.serve(file, port)) {
      Output.printLine(file + " is shown at " + viewer.address() + " until Ctrl-C");
      Output.flush();
      viewer.await();
    } catch (InterruptedException e) {
      throw new Fault(file + ": interrupted; serve it again", e);
    }
  }
}
