package io.mmapdict.viewer;

import io.mmapdict.EntryInfo;
import io.mmapdict.MmapDict;
import io.mmapdict.Registration;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JsonGenerator;

/**
 * What one client is told while the file changes, as server-sent events (HTML Living Standard,
 * 9.2). First an event {@code keys} with all there are: {@code {"file", "put": [...], "removed":
 * []}}; then for each change seen an event {@code change} with what it put and removed. A key that
 * is put again stands in both.
 */
final class Events {
  /** How long a viewer that is closed waits for this one at most. */
  private static final long LONGEST_WAIT_MILLIS = 100;

  /** A sign of life now and then, for only by writing one learns that a client has gone. */
  private static final int WAITS_PER_SIGN = 100;

  private final MmapDict dict;
  private final OutputStream out;

  /** Where the value of each key stood that the client knows of. */
  private Map<String, Long> known = Map.of();

  Events(MmapDict dict, OutputStream out) {
    this.dict = dict;
    this.out = out;
  }

  /**
   * Tells until the viewer is closed.
   *
   * @throws IOException when the client has gone
   */
  void run(CountDownLatch closed) throws IOException, InterruptedException {
    Semaphore changed = new Semaphore(0);
    try (Registration _ = dict.onChange(_ -> changed.release())) {
      send("keys", changes());
      int idle = 0;
      while (closed.getCount() > 0) {
        boolean look = changed.tryAcquire(LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        changed.drainPermits(); // one look shows all that was told
        Changes changes = look ? changes() : Changes.NONE;
        if (!changes.isEmpty()) {
          send("change", changes);
          idle = 0;
        } else if (++idle == WAITS_PER_SIGN) {
          write(":\n\n");
          idle = 0;
        }
      }
    }
  }

  private record Changes(List<Description> put, Set<String> removed) {
    static final Changes NONE = new Changes(List.of(), Set.of());

    boolean isEmpty() {
      return put.isEmpty() && removed.isEmpty();
    }
  }

  /** Only what is new is decoded. */
  private Changes changes() {
    Map<String, Long> now = new HashMap<>();
    List<Description> put = new ArrayList<>();
    Set<String> removed = new HashSet<>(known.keySet());
    for (EntryInfo entry : Description.live(dict)) {
      Long before = known.get(entry.key());
      if (before != null && before == entry.valueOffset()) {
        removed.remove(entry.key());
        now.put(entry.key(), before);
      } else {
        Optional<Description> description = Description.of(dict, entry);
        description.ifPresent(put::add);
        description.ifPresent(each -> now.put(entry.key(), entry.valueOffset()));
      }
    }
    known = now;
    return new Changes(put, removed);
  }

  private void send(String event, Changes changes) throws IOException {
    String data =
        Json.text(json -> {
          json.writeStartObject();
          json.writeStringProperty("file", dict.path().toString());
          writeTo(json, changes);
          json.writeEndObject();
        });
    write("event: %s\ndata: %s\n\n".formatted(event, data));
  }

  private static void writeTo(JsonGenerator json, Changes changes) {
    json.writeName("put");
    json.writeStartArray();
    changes.put.forEach(each -> each.writeTo(json));
    json.writeEndArray();
    json.writeName("removed");
    json.writeStartArray();
    changes.removed.forEach(key -> Json.string(json, key));
    json.writeEndArray();
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
