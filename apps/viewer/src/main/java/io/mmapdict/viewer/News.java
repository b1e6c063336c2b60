package io.mmapdict.viewer;

import io.mmapdict.MmapDictException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** What a client does not know yet, as an event. Many clients may be sent the same one. */
final class News {
  private static final String FAULT = "fault";

  private final String name;
  private final long version;
  private final Json.Body data;
  private byte @Nullable [] event;

  private News(String name, long version, Json.Body data) {
    this.name = name;
    this.version = version;
    this.data = data;
  }

  /**
   * What came or went.
   *
   * @param name of the event: {@code keys} if it is everything and what the client knew is void,
   *     else {@code change}
   * @param version what the client knows then
   */
  News(
      String name,
      String file,
      List<Catalog.Listed> put,
      Collection<String> removed,
      Totals totals,
      int commit,
      long version) {
    this(name, version, json -> write(json, file, put, removed, totals, commit));
  }

  /** Why the file cannot be read. */
  static News fault(String message, long version) {
    return new News(FAULT, version, json -> Json.string(json, message));
  }

  boolean isFault() {
    return name.equals(FAULT);
  }

  long version() {
    return version;
  }

  /** The bytes of the event, made once. */
  synchronized byte[] event() {
    if (event == null) {
      String text = "event: %s\ndata: %s\n\n".formatted(name, Json.text(data));
      event = text.getBytes(StandardCharsets.UTF_8);
    }
    return event;
  }

  private static void write(
      JsonGenerator json,
      String file,
      List<Catalog.Listed> put,
      Collection<String> removed,
      Totals totals,
      int commit) {
    json.writeStartObject();
    Json.text(json, "file", file);
    json.writeName("put");
    json.writeStartArray();
    put.forEach(each -> writeTo(json, each));
    json.writeEndArray();
    json.writeName("removed");
    json.writeStartArray();
    removed.forEach(key -> Json.string(json, key));
    json.writeEndArray();
    json.writeName("totals");
    json.writeStartObject();
    json.writeNumberProperty("commit", commit);
    json.writeNumberProperty("keys", totals.keys());
    json.writeNumberProperty("size", totals.sizeBytes());
    json.writeNumberProperty("live", totals.liveBytes());
    json.writeNumberProperty("dead", totals.deadBytes());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeTo(JsonGenerator json, Catalog.Listed listed) {
    json.writeStartObject();
    listed.seen().shown().writeFieldsTo(json);
    json.writeNumberProperty("version", listed.version());
    json.writeName("since");
    if (listed.since() == null) {
      json.writeNull();
    } else {
      json.writeNumber(listed.since());
    }
    json.writeName("views");
    json.writeStartArray();
    listed.seen().views().forEach(json::writeString);
    json.writeEndArray();
    MmapDictException fault = listed.seen().shown().fault();
    if (fault != null) {
      Json.text(json, "fault", fault.getMessage());
    }
    json.writeEndObject();
  }
}
