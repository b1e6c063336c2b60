package io.mmapdict.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server of one file, which does with single requests what a test wants. */
public final class OddServer implements AutoCloseable {
  private static final Pattern RANGE = Pattern.compile("(\\d+)-(\\d+)");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile byte[] file;
  private volatile String tag = "\"first\"";
  private volatile Oddity oddity = (number, exchange) -> false;

  /** What is odd. */
  @FunctionalInterface
  public interface Oddity {
    /**
     * Answers a request, or gives false where it is answered as it should.
     *
     * @param number of the request, from 1 on
     */
    boolean answers(int number, HttpExchange exchange) throws IOException;
  }

  /**
   * Bytes that were asked for.
   *
   * @param end behind the last
   */
  public record Asked(long start, long end) {}

  /** Serves these bytes. */
  public OddServer(byte[] file) throws IOException {
    this.file = file;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /** Where the file is. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/odd");
  }

  /** How many requests there were. */
  public int requests() {
    return requests.get();
  }

  /** What is odd from now on. */
  public void setOddity(Oddity other) {
    oddity = other;
  }

  /** Serves other bytes from now on. */
  public void setFile(byte[] other) {
    file = other;
  }

  /** Says from now on that the file is another. */
  public void setTag(String other) {
    tag = other;
  }

  /** What a request asks for. */
  public static List<Asked> asked(HttpExchange exchange) {
    List<Asked> asked = new ArrayList<>();
    Matcher range = RANGE.matcher(exchange.getRequestHeaders().getFirst("Range"));
    while (range.find()) {
      asked.add(new Asked(Long.parseLong(range.group(1)), Long.parseLong(range.group(2)) + 1));
    }
    return asked;
  }

  /** Holds an answer back. */
  public static void hold(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!oddity.answers(requests.incrementAndGet(), exchange)) {
        part(exchange, 0);
      }
    }
  }

  /** Answers with the first of the ranges that were asked for, but for the last bytes of it. */
  public void part(HttpExchange exchange, int leftOut) throws IOException {
    byte[] now = file;
    Asked first = asked(exchange).getFirst();
    int start = (int) first.start();
    int end = (int) Math.min(now.length, first.end());
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
