package io.mmapdict.cli;

import io.mmapdict.ndarray.NumpyNames;
import io.mmapdict.pickle.AllowList;
import io.mmapdict.pickle.Audit;
import io.mmapdict.pickle.AuditFinding;
import io.mmapdict.pickle.PickleFiles;
import io.mmapdict.viewer.PythonText;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mmapdict audit}. */
@Command(
    name = "audit",
    description = {
      "Tells what a pickle would import and call if Python loaded it. Nothing of it is done.",
      "Each import and call has a line: where it stands, whether it is on the list of"
          + " harmless names, and what it is. Exit code 1 if one is not."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples: mmapdict audit model.pkl",
      "          mmapdict audit weights.pt --allow torch._utils._rebuild_tensor_v2"
    })
final class AuditCommand implements Runnable {
  @Parameters(
      paramLabel = "FILE",
      description = "A pickle, or a zip or .npy that holds some, or the URL of one.")
  private Path file;

  @Option(
      names = "--allow",
      paramLabel = "MODULE.NAME",
      description = "Takes this name for harmless, too. May be given more than once.")
  private Set<String> more = new HashSet<>();

  @Override
  public void run() {
    AllowList allowed = NumpyNames.allowedBy(AllowList.ofPython());
    for (String name : more) {
      allowed = allowed.with(name);
    }
    int refused = 0;
    boolean isDump = false;
    try (Arena arena = Arena.ofConfined();
        LateProgress progress = new LateProgress("audit")) {
      List<Pickles.Found> all;
      try (LocalCopy copy = LocalCopy.of(file)) {
        all = Pickles.in(copy.path(), Url.text(file), arena);
      }
      Parts parts =
          new Parts(progress, all.stream().mapToLong(pickle -> pickle.bytes().byteSize()).sum());
      for (Pickles.Found pickle : all) {
        LongConsumer at = parts.upTo(pickle.bytes().byteSize());
        List<AuditFinding> findings = Audit.of(pickle.bytes(), allowed, at);
        if (!PickleFiles.looksLikePickle(pickle.bytes(), pickle.bytes().byteSize())
            && findings.size() == 1
            && findings.getFirst().what() == AuditFinding.What.UNREAD) {
          throw new Fault(pickle.name() + ": is no pickle: " + findings.getFirst().name());
        }
        isDump |= JoblibDump.is(findings);
        parts.end();
        progress.aside();
        for (AuditFinding finding : findings) {
          Output.printLine(line(pickle, finding));
          refused += finding.allowed() ? 0 : 1;
        }
      }
    }
    if (refused > 0) {
      throw new Fault(
          "%s: %d of what it would do %s not on the list of harmless names; do not load it"
                  .formatted(Url.text(file), refused, refused == 1 ? "is" : "are")
              + " unless you know what each of them does"
              + (isDump ? "; " + JoblibDump.HINT : ""));
    }
  }

  private String line(Pickles.Found pickle, AuditFinding finding) {
    String what =
        switch (finding.what()) {
          case IMPORT -> "imports ";
          case CALL -> "calls ";
          case CHANGE -> "changes ";
          case EXTENSION -> "imports by ";
          case PERSISTENT_ID -> "asks for ";
          case UNREAD -> "cannot be followed: ";
        };
    String where = pickle.name().equals(Url.text(file)) ? "" : pickle.name() + " ";
    return String.format(
        Locale.ROOT,
        "%s%8d  %s  %s%s",
        PythonText.escapeControls(where),
        finding.offset(),
        finding.allowed() ? "harmless" : "REFUSED ",
        what,
        PythonText.escapeControls(finding.name()));
  }
}
