package io.mmapdict.pickle;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is expected and found where a value is no such Java type, in Python's words. */
final class Words {
  private static final int MOST_CHARACTERS = 200;

  private Words() {}

  /** Whether an array is written as one value, not as a list. */
  static boolean isText(Class<?> array) {
    return array == byte[].class || array == char[].class;
  }

  /** What a Java type expects. */
  static String expected(Class<?> type, Codecs codecs) {
    if (type.isEnum()) {
      List<String> names =
          Arrays.stream(type.getEnumConstants()).map(one -> ((Enum<?>) one).name()).toList();
      return "a str that names a " + type.getSimpleName() + ", of " + some(names);
    }
    if (type == boolean.class || type == Boolean.class) {
      return "a bool";
    }
    if (type == char.class || type == Character.class) {
      return "a str of one character";
    }
    if (type == String.class || type == char[].class) {
      return "a str";
    }
    if (type == byte[].class) {
      return "bytes";
    }
    if (Numbers.isNumber(type)) {
      return Numbers.expected(type);
    }
    String python = codecs.nameOf(type);
    return python == null ? type.getTypeName() : "a " + python;
  }

  /** What is wrong with a value that should be of a type. */
  static String mismatch(Class<?> type, @Nullable Object value, Codecs codecs) {
    String expected = expected(type, codecs);
    String found = codecs.typeName(value);
    if (value != null && expected.equals("a " + found)) { // one of Python's types, two of Java's
      expected = type.getTypeName();
      found = value.getClass().getTypeName();
    } else if (value instanceof String text && type.isEnum()) {
      found = PythonRepr.of(shortened(text));
    }
    return "expected " + expected + ", found " + found;
  }

  /** A few of many. */
  static String some(Collection<?> all) {
    String few =
        all.stream().limit(20).map(one -> shortened("" + one)).collect(Collectors.joining(", "));
    return "[" + shortened(few) + (all.size() > 20 ? ", ...]" : "]");
  }

  /** The start of a long text. */
  static String shortened(String text) {
    return text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) + "..." : text;
  }
}
