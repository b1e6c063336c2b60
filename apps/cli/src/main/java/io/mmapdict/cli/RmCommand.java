package io.mmapdict.cli;

import io.mmapdict.MmapDict;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mmapdict rm}. */
@Command(
    name = "rm",
    description = "Removes keys. If one of them is not there, none is removed.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: mmapdict rm scan.mmdpickle frame/0001 frame/0002"})
final class RmCommand implements Runnable {
  @Parameters(index = "0", paramLabel = "FILE", description = "A file of mmapdict or mmappickle.")
  private Path file;

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY", description = "Keys of it.")
  private List<String> keys;

  @Override
  public void run() {
    try (MmapDict dict = Opening.toChange(file)) {
      keys.forEach(key -> Keys.require(dict, key));
      keys.forEach(dict::delete);
    }
  }
}
