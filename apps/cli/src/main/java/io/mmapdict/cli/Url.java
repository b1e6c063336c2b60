package io.mmapdict.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A URL where a file may be named: as a path it has lost a slash. */
final class Url {
  private Url() {}

  /**
   * The URL that somebody has typed for a file, or null if it is a file.
   *
   * @throws Fault if it is none
   */
  static @Nullable URI of(Path file) {
    String text = text(file);
    try {
      return text.equals(file.toString()) ? null : new URI(text);
    } catch (URISyntaxException e) {
      throw new Fault(text + ": is no URL: " + e.getReason(), e);
    }
  }

  /** A file or URL as it was typed. */
  static String text(Path file) {
    return file.toString().replaceFirst("^((?i)https?):/", "$1://");
  }
}
