package io.mmapdict.viewer;

import io.mmapdict.MmapDictException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What one client is told while the file changes, as server-sent events (HTML Living Standard,
 * 9.2): first {@code keys} with all there are, then a {@code change} for what came since.
 */
final class Events {
  /** A sign of life now and then, for only by writing one learns that a client has gone. */
  private static final long SIGN_MILLIS = 10_000;

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
    long known = 0;
    while (!catalog.isClosed()) {
      try {
        News news = catalog.await(known, SIGN_MILLIS);
        if (news == null && catalog.isClosed()) {
          return;
        }
        if (news == null) {
          write(":\n\n".getBytes(StandardCharsets.UTF_8));
        } else {
          write(news.event());
          known = news.version();
        }
      } catch (MmapDictException e) {
        write(News.fault(e.getMessage()));
        Thread.sleep(SIGN_MILLIS);
      }
    }
  }

  private void write(byte[] event) throws IOException {
    out.write(event);
    out.flush();
  }
}
