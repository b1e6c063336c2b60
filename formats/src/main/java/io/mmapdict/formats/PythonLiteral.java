package io.mmapdict.formats;

import io.mmapdict.pickle.PyTuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a Python literal says: a str (with any prefix that Python 2 or 3 writes) as a String, an int
 * as a Long, a tuple as a {@link PyTuple}, a list, a dict, True, False and None. As {@code
 * ast.literal_eval} without floats and sets, and with the L of Python 2.
 */
final class PythonLiteral {
  /** What is nested deeper Python does not read either. */
  private static final int MAX_DEPTH = 200;

  private static final String SPACES = " \t\n\r\f";
  private static final String QUOTES = "'\"";

  /** A text that is none, and where. */
  static final class Fault extends Exception {
    private static final long serialVersionUID = 1L;
    private final int at;

    Fault(String what, int at) {
      super(what);
      this.at = at;
    }

    /** The character, counted from 0. */
    int at() {
      return at;
    }
  }

  private final String text;
  private int at;
  private int depth;

  private PythonLiteral(String text) {
    this.text = text;
  }

  /** The value that the whole text is, spaces around it left out. */
  static @Nullable Object parse(String text) throws Fault {
    PythonLiteral literal = new PythonLiteral(text);
    Object value = literal.value();
    literal.spaces();
    if (literal.at < text.length()) {
      throw literal.fault("the end of the literal");
    }
    return value;
  }

  /** A value as Python writes it, of those that {@link #parse} gives. */
  static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "None";
      case String string -> quoted(string);
      case Boolean bool -> bool ? "True" : "False";
      case PyTuple tuple when tuple.size() == 1 -> "(" + text(tuple.get(0)) + ",)";
      case PyTuple tuple -> "(" + texts(tuple.toList()) + ")";
      case List<?> list -> "[" + texts(list) + "]";
      case Map<?, ?> dict -> {
        List<String> pairs = new ArrayList<>();
        dict.forEach((key, mapped) -> pairs.add(text(key) + ": " + text(mapped)));
        yield "{" + String.join(", ", pairs) + "}";
      }
      case Number number -> number.toString();
      default -> throw new IllegalArgumentException("no literal of " + value.getClass());
    };
  }

  private static String texts(List<?> values) {
    return String.join(", ", values.stream().map(PythonLiteral::text).toList());
  }

  private static String quoted(String string) {
    char quote = string.indexOf('\'') >= 0 && string.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder out = new StringBuilder().append(quote);
    string
        .chars()
        .forEach(c -> {
          if (c == quote || c == '\\') {
            out.append('\\').append((char) c);
          } else if (Character.isISOControl(c)) {
            out.append("\\x%02x".formatted(c));
          } else {
            out.append((char) c);
          }
        });
    return out.append(quote).toString();
  }

  private @Nullable Object value() throws Fault {
    spaces();
    char c = peek();
    if (isDigit(c) || c == '-' || c == '+') {
      return number();
    }
    if (Character.isLetter(c) && !isString()) {
      return name();
    }
    if (++depth > MAX_DEPTH) {
      throw new Fault("nested deeper than " + MAX_DEPTH, at);
    }
    Object value =
        switch (c) {
          case '(' -> tuple();
          case '[' -> elements(']');
          case '{' -> dict();
          default -> string();
        };
    depth--;
    return value;
  }

  /** In parentheses, one value is a tuple only with a comma behind it. */
  private @Nullable Object tuple() throws Fault {
    int start = at;
    List<@Nullable Object> elements = elements(')');
    boolean comma = text.substring(start, at - 1).stripTrailing().endsWith(",");
    return elements.size() == 1 && !comma ? elements.getFirst() : PyTuple.copyOf(elements);
  }

  private List<@Nullable Object> elements(char close) throws Fault {
    at++;
    List<@Nullable Object> elements = new ArrayList<>();
    while (!ends(close)) {
      elements.add(value());
      separate(close);
    }
    return elements;
  }

  private Map<@Nullable Object, @Nullable Object> dict() throws Fault {
    at++;
    Map<@Nullable Object, @Nullable Object> dict = new LinkedHashMap<>();
    while (!ends('}')) {
      spaces();
      int keyAt = at;
      Object key = value();
      if (key instanceof List || key instanceof Map) {
        throw new Fault("expected a key that Python can hash, found " + key, keyAt);
      }
      spaces();
      if (peek() != ':') {
        throw fault("':'");
      }
      at++;
      dict.put(key, value());
      separate('}');
    }
    return dict;
  }

  /** Goes over the closing bracket if that comes next. */
  private boolean ends(char close) throws Fault {
    spaces();
    if (peek() != close) {
      return false;
    }
    at++;
    return true;
  }

  /** Goes over a comma; without one, the bracket must close. */
  private void separate(char close) throws Fault {
    spaces();
    if (peek() == ',') {
      at++;
    } else if (peek() != close) {
      throw fault("',' or '" + close + "'");
    }
  }

  private Long number() throws Fault {
    int start = at;
    if (!isDigit(peek())) {
      at++;
    }
    while (isDigit(peek())) {
      at++;
    }
    String digits = text.substring(start, at);
    if (peek() == 'L' || peek() == 'l') { // as Python 2 wrote
      at++;
    }
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw new Fault("expected an int of 64 bits, found " + shortened(digits), start);
    }
  }

  private @Nullable Object name() throws Fault {
    int start = at;
    while (Character.isLetterOrDigit(peek())) {
      at++;
    }
    String name = text.substring(start, at);
    return switch (name) {
      case "True" -> true;
      case "False" -> false;
      case "None" -> null;
      default -> throw new Fault("expected a literal, found the name " + shortened(name), start);
    };
  }

  /** Whether the quotes of a str follow, or the prefix of one: b, u, r or two of them. */
  private boolean isString() {
    int i = at;
    while (i < at + 2 && "bBuUrR".indexOf(charAt(i)) >= 0) {
      i++;
    }
    return QUOTES.indexOf(charAt(i)) >= 0;
  }

  private String string() throws Fault {
    boolean raw = false;
    while (isString() && QUOTES.indexOf(peek()) < 0) {
      raw |= peek() == 'r' || peek() == 'R';
      at++;
    }
    char quote = peek();
    if (QUOTES.indexOf(quote) < 0) {
      throw fault("a literal");
    }
    int start = at++;
    StringBuilder out = new StringBuilder();
    while (peek() != quote) {
      if (at >= text.length()) {
        throw new Fault("expected the end of the str, found the end of the text", start);
      }
      char c = text.charAt(at++);
      if (c == '\\' && !raw) {
        escape(out);
      } else {
        out.append(c);
      }
    }
    at++;
    return out.toString();
  }

  private void escape(StringBuilder out) throws Fault {
    char c = peek();
    at++;
    switch (c) {
      case 'n' -> out.append('\n');
      case 't' -> out.append('\t');
      case 'r' -> out.append('\r');
      case 'a' -> out.append('\u0007');
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'v' -> out.append('\u000b');
      case '\\', '\'', '"' -> out.append(c);
      case 'x' -> hex(out, 2);
      case 'u' -> hex(out, 4);
      case 'U' -> hex(out, 8);
      case '\n' -> {} // a line goes on
      case 'N' -> throw new Fault("a character by its name is not read", at - 2);
      default -> {
        if (c >= '0' && c <= '7') {
          octal(out, c - '0');
        } else {
          out.append('\\').append(c); // as Python
        }
      }
    }
  }

  private void octal(StringBuilder out, int first) {
    int code = first;
    for (int i = 0; i < 2 && charAt(at) >= '0' && charAt(at) <= '7'; i++) {
      code = code * 8 + charAt(at++) - '0';
    }
    out.append((char) code);
  }

  private void hex(StringBuilder out, int count) throws Fault {
    int code = 0;
    for (int i = 0; i < count; i++) {
      int digit = Character.digit(charAt(at), 16);
      if (digit < 0 || charAt(at) > 'f') {
        throw fault("%d hexadecimal digits".formatted(count));
      }
      code = code << 4 | digit;
      at++;
    }
    if (!Character.isValidCodePoint(code)) {
      throw new Fault("expected a character, found U+%08X".formatted(code), at - count);
    }
    out.appendCodePoint(code);
  }

  private void spaces() {
    while (at < text.length() && SPACES.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** The next character; at the end one that nothing expects. */
  private char peek() {
    return charAt(at);
  }

  private char charAt(int index) {
    return index < text.length() ? text.charAt(index) : '\0';
  }

  private Fault fault(String expected) {
    String found = at < text.length() ? PythonLiteral.quoted("" + text.charAt(at)) : "its end";
    return new Fault("expected " + expected + ", found " + found, at);
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
