package io.mmapdict.cli;

import io.mmapdict.MmapDict;
import io.mmapdict.Savings;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mmapdict vacuum}. */
@Command(
    name = "vacuum",
    description = "Copies what is live to a new file that takes the place of FILE.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: mmapdict vacuum scan.mmdpickle"})
final class VacuumCommand implements Runnable {
  @Parameters(index = "0", paramLabel = "FILE", description = "A file of mmapdict or mmappickle.")
  private Path file;

  @Override
  public void run() {
    try (MmapDict dict = Opening.toChange(file);
        LateProgress progress = new LateProgress("vacuum")) {
      Savings savings = dict.vacuum(progress);
      Output.printLine(savings.sizeBefore() + " bytes before, " + savings.sizeAfter() + " now");
    }
  }
}
