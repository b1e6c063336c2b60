package io.mmapdict.cli;

import io.mmapdict.RemoteName;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A URL where a file may be named. */
final class Url {
  private Url() {}

  /**
   * The URL that somebody has typed for a file, or null if it is a file.
   *
   * @throws Fault if it is none
   */
  static @Nullable URI of(Path file) {
    try {
      return RemoteName.uri(file);
    } catch (IllegalArgumentException e) {
      String why = e.getCause() instanceof URISyntaxException cause ? cause.getReason() : "";
      throw new Fault(text(file) + ": is no URL: " + why, e);
    }
  }

  /** A file or URL as it was typed, but for a password. */
  static String text(Path file) {
    return RemoteName.text(file);
  }
}
