package io.mmapdict.viewer;

import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.PyByteArray;
import io.mmapdict.pickle.PyComplex;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyObject;
import io.mmapdict.pickle.PyTuple;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Values as JSON, in the mapping of docs/command-line.md. An array is described, its elements are
 * not read.
 */
public final class JsonOut {
  private final JsonGenerator json;

  /** The containers around the value that is being written. */
  private final IdentityHashMap<Object, Boolean> around = new IdentityHashMap<>();

  /** How many values may still be written, a thousand bytes counting as one. */
  private long patience;

  private JsonOut(JsonGenerator json, long patience) {
    this.json = json;
    this.patience = patience;
  }

  /**
   * A value on one line.
   *
   * @throws ViewerException if JSON cannot hold it
   */
  public static String of(@Nullable Object value) {
    return Json.text(json -> write(json, value, Long.MAX_VALUE));
  }

  /**
   * Writes a value.
   *
   * @param most values in it, a thousand bytes counting as one
   * @throws ViewerException if JSON cannot hold it, or there are more
   */
  static void write(JsonGenerator json, @Nullable Object value, long most) {
    new JsonOut(json, most).value(value);
  }

  private void value(@Nullable Object value) {
    spend(1);
    switch (value) {
      case null -> json.writeNull();
      case Boolean truth -> json.writeBoolean(truth);
      case Long number -> json.writeNumber(number);
      case Integer number -> json.writeNumber(number);
      case BigInteger number -> json.writeNumber(number);
      case Double number -> number(number);
      case String text -> {
        spend(text.length() / 1000);
        Json.string(json, text);
      }
      case PyComplex complex -> {
        open("$complex");
        json.writeStartArray();
        number(complex.re());
        number(complex.im());
        json.writeEndArray();
        json.writeEndObject();
      }
      case byte[] bytes -> bytes("$bytes", bytes);
      case PyByteArray bytes -> bytes("$bytearray", bytes.array());
      case BigDecimal number -> tagged("$decimal", number.toString());
      case PyGlobal global -> tagged("$global", global.toString());
      case NDArray array -> {
        open("$ndarray");
        array(array);
        json.writeEndObject();
      }
      case MaskedArray array -> {
        open("$masked");
        json.writeStartObject();
        json.writeName("data");
        array(array.data());
        json.writeName("mask");
        array(array.mask());
        json.writeEndObject();
        json.writeEndObject();
      }
      case PyTuple tuple -> list(tuple, tuple.toList());
      case Collection<?> elements -> list(elements, elements);
      case Map<?, ?> map -> map(map);
      case PyObject object -> object(object);
      default -> {
        open("$object");
        json.writeStartObject();
        json.writeStringProperty("type", Codecs.installed().typeName(value));
        json.writeName("text");
        Json.string(json, String.valueOf(value));
        json.writeEndObject();
        json.writeEndObject();
      }
    }
  }

  private void open(String tag) {
    json.writeStartObject();
    json.writeName(tag);
  }

  private void tagged(String tag, String text) {
    open(tag);
    json.writeString(text);
    json.writeEndObject();
  }

  private void spend(int values) {
    patience -= values;
    if (patience < 0) {
      throw new ViewerException(
          "the value has too many parts for the viewer; mmapdict get FILE KEY --json has it whole");
    }
  }

  private void bytes(String tag, byte[] bytes) {
    spend(bytes.length / 1000);
    open(tag);
    json.writeBinary(bytes);
    json.writeEndObject();
  }

  private void number(double value) {
    if (Double.isFinite(value)) {
      json.writeNumber(value);
    } else {
      json.writeString(Double.toString(value));
    }
  }

  private void list(Object self, Collection<?> elements) {
    enter(self);
    json.writeStartArray();
    for (Object element : elements) {
      value(element);
    }
    json.writeEndArray();
    around.remove(self);
  }

  /** A dict with a key that is no str, or that looks like a tag, goes as a list of pairs. */
  private void map(Map<?, ?> map) {
    enter(map);
    boolean plain =
        map.keySet().stream().allMatch(key -> key instanceof String text && !text.startsWith("$"));
    if (plain) {
      json.writeStartObject();
      map.forEach((key, value) -> {
        json.writeName((String) key);
        value(value);
      });
    } else {
      open("$dict");
      json.writeStartArray();
      map.forEach((key, value) -> {
        json.writeStartArray();
        value(key);
        value(value);
        json.writeEndArray();
      });
      json.writeEndArray();
    }
    json.writeEndObject();
    around.remove(map);
  }

  /** An object of a class that is not known here: the call that makes it, and what follows. */
  private void object(PyObject object) {
    enter(object);
    open("$object");
    json.writeStartObject();
    json.writeName("callable");
    if (object.callable() instanceof PyGlobal global) {
      json.writeString(global.toString());
    } else {
      value(object.callable());
    }
    json.writeName("arguments");
    value(object.arguments());
    if (!object.keywords().isEmpty()) {
      json.writeName("keywords");
      value(object.keywords());
    }
    if (!object.steps().isEmpty()) {
      json.writeName("steps");
      json.writeStartArray();
      object.steps().forEach(this::step);
      json.writeEndArray();
    }
    json.writeEndObject();
    json.writeEndObject();
    around.remove(object);
  }

  private void step(PyObject.Step step) {
    json.writeStartObject();
    switch (step) {
      case PyObject.State s -> property("state", s.state());
      case PyObject.Append s -> property("append", s.items());
      case PyObject.AddItems s -> property("add", s.items());
      case PyObject.SetItems s -> property("setitems", s.pairs());
    }
    json.writeEndObject();
  }

  private void property(String name, @Nullable Object value) {
    json.writeName(name);
    value(value);
  }

  private void enter(Object container) {
    if (around.put(container, true) != null) {
      throw new ViewerException(
          "the value contains itself, which JSON cannot hold; get it with --pickle");
    }
    if (around.size() > Json.MAX_DEPTH) {
      throw new ViewerException(
          "the value is nested deeper than "
              + Json.MAX_DEPTH
              + " levels, too deep for JSON; get it with --pickle");
    }
  }

  private void array(NDArray array) {
    json.writeStartObject();
    json.writeStringProperty("dtype", array.dtype().toString());
    json.writeName("shape");
    Json.shape(json, array);
    json.writeStringProperty("form", array.form().name().toLowerCase(Locale.ROOT));
    json.writeName("offset");
    OptionalLong offset = array.fileOffset();
    if (offset.isPresent()) {
      json.writeNumber(offset.getAsLong());
    } else {
      json.writeNull();
    }
    json.writeEndObject();
  }
}
