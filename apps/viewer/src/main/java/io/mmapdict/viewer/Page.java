package io.mmapdict.viewer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files that the page is made of, which the program brings along. */
final class Page {
  private static final Pattern NAME = Pattern.compile("/([a-z][a-z0-9-]*\\.(html|css|js|svg))");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private Page() {}

  /** The part of an address; empty if there is none. */
  static Optional<Answer> part(String path) {
    Matcher name = NAME.matcher(path.equals("/") ? "/viewer.html" : path);
    if (!name.matches()) {
      return Optional.empty();
    }
    try (InputStream in = Page.class.getResourceAsStream(name.group(1))) {
      return in == null
          ? Optional.empty()
          : Optional.of(Answer.of(Answer.OK, TYPES.get(name.group(2)), in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException("the program's " + name.group(1) + " cannot be read", e);
    }
  }
}
