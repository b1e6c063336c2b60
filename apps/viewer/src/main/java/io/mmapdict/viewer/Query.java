package io.mmapdict.viewer;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parameters behind the question mark of an address. */
final class Query {
  private static final Pattern AND = Pattern.compile("&");
  private static final Pattern COMMA = Pattern.compile(",");

  private final Map<String, List<String>> values = new LinkedHashMap<>();

  /**
   * Reads them.
   *
   * @throws ViewerException if they are not encoded as they should be
   */
  Query(@Nullable String raw) {
    for (String part : AND.split(raw == null ? "" : raw, -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        values
            .computeIfAbsent(decoded(part.substring(0, equals)), name -> new ArrayList<>())
            .add(decoded(part.substring(equals + 1)));
      }
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ViewerException("'" + text + "' is not percent-encoded: " + e.getMessage(), e);
    }
  }

  /** All of a name. */
  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** The first of a name. */
  Optional<String> maybe(String name) {
    return all(name).stream().findFirst();
  }

  /**
   * The first of a name.
   *
   * @throws ViewerException if there is none
   */
  String one(String name) {
    return maybe(name)
        .orElseThrow(() -> new ViewerException("the request lacks the parameter " + name));
  }

  /**
   * A whole number.
   *
   * @param usual what it is if it is not said
   * @throws ViewerException if it is none, or less than the least
   */
  long number(String name, long usual, long least) {
    Optional<String> said = maybe(name);
    long number = said.isEmpty() ? usual : whole(name, said.get());
    if (number < least) {
      throw new ViewerException("%s: expected %d or more, found %d".formatted(name, least, number));
    }
    return number;
  }

  private static long whole(String name, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new ViewerException(name + ": expected a whole number, found '" + text + "'", e);
    }
  }

  /**
   * Two numbers with a comma between them, a place in a plane.
   *
   * @throws ViewerException if that is not what is said
   */
  double[] pair(String name) {
    String text = one(name);
    String[] parts = COMMA.split(text, -1);
    try {
      if (parts.length == 2) {
        return new double[] {finite(parts[0]), finite(parts[1])};
      }
    } catch (NumberFormatException e) {
      throw new ViewerException(name + ": expected ROW,COLUMN, found '" + text + "'", e);
    }
    throw new ViewerException(name + ": expected ROW,COLUMN, found '" + text + "'");
  }

  private static double finite(String text) {
    double number = Double.parseDouble(text);
    if (!Double.isFinite(number)) {
      throw new NumberFormatException(text);
    }
    return number;
  }

  /** What makes two requests the same one. */
  @Override
  public String toString() {
    return values.toString();
  }
}
