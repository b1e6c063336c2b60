package io.mmapdict.viewer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Jetty, with the limits that keep it up under clients that are slow, broken or many: each request
 * has a virtual thread, each piece of an answer a time to be taken in, and all answers together a
 * limit of memory.
 */
final class WebServer implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 1024;
  private static final int MOST_HEADER_BYTES = 16 << 10;
  private static final long IDLE_MILLIS = 30_000;
  private static final int THREADS = 8;

  /** Of answers that are made and not yet taken: a quarter of what Java may use. */
  private static final int MOST_HELD_KIB =
      Math.clamp(Runtime.getRuntime().maxMemory() >> 12, 8 << 10, 128 << 10);

  /** What an answer takes, as far as is known before it is made: a tile with a mask. */
  private static final int USUAL_KIB = 1280;

  private static final long LONGEST_WAIT_SECONDS = 30;

  private static final Answer BUSY =
      Answer.error(Answer.BUSY, "too many slow clients; ask again").with("Retry-After", "5");

  /** Kept, for a logger that nobody holds forgets its level. */
  private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

  static {
    JETTY.setLevel(Level.WARNING); // it would tell each start and stop
  }

  private final Access access;
  private final Answers answers;
  private final Catalog catalog;
  private final Server server;
  private final ServerConnector connector;
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore held = new Semaphore(MOST_HELD_KIB, true);
  private final InetAddress listened;

  private WebServer(ViewerOptions options, Answers answers, Catalog catalog) {
    this.access = Access.at(options.address());
    this.answers = answers;
    this.catalog = catalog;
    this.listened = options.address();
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
    threads.setDaemon(true);
    threads.setName("viewer");
    threads.setVirtualThreadsExecutor(requests);
    this.server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(MOST_HEADER_BYTES);
    this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(options.address().getHostAddress());
    connector.setPort(options.port());
    connector.setIdleTimeout(IDLE_MILLIS);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server));
    server.setErrorHandler(WebServer::complain);
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            WebServer.this.handle(request, response, callback);
            return true;
          }
        });
  }

  /**
   * Starts one.
   *
   * @throws ViewerException if address and port cannot be had
   */
  static WebServer start(ViewerOptions options, Answers answers, Catalog catalog) {
    WebServer web = new WebServer(options, answers, catalog);
    try {
      web.server.start();
      return web;
    } catch (Exception e) { // as Jetty declares it
      web.close();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new ViewerException(
          "%s:%d cannot be listened on: %s; take another port, or 0 for any that is free"
              .formatted(options.address().getHostAddress(), options.port(), cause.getMessage()),
          e);
    }
  }

  /** Where the page is, with the token if one is needed. */
  URI address() {
    String host = listened.isAnyLocalAddress() ? hostName() : listened.getHostAddress();
    String literal = host.contains(":") ? "[" + host + "]" : host;
    String token = access.token() == null ? "" : "?token=" + access.token();
    return URI.create("http://%s:%d/%s".formatted(literal, connector.getLocalPort(), token));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "127.0.0.1"; // one of those that it listens on
    }
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) { // as Jetty declares it
      throw new IllegalStateException("the web server does not stop", e);
    } finally {
      requests.shutdownNow();
      requests.close();
    }
  }

  private void handle(Request request, Response response, Callback callback) {
    try {
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
      response.getHeaders().put("X-Content-Type-Options", "nosniff");
      response.getHeaders().put("Referrer-Policy", "no-referrer");
      response.getHeaders().put("Cross-Origin-Resource-Policy", "same-origin");
      response
          .getHeaders()
          .put(
              "Content-Security-Policy",
              "default-src 'self'; img-src 'self' blob: data:; frame-ancestors 'none'");
      String path = Request.getPathInContext(request);
      String query = request.getHttpURI().getQuery();
      Map<String, String> headers = headers(request);
      Answer refusal = refusal(path, query, headers);
      if (refusal != null) {
        send(request, response, refusal);
      } else if (!isAllowed(request.getMethod(), path)) {
        send(
            request,
            response,
            Answer.error(Answer.METHOD_NOT_ALLOWED, "only GET and HEAD: nothing changes here")
                .with("Allow", "GET, HEAD"));
      } else if (path.equals("/events")) {
        tell(request, response);
      } else {
        serve(request, response, () -> answer(path, query, headers));
      }
      callback.succeeded();
    } catch (IOException e) {
      callback.failed(e); // the client has gone, or was too slow
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      callback.failed(e);
    }
  }

  /** What never ends has no head of its own. */
  private static boolean isAllowed(String method, String path) {
    return HttpMethod.GET.is(method) || (HttpMethod.HEAD.is(method) && !path.equals("/events"));
  }

  private @Nullable Answer refusal(
      String path, @Nullable String query, Map<String, String> headers) {
    try {
      return access.refusal(path, query, headers, this::address);
    } catch (ViewerException e) { // the query is not one
      return Answer.error(e.status(), e.getMessage());
    }
  }

  /** What Jetty itself refuses: bad addresses, headers that are too long. */
  private static boolean complain(Request request, Response response, Callback callback) {
    Object why = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
    String text = "the request is refused: " + (why == null ? response.getStatus() : why);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    Content.Sink.write(
        response,
        true,
        Json.text(json -> {
          json.writeStartObject();
          Json.text(json, "error", text);
          json.writeEndObject();
        }),
        callback);
    return true;
  }

  private static Map<String, String> headers(Request request) {
    Map<String, String> headers = new HashMap<>();
    for (HttpField field : request.getHeaders()) {
      headers.put(field.getName().toLowerCase(Locale.ROOT), field.getValue());
    }
    return headers;
  }

  private Answer answer(String path, @Nullable String query, Map<String, String> headers) {
    try {
      return answers.to(path, query, headers);
    } catch (RuntimeException e) {
      System.getLogger(Viewer.class.getName()).log(System.Logger.Level.ERROR, path, e);
      return Answer.error(Answer.SERVER_ERROR, "an error of the viewer itself: " + e);
    }
  }

  /** What is asked for, once there is room for it in memory. */
  private void serve(Request request, Response response, Work work)
      throws IOException, InterruptedException {
    if (!held.tryAcquire(USUAL_KIB, 0, TimeUnit.SECONDS)) {
      if (!held.tryAcquire(USUAL_KIB, LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        send(request, response, BUSY);
        return;
      }
      if (hasGone(request, response)) {
        held.release(USUAL_KIB);
        throw new EofException("the client did not wait");
      }
    }
    int kib = USUAL_KIB;
    try {
      Answer answer = work.answer();
      int more = Math.clamp((answer.held() >> 10) - USUAL_KIB, 0, MOST_HELD_KIB - USUAL_KIB);
      if (answer.held() == 0) {
        held.release(USUAL_KIB);
        kib = 0;
      } else if (!held.tryAcquire(more, LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        answer = BUSY;
      } else {
        kib += more;
      }
      send(request, response, answer);
    } finally {
      held.release(kib);
    }
  }

  /**
   * Whether the client has closed its side while it waited, as one does that is not interested any
   * more. If it has sent its next request already, a byte of that is lost, and it has to make it
   * again (RFC 9112, 9.3.2): the connection is closed behind this answer.
   */
  private static boolean hasGone(Request request, Response response) throws IOException {
    EndPoint client = request.getConnectionMetaData().getConnection().getEndPoint();
    int found = client.fill(BufferUtil.allocate(1));
    if (found > 0) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    return found < 0;
  }

  private interface Work {
    Answer answer();
  }

  private static void send(Request request, Response response, Answer answer) throws IOException {
    try (OutputStream out = begin(request, response, answer)) {
      if (!HttpMethod.HEAD.is(request.getMethod())) {
        answer.body().writeTo(out);
      }
    }
  }

  private static OutputStream begin(Request request, Response response, Answer answer) {
    response.setStatus(answer.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.type());
    answer.headers().forEach(response.getHeaders()::put);
    if (answer.length() != Answer.UNKNOWN) {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.length());
    }
    return new TimedOutput(
        Content.Sink.asOutputStream(response),
        request.getConnectionMetaData().getConnection().getEndPoint());
  }

  private void tell(Request request, Response response) throws IOException, InterruptedException {
    Answer head = Answer.streamed(Answer.OK, "text/event-stream", Answer.UNKNOWN, out -> {});
    try (OutputStream out = begin(request, response, head)) {
      new Events(catalog, out).run();
    }
  }
}
