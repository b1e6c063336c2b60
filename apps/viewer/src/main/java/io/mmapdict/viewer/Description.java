package io.mmapdict.viewer;

import io.mmapdict.EntryInfo;
import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.NDArray;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What one key of a file holds. Of an array no element is read.
 *
 * @param kind Python's name of the type, {@code array}, {@code masked}, or {@link #UNREADABLE}
 * @param array what describes the value, of a masked one its data; null where it is no array
 * @param bytes of the elements, or of the pickled value
 * @param offset where these stand in the file
 * @param fault why the value cannot be decoded, or null
 */
public record Description(
    String key,
    String kind,
    @Nullable NDArray array,
    long bytes,
    long offset,
    @Nullable MmapDictException fault) {

  /** The kind of a value that cannot be decoded. */
  public static final String UNREADABLE = "unreadable";

  /** Every key in the order of the file. What is removed meanwhile may be left out. */
  public static List<Description> all(MmapDict dict) {
    return live(dict).stream().map(entry -> of(dict, entry)).flatMap(Optional::stream).toList();
  }

  /** The entry of each key. Of two live entries of one key the later wins. */
  static Collection<EntryInfo> live(MmapDict dict) {
    return live(dict.entries());
  }

  /** The entry of each key, of all entries of a file in its order. */
  public static Collection<EntryInfo> live(List<EntryInfo> entries) {
    Map<String, EntryInfo> live = new LinkedHashMap<>();
    for (EntryInfo entry : entries) {
      if (entry.live()) {
        live.remove(entry.key());
        live.put(entry.key(), entry);
      }
    }
    return live.values();
  }

  /** What a key holds now; empty if somebody has removed it meanwhile. */
  public static Optional<Description> of(MmapDict dict, EntryInfo entry) {
    try {
      Object value = dict.get(entry.key());
      if (value == null && !dict.containsKey(entry.key())) {
        return Optional.empty();
      }
      return Optional.of(of(entry, value));
    } catch (MmapDictException e) {
      return Optional.of(unreadable(entry, e));
    }
  }

  static Description unreadable(EntryInfo entry, MmapDictException e) {
    return plain(entry, UNREADABLE, e);
  }

  static Description of(EntryInfo entry, @Nullable Object value) {
    NDArray array =
        switch (value) {
          case NDArray plain -> plain;
          case MaskedArray masked -> masked.data();
          case null, default -> null;
        };
    return array == null
        ? plain(entry, Kind.of(value), null)
        : new Description(
            entry.key(),
            Kind.of(value),
            array,
            array.byteSize(),
            array.fileOffset().orElse(entry.valueOffset()),
            null);
  }

  private static Description plain(
      EntryInfo entry, String kind, @Nullable MmapDictException fault) {
    return new Description(
        entry.key(), kind, null, entry.valueLength(), entry.valueOffset(), fault);
  }

  /** How the array is written, in lower case; null where it is no array. */
  public @Nullable String form() {
    return array == null ? null : array.form().name().toLowerCase(Locale.ROOT);
  }

  /** As an object of JSON: key, kind, dtype, shape, bytes, offset, form. */
  public void writeTo(JsonGenerator json) {
    json.writeStartObject();
    writeFieldsTo(json);
    json.writeEndObject();
  }

  /** The same into an object that is begun and may go on. */
  public void writeFieldsTo(JsonGenerator json) {
    json.writeName("key");
    Json.string(json, key);
    json.writeStringProperty("kind", kind);
    json.writeName("dtype");
    json.writeString(array == null ? null : array.dtype().toString());
    json.writeName("shape");
    if (array == null) {
      json.writeNull();
    } else {
      Json.shape(json, array);
    }
    json.writeNumberProperty("bytes", bytes);
    json.writeNumberProperty("offset", offset);
    json.writeName("form");
    json.writeString(form());
  }
}
