package io.mmapdict.viewer;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.NDArray;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Keypoints: a dict of arrays of one axis, {@code x} to the right, {@code y} down, and perhaps
 * {@code scale} in pixels and {@code angle} in radians from x towards y; and {@code descriptors}, a
 * row for each.
 */
record Points(
    NDArray x,
    NDArray y,
    @Nullable NDArray scale,
    @Nullable NDArray angle,
    @Nullable NDArray descriptors) {
  static final String PREFIX = "keypoints/";
  static final String IMAGES = "images/";
  private static final int MOST = 20_000;

  /** The keypoints that a value is; empty if it is none. */
  static Optional<Points> of(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      return Optional.empty();
    }
    NDArray x = numbers(map, "x", -1);
    NDArray y = x == null ? null : numbers(map, "y", x.size());
    if (x == null || y == null) {
      return Optional.empty();
    }
    NDArray descriptors =
        map.get("descriptors") instanceof NDArray rows
                && rows.rank() == 2
                && rows.shape().length(0) == x.size()
                && Samples.areNumbers(rows.dtype())
            ? rows
            : null;
    return Optional.of(
        new Points(
            x, y, numbers(map, "scale", x.size()), numbers(map, "angle", x.size()), descriptors));
  }

  private static @Nullable NDArray numbers(Map<?, ?> map, String name, long length) {
    return map.get(name) instanceof NDArray array
            && array.rank() == 1
            && (length < 0 || array.size() == length)
            && Samples.areNumbers(array.dtype())
        ? array
        : null;
  }

  /** The key of the image that they are of, by their own key; null if there is none. */
  static @Nullable String imageOf(MmapDict dict, String key) {
    if (!key.startsWith(PREFIX)) {
      return null;
    }
    String image = IMAGES + key.substring(PREFIX.length());
    return dict.containsKey(image) ? image : null;
  }

  /** An object of JSON; of very many some that are evenly chosen. */
  void writeTo(JsonGenerator json, @Nullable String image) {
    json.writeStartObject();
    Json.text(json, "image", image);
    json.writeNumberProperty("total", x.size());
    write(json, "x", x);
    write(json, "y", y);
    write(json, "scale", scale);
    write(json, "angle", angle);
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, @Nullable NDArray array) {
    json.writeName(name);
    if (array == null) {
      json.writeNull();
      return;
    }
    json.writeStartArray();
    for (double value : Samples.doubles(new ArrayPart(array, null).thinned(0, MOST).data())) {
      Json.number(json, value);
    }
    json.writeEndArray();
  }
}
