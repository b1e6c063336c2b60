package io.mmapdict.cli;

import io.mmapdict.PlainPickle;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mmapdict convert}. */
@Command(
    name = "convert",
    description = {
      "Makes a file of a plain pickle that holds a dict. Large arrays are not read into memory.",
      "What several entries share is written whole into each of them."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example: mmapdict convert results.pkl results.mmdpickle"})
final class ConvertCommand implements Runnable {
  @Parameters(index = "0", paramLabel = "IN", description = "A pickle of a dict; not changed.")
  private Path source;

  @Parameters(index = "1", paramLabel = "OUT", description = "A file that does not exist.")
  private Path target;

  @Override
  public void run() {
    int entries;
    try (LateProgress progress = new LateProgress("convert")) {
      entries = PlainPickle.convert(source, target, progress);
    }
    Output.printLine(entries + (entries == 1 ? " entry: " : " entries: ") + target);
  }
}
