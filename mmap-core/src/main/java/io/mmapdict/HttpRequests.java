package io.mmapdict;

import io.mmapdict.pickle.spi.ByteRange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Single requests for bytes of a file. Nothing is read of an answer that has other bytes. */
final class HttpRequests {
  /** What an answer in parts says of each. */
  private static final int PART_HEAD_BYTES = 1024;

  private static final Duration CONNECT = Duration.ofSeconds(20);

  private final URI uri;
  private final Duration patience;

  /** Connections are kept for all files of a process; its threads are daemons. */
  private static final class Client {
    static final HttpClient ONE =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
  }

  HttpRequests(URI uri, Duration patience) {
    this.uri = uri;
    this.patience = patience;
  }

  /**
   * One request.
   *
   * @throws IOException if no whole answer came in time
   */
  HttpResponse<byte[]> send(List<ByteRange> ranges) throws IOException, InterruptedException {
    long wanted = ranges.stream().mapToLong(range -> range.byteSize() + PART_HEAD_BYTES).sum();
    // An upgrade to HTTP/2 without encryption is what some servers stumble over.
    boolean encrypted = "https".equalsIgnoreCase(uri.getScheme());
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .version(encrypted ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
            .header("Range", header(ranges))
            .header("Accept-Encoding", "identity")
            .timeout(patience)
            .build();
    // Not sendAsync: its end comes by Java's common pool, which may be full of threads that wait
    // for it.
    AtomicReference<@Nullable HttpBody> body = new AtomicReference<>();
    HttpResponse<byte[]> response =
        Client.ONE.send(
            request,
            head -> {
              HttpBody own = new HttpBody(head.statusCode() == 206 ? wanted : 0, patience);
              body.set(own);
              return own;
            });
    HttpBody last = body.get();
    if (last != null) {
      last.end();
    }
    return response;
  }

  private static String header(List<ByteRange> ranges) {
    return ranges.stream()
        .map(range -> range.start() + "-" + (range.end() - 1))
        .collect(Collectors.joining(",", "bytes=", ""));
  }
}
