package io.mmapdict.cli;

import io.mmapdict.EntryInfo;
import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import io.mmapdict.viewer.Description;
import io.mmapdict.viewer.Json;
import io.mmapdict.viewer.PythonText;
import io.mmapdict.viewer.Totals;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mmapdict ls}. Of arrays the descriptions are read, and with --long the first elements. */
@Command(
    name = "ls",
    description = "Lists what a file holds, in the order of the file.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "bytes and offset are those of an array's elements, or of the pickled value.",
      "Examples: mmapdict ls scan.mmdpickle",
      "          mmapdict ls scan.mmdpickle 'frame/*' --long"
    })
final class LsCommand implements Runnable {
  private static final List<String> TITLES =
      List.of("KIND", "DTYPE", "SHAPE", "BYTES", "OFFSET", "FORM", "KEY");

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "A file of mmapdict or mmappickle, or its URL.")
  private Path file;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "GLOB",
      description =
          "Only keys that match one of these, each star for one or more characters, slashes too:"
              + " 'frame/*'. All if not said.")
  private List<String> globs = List.of();

  @Option(
      names = {"-l", "--long"},
      description =
          "More of each: order, where its entry stands, what it begins with, room to grow, mask;"
              + " and the totals.")
  private boolean isLong;

  @Option(names = "--json", description = "As a JSON list, an object for each key.")
  private boolean json;

  @Option(names = "--keys", description = "Only the keys, one a line.")
  private boolean keysOnly;

  @Override
  public void run() {
    try (MmapDict dict = Opening.toRead(file)) {
      Globs wanted = new Globs(globs);
      List<EntryInfo> all = dict.entries();
      Collection<EntryInfo> live = Description.live(all);
      List<EntryInfo> shown = wanted.of(live);
      if (shown.isEmpty()) {
        wanted.requireEach(dict.name(), live);
      }
      if (keysOnly) {
        shown.forEach(entry -> Output.printLine(Lines.printable(entry.key())));
      } else {
        List<Listed> rows = described(dict, shown);
        if (isLong) {
          LongListing listing = new LongListing(rows, Totals.of(dict, all, live));
          Output.print(json ? listing.json() + "\n" : listing.table());
        } else {
          Output.print(json ? jsonList(rows) : table(rows));
        }
        Optional<MmapDictException> first =
            rows.stream().flatMap(row -> Stream.ofNullable(row.shown().fault())).findFirst();
        if (first.isPresent()) {
          throw first.get();
        }
      }
      wanted.requireEach(dict.name(), live);
    }
  }

  private List<Listed> described(MmapDict dict, List<EntryInfo> entries) {
    List<Listed> rows = new ArrayList<>();
    try (LateProgress progress = new LateProgress("ls", LateProgress.Unit.KEYS)) {
      for (EntryInfo entry : entries) {
        Description.of(dict, entry).ifPresent(shown -> rows.add(listed(dict, entry, shown)));
        progress.at(rows.size(), entries.size());
      }
    }
    return rows;
  }

  private Listed listed(MmapDict dict, EntryInfo entry, Description shown) {
    return new Listed(entry, shown, isLong ? Detail.of(dict, entry.key()) : Detail.NONE);
  }

  private static String jsonList(List<Listed> rows) {
    StringBuilder lines = new StringBuilder("[");
    for (Listed row : rows) {
      lines.append(lines.length() == 1 ? "\n" : ",\n").append(Json.text(row.shown()::writeTo));
    }
    return lines.append("\n]\n").toString();
  }

  private static String table(List<Listed> rows) {
    Table table = new Table(TITLES, Set.of("BYTES", "OFFSET"));
    rows.forEach(row -> table.add(cells(row.shown())));
    return String.join("\n", table.lines()) + "\n";
  }

  private static List<String> cells(Description row) {
    return List.of(
        row.kind(),
        Listed.dtype(row),
        Listed.shape(row),
        Long.toString(row.bytes()),
        Long.toString(row.offset()),
        Listed.form(row),
        PythonText.escapeControls(row.key()));
  }
}
