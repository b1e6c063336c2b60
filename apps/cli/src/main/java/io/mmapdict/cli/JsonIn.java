package io.mmapdict.cli;

import io.mmapdict.pickle.PyByteArray;
import io.mmapdict.pickle.PyComplex;
import io.mmapdict.viewer.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * JSON as values, in the mapping of docs/command-line.md. Beyond JSON, {@code NaN}, {@code
 * Infinity} and {@code -Infinity} are floats, as Python's {@code json} writes them.
 */
final class JsonIn {
  private static final int MAX_DIGITS = 100_000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Json.MAX_DEPTH)
                  .maxNumberLength(MAX_DIGITS)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final JsonParser json;

  private JsonIn(JsonParser json) {
    this.json = json;
  }

  /** What reads the one value that the parser stands before. */
  @FunctionalInterface
  interface Body<T> {
    T read(JsonIn json);
  }

  /**
   * The value that a text is.
   *
   * @throws Fault if it is not one JSON value
   */
  static @Nullable Object parse(String text) {
    @Nullable Object[] value = new @Nullable Object[1];
    parse(
        text,
        json -> {
          value[0] = json.value();
          return json;
        });
    return value[0];
  }

  /**
   * One line of {@code put --lines}.
   *
   * @throws Fault if it is not an object with {@code key} and {@code value} and nothing else
   */
  static Line parseLine(String text) {
    return parse(text, JsonIn::line);
  }

  /** A key and the value to store under it. */
  record Line(String key, @Nullable Object value) {}

  private static <T> T parse(String text, Body<T> body) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
      if (json.nextToken() == null) {
        throw new Fault("no JSON value, the text is empty");
      }
      T result = body.read(new JsonIn(json));
      if (json.nextToken() != null) {
        throw new Fault("one JSON value is expected, and more follows it" + at(json));
      }
      return result;
    } catch (StreamConstraintsException e) {
      throw new Fault("JSON beyond what is read here: " + e.getOriginalMessage(), e);
    } catch (JacksonException e) {
      throw new Fault(
          "bad JSON at column %d: %s"
              .formatted(e.getLocation().getColumnNr(), withoutSource(e.getOriginalMessage())),
          e);
    }
  }

  private Line line() {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new Fault("expected an object {\"key\": ..., \"value\": ...}");
    }
    String key = null;
    Object value = null;
    boolean hasValue = false;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken token = json.nextToken();
      if (name.equals("key") && token == JsonToken.VALUE_STRING) {
        key = json.getString();
      } else if (name.equals("value")) {
        value = value();
        hasValue = true;
      } else {
        throw new Fault(
            name.equals("key")
                ? "\"key\" must be a string" + at(json)
                : "only \"key\" and \"value\" are expected, not \"" + name + "\"");
      }
    }
    if (key == null || !hasValue) {
      throw new Fault("no \"" + (key == null ? "key" : "value") + "\" in the object");
    }
    return new Line(key, value);
  }

  /** The value whose first token is the current one. */
  private @Nullable Object value() {
    return switch (json.currentToken()) {
      case VALUE_NULL -> null;
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_STRING -> json.getString();
      case VALUE_NUMBER_INT -> integer(json.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> number();
      case START_ARRAY -> list();
      case START_OBJECT -> object();
      default -> throw new Fault("unexpected " + json.currentToken() + at(json));
    };
  }

  private static Object integer(BigInteger number) {
    return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
  }

  private Double number() {
    double number = json.getDoubleValue();
    if (Double.isInfinite(number)
        && Character.isDigit(json.getString().charAt(json.getString().length() - 1))) {
      throw new Fault(json.getString() + " is beyond a float" + at(json));
    }
    return number;
  }

  private List<@Nullable Object> list() {
    List<@Nullable Object> elements = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value());
    }
    return elements;
  }

  private Object object() {
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    String tag = null;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      tag = name.startsWith("$") ? name : tag;
      json.nextToken();
      map.put(name, value());
    }
    if (tag == null) {
      return map;
    }
    if (map.size() > 1) {
      throw new Fault(
          tag + " must stand alone in its object; a dict with such a key is {\"$dict\": [[k, v]]}");
    }
    return tagged(tag, map.get(tag));
  }

  private static Object tagged(String tag, @Nullable Object value) {
    return switch (tag) {
      case "$bytes" -> base64(tag, value);
      case "$bytearray" -> PyByteArray.wrap(base64(tag, value));
      case "$complex" -> complex(value);
      case "$dict" -> dict(value);
      case "$decimal" -> decimal(value);
      case "$ndarray", "$masked" ->
          throw new Fault(tag + " only describes an array; put one with --npy or --pickle");
      default ->
          throw new Fault(
              "unknown " + tag + "; a dict with such a key is {\"$dict\": [[\"" + tag + "\", v]]}");
    };
  }

  private static byte[] base64(String tag, @Nullable Object value) {
    try {
      return java.util.Base64.getDecoder().decode((String) java.util.Objects.requireNonNull(value));
    } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
      throw new Fault(tag + " wants a string of base64", e);
    }
  }

  private static PyComplex complex(@Nullable Object value) {
    if (value instanceof List<?> parts && parts.size() == 2) {
      return new PyComplex(part(parts.get(0)), part(parts.get(1)));
    }
    throw new Fault("$complex wants [re, im]");
  }

  private static double part(@Nullable Object value) {
    return switch (value) {
      case Number number -> number.doubleValue();
      case String text when text.equals("NaN") || text.matches("-?Infinity") ->
          Double.parseDouble(text);
      case null, default -> throw new Fault("$complex wants two numbers");
    };
  }

  private static BigDecimal decimal(@Nullable Object value) {
    try {
      return new BigDecimal(String.valueOf(value));
    } catch (NumberFormatException e) {
      throw new Fault("$decimal wants a decimal number as a string", e);
    }
  }

  private static Map<@Nullable Object, @Nullable Object> dict(@Nullable Object value) {
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    if (value instanceof List<?> pairs) {
      for (Object pair : pairs) {
        if (!(pair instanceof List<?> two && two.size() == 2)) {
          throw new Fault("$dict wants pairs: [[key, value], ...]");
        }
        map.put(key(two.get(0)), two.get(1));
      }
      return map;
    }
    throw new Fault("$dict wants a list of pairs: [[key, value], ...]");
  }

  /** JSON has no tuples, and Python no lists as keys: what was a tuple becomes one again. */
  private static @Nullable Object key(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return io.mmapdict.pickle.PyTuple.copyOf(list.stream().map(JsonIn::key).toList());
    }
    return value;
  }

  /** Jackson adds a description of the source, which is always the argument or line at hand. */
  private static String withoutSource(String message) {
    return message.replaceFirst(" \\(start marker at .*", "");
  }

  private static String at(JsonParser json) {
    return " at column " + json.currentTokenLocation().getColumnNr();
  }
}
