package io.mmapdict;

import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a file on a web server as a path, since {@link MmapDict#path} and exceptions name a
 * file by its path: one that leads nowhere, and has lost a slash. All methods are safe for use by
 * many threads.
 */
public final class RemoteName {
  private static final Pattern START = Pattern.compile("^((?i)https?):/(?!/)");
  private static final Pattern USER = Pattern.compile("^([^/]*//)[^/?#]*@");

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

  /**
   * The URL that a path stands for, or null if it is the path of a file here.
   *
   * @param path as of {@link MmapDict#path}, {@link MmapDictException#file}, or {@code
   *     Path.of("https://host/file")}
   * @throws IllegalArgumentException if it begins as one and is none
   * @throws MmapDictException if it has a user and password
   */
  public static @Nullable URI uri(Path path) {
    String text = path.toString();
    String mended = mended(text);
    return mended.equals(text) ? null : withoutUser(URI.create(mended));
  }

  /** A path as people know it: of one that stands for a URL that URL, without user and password. */
  public static String text(Path path) {
    String text = path.toString();
    String mended = mended(text);
    return mended.equals(text) ? text : shown(mended);
  }

  /**
   * A URL that may be shown.
   *
   * @throws MmapDictException if it has a user and password
   */
  static URI withoutUser(URI uri) {
    if (uri.getRawUserInfo() != null) {
      throw new MmapDictException(
          Path.of(uri.toString()),
          "user and password are not taken from a URL, since it stands in messages, logs and lists"
              + " of processes; leave out what is in front of the @, and use a URL that carries a"
              + " token of its own, or a server on this machine that passes requests on with them");
    }
    return uri;
  }

  /** A URL without user and password. */
  static String shown(String url) {
    return USER.matcher(url).replaceFirst("$1***@");
  }

  private static String mended(String text) {
    return START.matcher(text).replaceFirst("$1://");
  }
}
