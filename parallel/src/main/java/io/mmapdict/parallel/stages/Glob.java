package io.mmapdict.parallel.stages;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keys by a pattern in which each star stands for one or more characters, slashes too: {@code
 * frame/*} are all keys that begin with {@code frame/} and go on. Everything else stands for
 * itself. Immutable.
 */
public final class Glob {
  private final String text;
  private final Pattern pattern;

  /** The pattern that a text is; every text is one. */
  public Glob(String text) {
    this.text = text;
    this.pattern =
        Pattern.compile(
            Stream.of(text.split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining("(.+)")),
            Pattern.DOTALL);
  }

  /** Whether it stands for this key. */
  public boolean matches(String key) {
    return pattern.matcher(key).matches();
  }

  /** What the only star stands for, or null if the key is another one. */
  @Nullable String star(String key) {
    var match = pattern.matcher(key);
    return match.matches() ? match.group(1) : null;
  }

  /** The pattern with the only star filled in. */
  String with(List<String> stars) {
    return text.replace("*", String.join("+", stars));
  }

  /**
   * @throws IllegalArgumentException unless there is exactly one star
   */
  Glob requireOneStar() {
    if (text.indexOf('*') < 0 || text.indexOf('*') != text.lastIndexOf('*')) {
      throw new IllegalArgumentException(
          "'" + text + "': expected a pattern with one *, as images/*");
    }
    return this;
  }

  /** The pattern as it was given. */
  @Override
  public String toString() {
    return text;
  }
}
