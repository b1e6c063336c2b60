package io.mmapdict.viewer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What one client is told while the file changes, as server-sent events (HTML Living Standard,
 * 9.2): first {@code keys} with all there are, then a {@code change} for what came since.
 */
final class Events {
  /** A sign of life now and then, for only by writing one learns that a client has gone. */
  private static final long SIGN_MILLIS = 2_000;

  private static final byte[] SIGN = ":\n\n".getBytes(StandardCharsets.US_ASCII);

  private final Catalog catalog;
  private final OutputStream out;

  Events(Catalog catalog, OutputStream out) {
    this.catalog = catalog;
    this.out = out;
  }

  /**
   * Tells until the viewer is closed.
   *
   * @throws IOException when the client has gone
   */
  void run() throws IOException, InterruptedException {
    long told = 0;
    long known = 0;
    while (!catalog.isClosed()) {
      News news = catalog.await(told, known, SIGN_MILLIS);
      if (news != null) {
        write(news.event());
        told = news.version();
        known = news.isFault() ? 0 : told; // behind a fault it is told everything anew
      } else if (!catalog.isClosed()) {
        write(SIGN);
      }
    }
  }

  private void write(byte[] event) throws IOException {
    out.write(event);
    out.flush();
  }
}
