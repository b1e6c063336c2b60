package io.mmapdict.viewer;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A photo that was registered, under the key {@code transforms/NAME}.
 *
 * @param image the key of its image
 * @param reference the key of the image whose pixels the transform leads to
 */
record Registered(String image, String reference, PixelMap transform) {
  /**
   * What a value says.
   *
   * @param registration the value of the key {@code registration}, which names the reference
   * @throws ViewerException if it is no transform, or it is not known to what
   */
  static Registered of(String key, @Nullable Object value, @Nullable Object registration) {
    PixelMap transform = PixelMap.of(value);
    if (!key.startsWith(Views.TRANSFORMS)
        || !(registration instanceof Map<?, ?> summary)
        || !(summary.get("reference") instanceof String reference)) {
      throw new ViewerException(
          "what a transform leads to is said by the key registration of a file that mmapdict"
              + " register made, and there is none");
    }
    String name = key.substring(Views.TRANSFORMS.length());
    return new Registered(Points.IMAGES + name, Points.IMAGES + reference, transform);
  }

  void writeTo(JsonGenerator json) {
    json.writeStartObject();
    Json.text(json, "image", image);
    Json.text(json, "reference", reference);
    json.writeName("transform");
    transform.writeTo(json);
    json.writeEndObject();
  }
}
