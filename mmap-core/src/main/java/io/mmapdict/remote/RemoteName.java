package io.mmapdict.remote;

import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a file on a web server as a path, since a map and its exceptions name a file by its
 * path: one that leads nowhere, and has lost a slash. Safe for use by many threads.
 */
public final class RemoteName {
  private static final Pattern START = Pattern.compile("^((?i)https?):/(?!/)");
  private static final Pattern USER = Pattern.compile("^([^/]*//)[^/?#]*@");

  private static final int MOST_PORT = 65535;

  private RemoteName() {}

  /** The path that stands for a URL of which there is no {@link #fault}. */
  public static Path path(URI uri) {
    return Path.of(uri.toString());
  }

  /**
   * The URL that a path stands for, or null if it is the path of a file here.
   *
   * @throws IllegalArgumentException if it begins as one and is none
   */
  public static @Nullable URI uri(Path path) {
    String text = path.toString();
    String mended = mended(text);
    return mended.equals(text) ? null : URI.create(mended);
  }

  /** A path as people know it: of one that stands for a URL that, without user and password. */
  public static String text(Path path) {
    String text = path.toString();
    String mended = mended(text);
    return mended.equals(text) ? text : shown(mended);
  }

  /** A URL without user and password. */
  public static String shown(String url) {
    return USER.matcher(url).replaceFirst("$1***@");
  }

  /** Why no path stands for a URL, and what to do; null if one does. */
  public static @Nullable String fault(URI uri) {
    if (uri.getRawUserInfo() != null) {
      return "user and password are not taken from a URL, since it stands in messages, logs and"
          + " lists of processes; leave out what is in front of the @, and use a URL that carries a"
          + " token of its own, or a server on this machine that passes requests on with them";
    }
    if (uri.getHost() == null || uri.getPort() > MOST_PORT) {
      return "expected a host's name or address behind the //, and a port up to "
          + MOST_PORT
          + " (Java takes no name with _: use the host's address)";
    }
    return uri.equals(uri(path(uri))) // empty parts get lost
        ? null
        : "a URL with // or a / at its end is not read; write the other slash as %2F";
  }

  private static String mended(String text) {
    return START.matcher(text).replaceFirst("$1://");
  }
}
