package io.mmapdict.cli;

import io.mmapdict.remote.RemoteName;
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
   * @throws Fault if it is none that is read
   */
  static @Nullable URI of(Path file) {
    URI uri;
    try {
      uri = RemoteName.uri(file);
    } catch (IllegalArgumentException e) {
      String why = e.getCause() instanceof URISyntaxException cause ? cause.getReason() : "";
      throw new Fault(text(file) + ": is no URL: " + why, e);
    }
    String fault = uri == null ? null : RemoteName.fault(uri);
    if (fault != null) {
      throw new Fault(text(file) + ": " + fault);
    }
    return uri;
  }

  /** A file or URL as it was typed, but for a password. */
  static String text(Path file) {
    return RemoteName.text(file);
  }
}
