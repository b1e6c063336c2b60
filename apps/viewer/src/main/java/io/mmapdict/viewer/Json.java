package io.mmapdict.viewer;

import io.mmapdict.ndarray.NDArray;
import java.io.StringWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;

/** The parts of JSON that the command line and the viewer share. */
public final class Json {
  /** Deeper values are refused, on the way out and in. */
  public static final int MAX_DEPTH = 1000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamWriteConstraints(
              StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH + 2).build())
          .build();

  private Json() {}

  /** What writes into the generator it is given. */
  @FunctionalInterface
  public interface Body {
    /** Writes one value. */
    void write(JsonGenerator json);
  }

  /** A text of JSON on one line. */
  public static String text(Body body) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      body.write(json);
    }
    return text.toString();
  }

  /** A string; a lone surrogate in it is escaped, for UTF-8 has none. */
  public static void string(JsonGenerator json, String text) {
    if (text.codePoints().noneMatch(Json::isSurrogate)) {
      json.writeString(text);
    } else {
      json.writeRawValue(escaped(text));
    }
  }

  private static boolean isSurrogate(int codePoint) {
    return Character.getType(codePoint) == Character.SURROGATE;
  }

  private static String escaped(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(c -> {
          if (c < 0x20 || isSurrogate(c)) {
            quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
          } else {
            quoted.append(c == '"' || c == '\\' ? "\\" : "").appendCodePoint(c);
          }
        });
    return quoted.append('"').toString();
  }

  /** A number; null where JSON has none for it. */
  static void number(JsonGenerator json, double value) {
    if (Double.isFinite(value)) {
      json.writeNumber(value);
    } else {
      json.writeNull();
    }
  }

  /** A property that is one. */
  static void number(JsonGenerator json, String name, double value) {
    json.writeName(name);
    number(json, value);
  }

  /** A property that is a text, or null. */
  static void text(JsonGenerator json, String name, @Nullable String text) {
    json.writeName(name);
    if (text == null) {
      json.writeNull();
    } else {
      string(json, text);
    }
  }

  /** The lengths of an array's axes as a list. */
  public static void shape(JsonGenerator json, NDArray array) {
    json.writeStartArray();
    for (long length : array.shape().toArray()) {
      json.writeNumber(length);
    }
    json.writeEndArray();
  }
}
