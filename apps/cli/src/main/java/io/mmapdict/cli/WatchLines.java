package io.mmapdict.cli;

import static java.util.stream.Collectors.toSet;

import io.mmapdict.viewer.Description;
import io.mmapdict.viewer.Json;
import io.mmapdict.viewer.PythonText;
import io.mmapdict.viewer.Sight;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/** {@code watch} where there is no terminal: a line for each change, flushed at once. */
final class WatchLines {
  private static final Duration LONG = Duration.ofHours(1);

  /** An array that becomes longer where it stands tells nobody. */
  private static final Duration SHORT = Duration.ofSeconds(1);

  private final Path file;
  private final Watched watched;
  private final Sight sight;
  private final Pace pace;
  private final boolean json;

  WatchLines(Path file, Watched watched, Sight sight, Pace pace, boolean json) {
    this.file = file;
    this.watched = watched;
    this.sight = sight;
    this.pace = pace;
    this.json = json;
  }

  /** Tells until somebody ends it. */
  void run() throws InterruptedException {
    String event = "keys";
    while (true) {
      pace.begins();
      Optional<Sight.Look> found = watched.look(sight);
      pace.ends();
      if (found.isPresent()) {
        Sight.Look look = found.get();
        if (event.equals("keys") || !look.isEmpty()) {
          Output.print(json ? object(event, look) + "\n" : lines(event, look));
          Output.flush();
        }
        event = "change";
      } else {
        Output.note(watched.trouble() + "; asked again each second");
      }
      while (!pace.awaits(sight.hasGrowing() ? SHORT : LONG) && !sight.hasGrowing()) {
        // nothing has changed for an hour
      }
    }
  }

  /** As the viewer's events, with their name and the file's totals. */
  private String object(String event, Sight.Look look) {
    return Json.text(json -> {
      json.writeStartObject();
      json.writeStringProperty("event", event);
      json.writeStringProperty("time", now());
      json.writeName("file");
      Json.string(json, Url.text(file));
      json.writeName("put");
      json.writeStartArray();
      look.put().forEach(each -> each.shown().writeTo(json));
      json.writeEndArray();
      json.writeName("removed");
      json.writeStartArray();
      look.removed().forEach(key -> Json.string(json, key));
      json.writeEndArray();
      look.totals().writeFieldsTo(json);
      json.writeEndObject();
    });
  }

  /**
   * Time, what happened, kind, dtype, shape, bytes and key; a key that is put again is one line.
   */
  private static String lines(String event, Sight.Look look) {
    String verb = event.equals("keys") ? "there" : "put";
    StringBuilder lines = new StringBuilder();
    for (Sight.Seen each : look.put()) {
      Description shown = each.shown();
      lines.append(
          "%s  %-7s  %s  %s  %s  %d  %s\n"
              .formatted(
                  now(),
                  verb,
                  shown.kind(),
                  Listed.dtype(shown),
                  Listed.shape(shown),
                  shown.bytes(),
                  PythonText.escapeControls(shown.key())));
    }
    Set<String> put = look.put().stream().map(each -> each.shown().key()).collect(toSet());
    for (String key : look.removed()) {
      if (!put.contains(key)) {
        lines.append("%s  removed  %s\n".formatted(now(), PythonText.escapeControls(key)));
      }
    }
    return lines.toString();
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
