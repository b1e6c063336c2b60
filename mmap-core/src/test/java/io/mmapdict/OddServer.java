package io.mmapdict;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of one file, which does with single requests what a test wants. */
final class OddServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger requests = new AtomicInteger();
  volatile byte[] file;
  volatile String tag = "\"first\"";
  volatile Oddity oddity = (number, exchange) -> false;

  /** What is odd. */
  @FunctionalInterface
  interface Oddity {
    /** Answers a request, or gives false where it is answered as it should. */
    boolean answers(int number, HttpExchange exchange) throws IOException;
  }

  OddServer(byte[] file) throws IOException {
    this.file = file;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/odd");
  }

  int requests() {
    return requests.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!oddity.answers(requests.incrementAndGet(), exchange)) {
        part(exchange, 0);
      }
    }
  }

  /** The first of the ranges that were asked for; of the body some bytes are left out. */
  void part(HttpExchange exchange, int leftOut) throws IOException {
    byte[] now = file;
    String first = exchange.getRequestHeaders().getFirst("Range").replaceAll("^bytes=|,.*$", "");
    int dash = first.indexOf('-');
    int start = Integer.parseInt(first.substring(0, dash));
    int end = Math.min(now.length, Integer.parseInt(first.substring(dash + 1)) + 1);
    exchange.getResponseHeaders().set("ETag", tag);
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes %d-%d/%d".formatted(start, end - 1, now.length));
    exchange.sendResponseHeaders(206, end - start);
    exchange.getResponseBody().write(now, start, end - start - leftOut);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
