package io.mmapdict.viewer;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A web server on 127.0.0.1 that shows a file in the browser, live, while others write it. It only
 * reads.
 *
 * <table>
 * <caption>What it gives</caption>
 * <tr><td>{@code /}</td><td>a page with the keys, and an array as a picture</td></tr>
 * <tr><td>{@code /keys}</td><td>the keys as JSON, as {@code mmapdict ls --json} has them</td></tr>
 * <tr><td>{@code /events}</td><td>the keys, then every change: server-sent events</td></tr>
 * <tr><td>{@code /image?key=K}</td><td>an array as a PNG, see {@link Picture}</td></tr>
 * </table>
 *
 * <p>Anything else is answered with an HTTP status from 400 on and {@code {"error": "..."}}. Safe
 * for many threads. It works until it is closed, in threads of its own.
 */
public final class Viewer implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";

  private final MmapDict dict;
  private final HttpServer server;
  private final Answers answers;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);

  private Viewer(MmapDict dict, HttpServer server) {
    this.dict = dict;
    this.server = server;
    this.answers = new Answers(dict);
  }

  /**
   * Opens a file and serves it.
   *
   * @param port 0 for any that is free
   * @throws io.mmapdict.MmapDictException if the file cannot be opened or is none of ours
   * @throws ViewerException if the port cannot be had
   * @throws IllegalArgumentException if the port is not in 0 to 65535
   */
  public static Viewer serve(Path file, int port) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral(LOOPBACK), port);
    MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY);
    HttpServer server;
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException e) {
      dict.close();
      throw new ViewerException(
          "%s:%d cannot be listened on: %s; take another port, or 0 for any that is free"
              .formatted(LOOPBACK, port, e.getMessage()),
          e);
    }
    Viewer viewer = new Viewer(dict, server);
    server.setExecutor(viewer.threads);
    server.createContext("/", viewer::handle);
    server.start();
    return viewer;
  }

  /** Where the page is: {@code http://127.0.0.1:PORT/}. */
  public URI address() {
    return URI.create("http://%s:%d/".formatted(LOOPBACK, server.getAddress().getPort()));
  }

  /** Waits until somebody closes the viewer. */
  public void await() throws InterruptedException {
    closed.await();
  }

  /** Ends all connections and closes the file. May be called again. */
  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.close(); // whoever still writes finds the connection gone
    dict.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Headers headers = exchange.getResponseHeaders();
      headers.set("Cache-Control", "no-store");
      headers.set("X-Content-Type-Options", "nosniff");
      headers.set("Content-Security-Policy", "default-src 'self'; img-src 'self' blob: data:");
      if (!isOurs(exchange.getRequestHeaders().getFirst("Host"))) {
        // A page from elsewhere whose name was made to point here (DNS rebinding).
        send(exchange, Answer.error(Answer.FORBIDDEN, "ask for it as " + address()));
      } else if (!exchange.getRequestMethod().equals("GET")) {
        headers.set("Allow", "GET");
        send(exchange, Answer.error(Answer.METHOD_NOT_ALLOWED, "only GET: nothing changes here"));
      } else if (exchange.getRequestURI().getPath().equals("/events")) {
        tell(exchange);
      } else {
        send(exchange, answer(exchange.getRequestURI()));
      }
    }
  }

  private Answer answer(URI address) {
    try {
      return answers.to(address);
    } catch (RuntimeException e) {
      System.getLogger(Viewer.class.getName())
          .log(System.Logger.Level.ERROR, address.toString(), e);
      return Answer.error(Answer.SERVER_ERROR, "an error of the viewer itself: " + e);
    }
  }

  /** Through a tunnel the port may be another. */
  private static boolean isOurs(@Nullable String host) {
    return host != null
        && Set.of(LOOPBACK, "localhost").contains(host.replaceFirst(":[0-9]+$", ""));
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    exchange.sendResponseHeaders(answer.status(), answer.body().length);
    exchange.getResponseBody().write(answer.body());
  }

  private void tell(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(Answer.OK, 0); // 0: of any length
    try {
      new Events(dict, exchange.getResponseBody()).run(closed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
