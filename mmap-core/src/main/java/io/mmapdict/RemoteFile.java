package io.mmapdict;

import io.mmapdict.remote.RemoteName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * A file on another machine, and how it is read.
 *
 * @param cacheBytes how much of its arrays is kept at most
 * @param tries how often a request is made before it counts as failed
 * @param pause between the first two; each that follows is twice as long
 * @param patience how long to wait for the whole answer to a request
 */
record RemoteFile(URI uri, long cacheBytes, int tries, Duration pause, Duration patience) {
  /** The system property that says how many MiB of arrays are kept. */
  static final String CACHE_PROPERTY = "mmapdict.remote.cache";

  private static final int USUAL_CACHE_MIB = 1024;
  private static final int USUAL_TRIES = 5;
  private static final Duration USUAL_PAUSE = Duration.ofMillis(100);
  private static final Duration USUAL_PATIENCE = Duration.ofMinutes(2);

  /**
   * As a user wants it.
   *
   * @throws MmapDictException if it is no URL of a web server
   */
  static RemoteFile of(URI uri) {
    String scheme = Objects.requireNonNullElse(uri.getScheme(), "").toLowerCase(Locale.ROOT);
    boolean isWeb = scheme.equals("http") || scheme.equals("https");
    if (!isWeb) {
      throw new MmapDictException(
          Path.of(RemoteName.shown(uri.toString())),
          "expected a URL that begins with http://, https:// or file:/");
    }
    String fault = RemoteName.fault(uri);
    if (fault != null) {
      throw new MmapDictException(Path.of(RemoteName.shown(uri.toString())), fault);
    }
    return new RemoteFile(
        URI.create(scheme + uri.toString().substring(scheme.length())),
        (long) Math.max(1, Integer.getInteger(CACHE_PROPERTY, USUAL_CACHE_MIB)) << 20,
        USUAL_TRIES,
        USUAL_PAUSE,
        USUAL_PATIENCE);
  }

  Path path() {
    return RemoteName.path(uri);
  }
}
