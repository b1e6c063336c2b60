package io.mmapdict.cli;

import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.viewer.Description;
import io.mmapdict.viewer.Json;
import io.mmapdict.viewer.PythonText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mmapdict ls}. Arrays are not read, only their descriptions. */
@Command(
    name = "ls",
    description = "Lists what a file holds, in the order of the file.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "bytes and offset are those of an array's elements, or of the pickled value.",
      "Example: mmapdict ls scan.mmdpickle"
    })
final class LsCommand implements Runnable {
  private static final List<String> TITLES =
      List.of("KIND", "DTYPE", "SHAPE", "BYTES", "OFFSET", "FORM", "KEY");

  @Parameters(paramLabel = "FILE", description = "A file of mmapdict or mmappickle.")
  private Path file;

  @Option(names = "--json", description = "As a JSON list, an object for each key.")
  private boolean json;

  @Override
  public void run() {
    try (MmapDict dict = Opening.toRead(file)) {
      List<Description> rows = Description.all(dict);
      Output.print(json ? jsonList(rows) : table(rows));
      Optional<MmapDictException> first =
          rows.stream().flatMap(row -> Stream.ofNullable(row.fault())).findFirst();
      if (first.isPresent()) {
        throw first.get();
      }
    }
  }

  private static List<String> cells(Description row) {
    NDArray array = row.array();
    return List.of(
        row.kind(),
        array == null ? "-" : array.dtype().toString(),
        array == null ? "-" : array.shape().toString(),
        Long.toString(row.bytes()),
        Long.toString(row.offset()),
        Objects.requireNonNullElse(row.form(), "-"),
        PythonText.escapeControls(row.key()));
  }

  private static String jsonList(List<Description> rows) {
    StringBuilder lines = new StringBuilder("[");
    for (Description row : rows) {
      lines.append(lines.length() == 1 ? "\n" : ",\n").append(Json.text(row::writeTo));
    }
    return lines.append("\n]\n").toString();
  }

  /** Columns as wide as they must be, two blanks apart; numbers to the right, the key last. */
  private static String table(List<Description> rows) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(TITLES);
    rows.forEach(row -> lines.add(cells(row)));
    int[] widths = new int[TITLES.size() - 1];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        String cell = line.get(i);
        String pad = " ".repeat(widths[i] - cell.length());
        boolean number = i == 3 || i == 4;
        text.append(number ? pad + cell : cell + pad).append("  ");
      }
      text.append(line.getLast()).append('\n');
    }
    return text.toString();
  }
}
