package io.mmapdict.viewer;

import static java.util.Collections.singletonList;

import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.pickle.PyByteArray;
import io.mmapdict.pickle.PyComplex;
import io.mmapdict.pickle.PyDeque;
import io.mmapdict.pickle.PyFrozenSet;
import io.mmapdict.pickle.PyMap;
import io.mmapdict.pickle.PyObject;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.PythonRepr;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Values as Python's {@code repr} writes them, for people: of containers and bytes of more than a
 * thousand elements only the ends, of arrays inside containers only type and shape. Control
 * characters are escaped, so that no value can steer the terminal.
 */
public final class PythonText {
  private static final int ALL_UP_TO = 1000;
  private static final int AT_EACH_END = 3;
  private static final int LINE = 80;

  /** The containers around the value that is being written. */
  private final IdentityHashMap<Object, Boolean> around = new IdentityHashMap<>();

  private PythonText() {}

  /**
   * A value on one line, or with a line for each element where that is a container and too long.
   */
  public static String of(@Nullable Object value) {
    String line = line(value);
    boolean container =
        value instanceof Map || value instanceof Collection || value instanceof PyTuple;
    return container && line.length() > LINE ? new PythonText().repr(value, ",\n ") : line;
  }

  /** A value on one line. */
  public static String line(@Nullable Object value) {
    return new PythonText().repr(value, ", ");
  }

  /** The text with control characters and lone surrogates as backslash escapes. */
  public static String escapeControls(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints().forEach(c -> appendCharacter(escaped, c));
    return escaped.toString();
  }

  /** A str as Python quotes it. */
  public static String quote(String text) {
    return PythonRepr.of(text);
  }

  private static char quoteOf(String text) {
    return text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
  }

  /** A float as Python writes it: the shortest digits that give it back. */
  public static String number(double value) {
    return PythonRepr.of(value);
  }

  private String repr(@Nullable Object value, String separator) {
    return switch (value) {
      case null -> "None";
      case Boolean truth -> truth ? "True" : "False";
      case Double number -> number(number);
      case String text -> quote(text);
      case PyComplex complex -> PythonRepr.of(complex);
      case byte[] bytes -> bytes(bytes);
      case PyByteArray bytes -> "bytearray(" + bytes(bytes.array()) + ")";
      case NDArray array -> "array(" + array.dtype() + ", " + array.shape() + ")";
      case MaskedArray array ->
          "masked_array(" + array.data().dtype() + ", " + array.data().shape() + ")";
      case PyTuple tuple ->
          container(tuple, tuple.toList(), "(", tuple.size() == 1 ? ",)" : ")", separator);
      case PyFrozenSet set when set.isEmpty() -> "frozenset()";
      case PyFrozenSet set -> container(set, set, "frozenset({", "})", separator);
      case Set<?> set when set.isEmpty() -> "set()";
      case Set<?> set -> container(set, set, "{", "}", separator);
      case PyDeque deque -> container(deque, deque, "deque([", "])", separator);
      case Collection<?> list -> container(list, list, "[", "]", separator);
      case PyMap map -> map(map, map.type().name() + "({", "})", separator);
      case Map<?, ?> map -> map(map, "{", "}", separator);
      case PyObject object -> object(object);
      default -> escapeControls(String.valueOf(value));
    };
  }

  private String map(Map<?, ?> map, String open, String close, String separator) {
    return elements(
        map,
        map.entrySet(),
        open,
        close,
        separator,
        entry -> inner(entry.getKey()) + ": " + inner(entry.getValue()));
  }

  /** The call, and what is done to its result, as a Python user would write them. */
  private String object(PyObject object) {
    StringBuilder text = new StringBuilder(inner(object.callable()));
    text.append(container(object, object.arguments().toList(), "(", ")", ", "));
    for (PyObject.Step step : object.steps()) {
      text.append(
          switch (step) {
            case PyObject.State s ->
                container(object, singletonList(s.state()), ".__setstate__(", ")", ", ");
            case PyObject.Append s -> container(object, s.items(), ".extend([", "])", ", ");
            case PyObject.AddItems s -> container(object, s.items(), ".update({", "})", ", ");
            case PyObject.SetItems s -> container(object, s.pairs(), ".setitems(", ")", ", ");
          });
    }
    return text.toString();
  }

  private String inner(@Nullable Object value) {
    return repr(value, ", ");
  }

  private String container(
      Object self, Collection<?> elements, String open, String close, String separator) {
    return elements(self, elements, open, close, separator, this::inner);
  }

  private <E> String elements(
      Object self,
      Collection<E> elements,
      String open,
      String close,
      String separator,
      Function<E, String> text) {
    if (around.put(self, true) != null) {
      return open + "..." + close;
    }
    StringBuilder all = new StringBuilder(open);
    int size = elements.size();
    int index = 0;
    for (Iterator<E> rest = elements.iterator(); rest.hasNext(); index++) {
      E element = rest.next();
      boolean shown = size <= ALL_UP_TO || index < AT_EACH_END || index >= size - AT_EACH_END;
      if (shown) {
        all.append(index == 0 ? "" : separator).append(text.apply(element));
      } else if (index == AT_EACH_END) {
        all.append(separator).append("...");
      }
    }
    around.remove(self);
    return all.append(close).toString();
  }

  private static String bytes(byte[] bytes) {
    String latin = new String(bytes, StandardCharsets.ISO_8859_1);
    char quote = quoteOf(latin);
    StringBuilder text = new StringBuilder("b").append(quote);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes.length > ALL_UP_TO && i == ALL_UP_TO / 2) {
        return text.append(quote) + " ... of " + bytes.length + " bytes";
      }
      char c = latin.charAt(i);
      if (c == quote || c == '\\') {
        text.append('\\').append(c);
      } else if (c > 0x7e) {
        text.append("\\x%02x".formatted((int) c));
      } else {
        appendCharacter(text, c);
      }
    }
    return text.append(quote).toString();
  }

  private static void appendCharacter(StringBuilder text, int c) {
    switch (c) {
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      default -> {
        if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
          text.append("\\x%02x".formatted(c));
        } else if (Character.getType(c) == Character.SURROGATE
            || c == 0x2028
            || c == 0x2029
            || Character.getType(c) == Character.FORMAT) {
          text.append((c > 0xffff ? "\\U%08x" : "\\u%04x").formatted(c));
        } else {
          text.appendCodePoint(c);
        }
      }
    }
  }
}
