package io.mmapdict.formats;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of an npy file: a Python dict with the keys {@code descr}, {@code fortran_order} and
 * {@code shape}, as numpy's {@code lib/format.py} defines it.
 */
record NpyHeader(DType dtype, Order order, Shape shape) {
  private static final Pattern DTYPE = entry("descr", "['\"]([^'\"]*)['\"]");
  private static final Pattern FORTRAN = entry("fortran_order", "(True|False)");
  private static final Pattern SHAPE = entry("shape", "\\(([0-9L, ]*)\\)");
  private static final Pattern WHOLE =
      Pattern.compile(
          "\\{\\s*(?:(?:"
              + String.join("|", DTYPE.pattern(), FORTRAN.pattern(), SHAPE.pattern())
              + ")\\s*,?\\s*){3}\\}\\s*");

  private static Pattern entry(String key, String value) {
    return Pattern.compile("['\"]" + key + "['\"]\\s*:\\s*" + value);
  }

  /**
   * Reads the dict.
   *
   * @throws IllegalArgumentException that says what was expected and found
   */
  static NpyHeader parse(String text) {
    Matcher dtype = DTYPE.matcher(text);
    Matcher fortran = FORTRAN.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    if (!WHOLE.matcher(text).matches() || !dtype.find() || !fortran.find() || !shape.find()) {
      throw new IllegalArgumentException(
          "expected a header {'descr': typestring, 'fortran_order': bool, 'shape': tuple}, found "
              + text.strip());
    }
    return new NpyHeader(
        DType.of(dtype.group(1)),
        fortran.group(1).equals("True") ? Order.FORTRAN : Order.C,
        shape(shape.group(1)));
  }

  /** Python 2 wrote an L behind each length. */
  private static Shape shape(String lengths) {
    return Shape.of(
        Arrays.stream(lengths.replace("L", "").split(",", -1))
            .map(String::strip)
            .filter(length -> !length.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray());
  }

  /** The header as numpy writes it, without the padding. */
  byte[] toBytes() {
    String text =
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }"
            .formatted(dtype.typestring(), order == Order.FORTRAN ? "True" : "False", shape);
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
