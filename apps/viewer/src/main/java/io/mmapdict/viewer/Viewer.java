package io.mmapdict.viewer;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * A web server that shows a file in the browser, live, while others write it. It only reads. Which
 * addresses it answers is in {@code docs/viewer.md}.
 *
 * <p>Safe for many threads. It works until it is closed, in threads of its own.
 */
public final class Viewer implements AutoCloseable {
  private final MmapDict dict;
  private final Optional<RawFile> raw;
  private final Catalog catalog;
  private final WebServer server;
  private final CountDownLatch closed = new CountDownLatch(1);

  private Viewer(MmapDict dict, Optional<RawFile> raw, Catalog catalog, WebServer server) {
    this.dict = dict;
    this.raw = raw;
    this.catalog = catalog;
    this.server = server;
  }

  /**
   * Opens a file and serves it on 127.0.0.1.
   *
   * @param port 0 for any that is free
   * @throws io.mmapdict.MmapDictException if the file cannot be opened or is none of ours
   * @throws ViewerException if the port cannot be had
   * @throws IllegalArgumentException if the port is not in 0 to 65535
   */
  public static Viewer serve(Path file, int port) {
    return serve(file, ViewerOptions.DEFAULT.withPort(port));
  }

  /**
   * Opens a file and serves it.
   *
   * @throws io.mmapdict.MmapDictException if the file cannot be opened or is none of ours
   * @throws ViewerException if address and port cannot be had
   */
  public static Viewer serve(Path file, ViewerOptions options) {
    return serve(MmapDict.open(file, OpenMode.READ_ONLY), options);
  }

  /**
   * Opens a file on a web server ({@link MmapDict#open(URI)}) and serves what it holds at that
   * moment.
   *
   * @throws io.mmapdict.MmapDictException if the file cannot be had or is none of ours
   * @throws ViewerException if address and port cannot be had
   * @throws IllegalArgumentException if the options want the file itself to be there
   */
  public static Viewer serve(URI uri, ViewerOptions options) {
    if (options.raw()) {
      throw new IllegalArgumentException(uri + ": only a file that is here can be served raw");
    }
    return serve(MmapDict.open(uri), options);
  }

  private static Viewer serve(MmapDict dict, ViewerOptions options) {
    dict.setReadAhead(false); // a picture of a cube of 100 GiB touches few of its pages
    Catalog catalog = new Catalog(dict);
    try {
      Optional<RawFile> raw = options.raw() ? Optional.of(new RawFile(dict)) : Optional.empty();
      Answers answers = new Answers(dict, raw);
      return new Viewer(dict, raw, catalog, WebServer.start(options, answers, catalog));
    } catch (RuntimeException e) {
      catalog.close();
      dict.close();
      throw e;
    }
  }

  /**
   * Where the page is: {@code http://127.0.0.1:PORT/}; with the token behind it where one is
   * needed.
   */
  public URI address() {
    return server.address();
  }

  /** Waits until somebody closes the viewer. */
  public void await() throws InterruptedException {
    closed.await();
  }

  /** Ends all connections and closes the file. May be called again. */
  @Override
  public void close() {
    closed.countDown();
    catalog.close();
    try {
      server.close();
    } finally {
      dict.close();
      raw.ifPresent(RawFile::close);
    }
  }
}
