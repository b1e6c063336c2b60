package io.mmapdict;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a file on another machine as a path, since exceptions name a file by its path: one
 * that leads nowhere, and has lost a slash.
 */
final class RemoteName {
  private static final String[] STARTS = {"http:/", "https:/"};

  private RemoteName() {}

  /**
   * The path that stands for a URL.
   *
   * @throws MmapDictException if no path can: empty parts get lost
   */
  static Path path(URI uri) {
    Path path = Path.of(uri.toString());
    if (!uri.equals(uri(path))) {
      throw new MmapDictException(
          path, "a URL with // or a / at its end is not read; write the other slash as %2F");
    }
    return path;
  }

  /** The URL that a path stands for, or null. All other paths here are absolute. */
  static @Nullable URI uri(Path path) {
    String text = text(path);
    return text.equals(path.toString()) ? null : URI.create(text);
  }

  /** A path as people know it. */
  static String text(Path path) {
    String text = path.toString();
    for (String start : STARTS) {
      if (text.startsWith(start)) {
        return start + "/" + text.substring(start.length());
      }
    }
    return text;
  }
}
