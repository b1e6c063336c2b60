package io.mmapdict.cli;

import io.mmapdict.MmapDict;
import io.mmapdict.Savings;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mmapdict reclaim}. */
@Command(
    name = "reclaim",
    description = "Gives the disk space of removed byte strings and arrays back; nothing moves.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: mmapdict reclaim scan.mmdpickle"})
final class ReclaimCommand implements Runnable {
  @Parameters(index = "0", paramLabel = "FILE", description = "A file of mmapdict or mmappickle.")
  private Path file;

  @Override
  public void run() {
    try (MmapDict dict = Opening.toChange(file)) {
      Savings savings = dict.reclaim();
      Output.printLine(
          savings.diskBefore() + " bytes on the disk before, " + savings.diskAfter() + " now");
    }
  }
}
