package io.mmapdict.cli;

import io.mmapdict.EntryInfo;
import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.NDArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

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
  private static final String UNREADABLE = "unreadable";
  private static final List<String> TITLES =
      List.of("KIND", "DTYPE", "SHAPE", "BYTES", "OFFSET", "FORM", "KEY");

  @Parameters(paramLabel = "FILE", description = "A file of mmapdict or mmappickle.")
  private Path file;

  @Option(names = "--json", description = "As a JSON list, an object for each key.")
  private boolean json;

  /**
   * One key.
   *
   * @param array what describes the value, or null where it is no array
   * @param bytes of the elements, or of the pickled value
   * @param offset where these stand in the file
   */
  private record Row(String key, String kind, @Nullable NDArray array, long bytes, long offset) {
    List<String> cells() {
      return List.of(
          kind,
          array == null ? "-" : array.dtype().toString(),
          array == null ? "-" : array.shape().toString(),
          Long.toString(bytes),
          Long.toString(offset),
          array == null ? "-" : form(array),
          PythonText.escapeControls(key));
    }

    void writeTo(JsonGenerator out) {
      out.writeStartObject();
      out.writeName("key");
      JsonOut.string(out, key);
      out.writeStringProperty("kind", kind);
      out.writeName("dtype");
      out.writeString(array == null ? null : array.dtype().toString());
      out.writeName("shape");
      if (array == null) {
        out.writeNull();
      } else {
        JsonOut.shape(out, array);
      }
      out.writeNumberProperty("bytes", bytes);
      out.writeNumberProperty("offset", offset);
      out.writeName("form");
      out.writeString(array == null ? null : form(array));
      out.writeEndObject();
    }

    private static String form(NDArray array) {
      return array.form().name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public void run() {
    try (MmapDict dict = Opening.toRead(file)) {
      List<Row> rows = new ArrayList<>();
      @Nullable MmapDictException first = null;
      for (EntryInfo entry : liveEntries(dict)) {
        try {
          rows.add(row(entry, dict.get(entry.key())));
        } catch (MmapDictException e) {
          first = first == null ? e : first;
          rows.add(plain(entry, UNREADABLE));
        }
      }
      Output.print(json ? jsonList(rows) : table(rows));
      if (first != null) {
        throw first;
      }
    }
  }

  /** Of two live entries of one key the later wins. */
  private static Iterable<EntryInfo> liveEntries(MmapDict dict) {
    Map<String, EntryInfo> live = new LinkedHashMap<>();
    for (EntryInfo entry : dict.entries()) {
      if (entry.live()) {
        live.remove(entry.key());
        live.put(entry.key(), entry);
      }
    }
    return live.values();
  }

  private static Row row(EntryInfo entry, @Nullable Object value) {
    NDArray array =
        switch (value) {
          case NDArray plain -> plain;
          case MaskedArray masked -> masked.data();
          case null, default -> null;
        };
    return array == null
        ? plain(entry, Kind.of(value))
        : new Row(
            entry.key(),
            Kind.of(value),
            array,
            array.byteSize(),
            array.fileOffset().orElse(entry.valueOffset()));
  }

  private static Row plain(EntryInfo entry, String kind) {
    return new Row(entry.key(), kind, null, entry.valueLength(), entry.valueOffset());
  }

  private static String jsonList(List<Row> rows) {
    StringBuilder lines = new StringBuilder("[");
    for (Row row : rows) {
      lines.append(lines.length() == 1 ? "\n" : ",\n").append(JsonOut.text(row::writeTo));
    }
    return lines.append("\n]\n").toString();
  }

  /** Columns as wide as they must be, two blanks apart; numbers to the right, the key last. */
  private static String table(List<Row> rows) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(TITLES);
    rows.forEach(row -> lines.add(row.cells()));
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
