package io.mmapdict.cli;

import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.viewer.Json;
import io.mmapdict.viewer.PythonText;
import io.mmapdict.viewer.Totals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code ls --long}: all there is to say of each key, and of the file. */
final class LongListing {
  private static final List<String> TITLES =
      List.of(
          "KIND", "DTYPE", "SHAPE", "ORDER", "BYTES", "OFFSET", "FORM", "MAPPED", "ENTRY", "LENGTH",
          "KEY", "VALUE");
  private static final Set<String> NUMBERS = Set.of("BYTES", "OFFSET", "ENTRY", "LENGTH");

  private final List<Listed> rows;
  private final Totals totals;

  LongListing(List<Listed> rows, Totals totals) {
    this.rows = rows;
    this.totals = totals;
  }

  /** For people: a line each, and one for the file. */
  String table() {
    Table table = new Table(TITLES, NUMBERS);
    rows.forEach(row -> table.add(cells(row)));
    return String.join("\n", table.lines())
        + "\n%s in %d bytes, %d dead in %d; the file has %d bytes\n"
            .formatted(
                keys(), totals.liveBytes(), totals.dead(), totals.deadBytes(), totals.sizeBytes());
  }

  private String keys() {
    String shown = rows.size() == totals.keys() ? "" : rows.size() + " shown of ";
    return shown + totals.keys() + (totals.keys() == 1 ? " key" : " keys");
  }

  private static List<String> cells(Listed row) {
    Detail detail = row.detail();
    return List.of(
        row.shown().kind(),
        Listed.dtype(row.shown()),
        Listed.shape(row.shown()),
        Objects.requireNonNullElse(detail.order(), "-"),
        Long.toString(row.shown().bytes()),
        Long.toString(row.shown().offset()),
        Listed.form(row.shown()),
        detail.mapped() ? "yes" : "no",
        Long.toString(row.entry().offset()),
        Long.toString(row.entry().length()),
        PythonText.escapeControls(row.shown().key()),
        value(row));
  }

  private static String value(Listed row) {
    Detail detail = row.detail();
    List<String> parts = new ArrayList<>();
    parts.add(detail.start());
    if (detail.strides() != null && detail.order() == null) {
      parts.add("strides " + detail.strides());
    }
    if (detail.room() != null) {
      parts.add("room for " + detail.room());
    }
    NDArray mask = detail.mask();
    if (mask != null) {
      parts.add(
          "mask "
              + mask.dtype()
              + mask.fileOffset().stream().mapToObj(o -> " at " + o).findFirst().orElse(""));
    }
    if (row.shown().fault() != null) {
      parts.add("cannot be decoded");
    }
    return String.join("  ", parts).strip();
  }

  /** As one object: the list of {@code ls --json} with more in each, and the totals. */
  String json() {
    return Json.text(json -> {
      json.writeStartObject();
      json.writeName("keys");
      json.writeStartArray();
      rows.forEach(row -> writeTo(json, row));
      json.writeEndArray();
      totals.writeFieldsTo(json);
      json.writeEndObject();
    });
  }

  private static void writeTo(JsonGenerator json, Listed row) {
    Detail detail = row.detail();
    json.writeStartObject();
    row.shown().writeFieldsTo(json);
    json.writeBooleanProperty("mapped", detail.mapped());
    json.writeStringProperty("order", detail.order());
    numbers(json, "strides", detail.strides());
    Shape room = detail.room();
    numbers(json, "room", room == null ? null : Arrays.stream(room.toArray()).boxed().toList());
    mask(json, detail.mask());
    json.writeNumberProperty("entry_offset", row.entry().offset());
    json.writeNumberProperty("entry_bytes", row.entry().length());
    json.writeName("start");
    Json.string(json, detail.start());
    json.writeEndObject();
  }

  private static void numbers(JsonGenerator json, String name, @Nullable List<Long> numbers) {
    json.writeName(name);
    if (numbers == null) {
      json.writeNull();
      return;
    }
    json.writeStartArray();
    numbers.forEach(json::writeNumber);
    json.writeEndArray();
  }

  private static void mask(JsonGenerator json, @Nullable NDArray mask) {
    json.writeName("mask");
    if (mask == null) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeStringProperty("dtype", mask.dtype().toString());
    json.writeName("shape");
    Json.shape(json, mask);
    json.writeName("offset");
    if (mask.fileOffset().isPresent()) {
      json.writeNumber(mask.fileOffset().getAsLong());
    } else {
      json.writeNull();
    }
    json.writeEndObject();
  }
}
