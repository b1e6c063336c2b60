package io.mmapdict.viewer;

import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.ObjectArray;
import io.mmapdict.pickle.PyByteArray;
import io.mmapdict.pickle.PyComplex;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyObject;
import io.mmapdict.pickle.PyTuple;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A value as the lines of a tree: of each part how deep it lies, its name, its type and its text,
 * as Python writes them. JSON's own values could not tell a float's NaN from a str, a tuple from a
 * list, or the keys 1 and '1', and a browser would put the keys in another order.
 */
final class Tree {
  /** What a page shows folded; more is downloaded. */
  private static final long MOST = 20_000;

  private static final int DEEPEST = 1000;

  /** Elements of an array that stand in its line: a matrix of 4 x 4. */
  private static final int FEW = 16;

  private final JsonGenerator json;

  /** The containers around the value that is being written. */
  private final IdentityHashMap<Object, Boolean> around = new IdentityHashMap<>();

  /** How many values may still be written, a thousand characters or bytes counting as one. */
  private long patience = MOST;

  private Tree(JsonGenerator json) {
    this.json = json;
  }

  /**
   * Writes the list of a value's lines, {@code [depth, name, type, text]}; the first one's name is
   * null, as that of a set's elements.
   *
   * @throws ViewerException if there are too many
   */
  static void write(JsonGenerator json, @Nullable Object value) {
    json.writeStartArray();
    new Tree(json).value(null, value);
    json.writeEndArray();
  }

  private void value(@Nullable String name, @Nullable Object value) {
    switch (value) {
      case null -> line(name, "None", "");
      case String text -> {
        spend(text.length() / 1000);
        line(name, "str", PythonText.quote(text));
      }
      case byte[] bytes -> line(name, "bytes", PythonText.line(bytes));
      case PyByteArray bytes -> line(name, "bytearray", PythonText.line(bytes.array()));
      case Boolean _, Double _, PyComplex _ -> line(name, Kind.of(value), PythonText.line(value));
      case PyGlobal global -> line(name, "class or function", global.toString());
      case NDArray array -> line(name, "array", described(array, array));
      case MaskedArray array -> line(name, "masked array", described(array.data(), array));
      case ObjectArray array -> list(name, array, array.elements());
      case PyTuple tuple -> list(name, tuple, tuple.toList());
      case Set<?> set -> set(name, set);
      case Collection<?> elements -> list(name, elements, elements);
      case Map<?, ?> map -> map(name, map);
      case PyObject object -> object(name, object);
      default -> line(name, Kind.of(value), PythonText.escapeControls(String.valueOf(value)));
    }
  }

  /** Of a small array of numbers the elements, too, on one line. */
  private static String described(NDArray data, Object whole) {
    String kind = data.dtype() + " " + data.shape();
    return Samples.areNumbers(data.dtype()) && data.size() <= FEW
        ? kind + " " + whole.toString().replaceAll("\\s+", " ")
        : kind;
  }

  private void line(@Nullable String name, String type, String text) {
    spend(1);
    json.writeStartArray();
    json.writeNumber(around.size());
    if (name == null) {
      json.writeNull();
    } else {
      Json.string(json, name);
    }
    Json.string(json, type);
    Json.string(json, text);
    json.writeEndArray();
  }

  private void spend(int values) {
    patience -= values;
    if (patience < 0) {
      throw new ViewerException(
          "the value has too many parts for the viewer; mmapdict get FILE KEY --json has it whole");
    }
  }

  /** A container's line, and then what it holds. */
  private void group(@Nullable String name, Object self, String count, Runnable parts) {
    if (around.containsKey(self)) {
      line(name, Kind.of(self), "... (a container that this is in)");
    } else if (around.size() >= DEEPEST) {
      line(name, Kind.of(self), "... (deeper than " + DEEPEST + " levels)");
    } else {
      line(name, Kind.of(self), count);
      around.put(self, true);
      parts.run();
      around.remove(self);
    }
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private void list(@Nullable String name, Object self, Collection<?> elements) {
    group(
        name,
        self,
        count(elements.size(), "item"),
        () -> {
          int index = 0;
          for (Object element : elements) {
            value(Integer.toString(index++), element);
          }
        });
  }

  private void set(@Nullable String name, Set<?> set) {
    group(
        name,
        set,
        count(set.size(), "element"),
        () -> set.forEach(element -> value(null, element)));
  }

  private void map(@Nullable String name, Map<?, ?> map) {
    group(
        name,
        map,
        count(map.size(), "key"),
        () -> map.forEach((key, value) -> value(PythonText.line(key), value)));
  }

  /** An object of a class that is not known here: the call that makes it, and what follows. */
  private void object(@Nullable String name, PyObject object) {
    group(
        name,
        object,
        "an object of a class that is not known here",
        () -> {
          value("arguments", object.arguments());
          if (!object.keywords().isEmpty()) {
            value("keywords", object.keywords());
          }
          object.steps().forEach(this::step);
        });
  }

  private void step(PyObject.Step step) {
    switch (step) {
      case PyObject.State s -> value("state", s.state());
      case PyObject.Append s -> value("append", s.items());
      case PyObject.AddItems s -> value("add", s.items());
      case PyObject.SetItems s -> value("setitems", s.pairs());
    }
  }
}
