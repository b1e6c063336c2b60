package io.mmapdict.cli;

import io.mmapdict.viewer.Viewer;
import io.mmapdict.viewer.ViewerOptions;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code mmapdict serve}. */
@Command(
    name = "serve",
    description = {
      "Shows a file in the browser, live, while others write it. Prints the address to open.",
      "It only reads, and only this machine can reach it unless --address says otherwise; whoever"
          + " comes from elsewhere needs the token in the address. Ctrl-C ends it. Of a URL it shows what"
          + " was there when it began."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example: mmapdict serve scan.mmdpickle --port 8080"})
final class ServeCommand implements Runnable {
  private static final int MAX_PORT = 65535;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "A file of mmapdict or mmappickle, or its URL.")
  private Path file;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "The port to listen on; any that is free if not said.")
  private int port;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      converter = AddressConverter.class,
      description =
          "The address of this machine to listen on, in digits: 0.0.0.0 for all of them; 127.0.0.1"
              + " if not said.")
  private @Nullable InetAddress address;

  @Option(
      names = "--raw",
      description =
          "The file itself is there, too, at /raw, for whatever reads URLs: mmapdict ls URL. Not"
              + " where FILE is a URL.")
  private boolean raw;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    if (port < 0 || port > MAX_PORT) {
      throw new ParameterException(
          spec.commandLine(), "--port: expected 0 to %d, found %d".formatted(MAX_PORT, port));
    }
    if (Url.of(file) == null) {
      Opening.requireThere(file);
    } else if (raw) {
      throw new ParameterException(spec.commandLine(), "--raw: not for a URL");
    }
    ViewerOptions said = ViewerOptions.DEFAULT.withPort(port).withRaw(raw);
    ViewerOptions options = address == null ? said : said.withAddress(address);
    try (Viewer viewer = viewer(options)) {
      Output.printLine(Url.text(file) + " is shown at " + viewer.address() + " until Ctrl-C");
      Output.flush();
      viewer.await();
    } catch (InterruptedException e) {
      throw new Fault(file + ": interrupted; serve it again", e);
    }
  }

  private Viewer viewer(ViewerOptions options) {
    URI uri = Url.of(file);
    return uri == null ? Viewer.serve(file, options) : Viewer.serve(uri, options);
  }

  /** No names: who they belong to is for others to say. */
  private static final class AddressConverter implements ITypeConverter<InetAddress> {
    @Override
    public InetAddress convert(String text) {
      try {
        return InetAddress.ofLiteral(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "expected an address of this machine in digits, such as 0.0.0.0 or ::1, found " + text);
      }
    }
  }
}
