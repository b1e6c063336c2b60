package io.mmapdict.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * A file to be gone through from start to end: one on a web server is downloaded first, and the
 * copy removed in the end.
 *
 * @param path where it is
 * @param isCopy whether it is one
 */
record LocalCopy(Path path, boolean isCopy) implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long TO_ITS_END = Long.MAX_VALUE;

  /** A whole file. */
  static LocalCopy of(Path file) {
    return of(file, 0, TO_ITS_END);
  }

  /** Some bytes of a file, at their offset; of one that is here all of it. */
  static LocalCopy of(Path file, long start, long end) {
    URI uri = Url.of(file);
    return uri == null ? new LocalCopy(file, false) : downloaded(uri, start, end);
  }

  private static LocalCopy downloaded(URI uri, long start, long end) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
    if (end != TO_ITS_END) {
      request.header("Range", "bytes=" + start + "-" + (end - 1));
    }
    int expected = end == TO_ITS_END ? 200 : 206;
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()) {
      HttpResponse<InputStream> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() != expected) {
          throw new Fault(
              "%s: cannot be read: expected status %d from the server, found %d"
                  .formatted(uri, expected, response.statusCode()));
        }
        return stored(body, start);
      }
    } catch (IOException e) {
      throw new Fault(uri + ": cannot be read: " + Failures.reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault(uri + ": interrupted while it was downloaded", e);
    }
  }

  private static LocalCopy stored(InputStream body, long start) throws IOException {
    Path path = Files.createTempFile("mmapdict-", ".part");
    try (FileChannel out = FileChannel.open(path, StandardOpenOption.WRITE)) {
      out.position(start);
      body.transferTo(Channels.newOutputStream(out));
      return new LocalCopy(path, true);
    } catch (IOException e) {
      Files.delete(path);
      throw e;
    }
  }

  @Override
  public void close() {
    try {
      if (isCopy) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new Fault(path + ": cannot be removed: " + Failures.reason(e), e);
    }
  }
}
