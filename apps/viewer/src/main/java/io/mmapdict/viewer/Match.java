package io.mmapdict.viewer;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What is known of two photos under the key {@code matches/A/B}: where the one lies in the other,
 * and the keypoints that agree with it.
 *
 * @param from the key of the one's image
 * @param to the key of the other's
 * @param transform from the one's pixels to the other's, or null
 * @param why there is none, or null
 * @param pairs {@code x, y, x2, y2}
 */
record Match(
    String from,
    String to,
    @Nullable PixelMap transform,
    @Nullable String why,
    List<double[]> pairs) {

  /**
   * What a value says.
   *
   * @param points the keypoints of a key
   * @throws ViewerException if it is no such value
   */
  static Match of(String key, @Nullable Object value, Function<String, Points> points) {
    String names = key.startsWith(Views.MATCHES) ? key.substring(Views.MATCHES.length()) : "";
    int slash = names.indexOf('/');
    if (slash < 0 || !(value instanceof Map<?, ?> map)) {
      throw new ViewerException("matches are a dict under matches/A/B");
    }
    String from = names.substring(0, slash);
    String to = names.substring(slash + 1);
    PixelMap transform = map.get("transform") == null ? null : PixelMap.of(map.get("transform"));
    List<double[]> pairs =
        transform == null
            ? List.of()
            : Matches.of(
                points.apply(Points.PREFIX + from), points.apply(Points.PREFIX + to), transform);
    String why = map.get("why") instanceof String text ? text : null;
    return new Match(Points.IMAGES + from, Points.IMAGES + to, transform, why, pairs);
  }

  void writeTo(JsonGenerator json) {
    json.writeStartObject();
    Json.text(json, "from", from);
    Json.text(json, "to", to);
    json.writeName("transform");
    if (transform == null) {
      json.writeNull();
    } else {
      transform.writeTo(json);
    }
    Json.text(json, "why", why);
    json.writeName("pairs");
    json.writeStartArray();
    for (double[] pair : pairs) {
      json.writeArray(pair, 0, pair.length);
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
