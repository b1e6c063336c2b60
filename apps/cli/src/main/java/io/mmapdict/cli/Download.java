package io.mmapdict.cli;

import io.mmapdict.remote.HttpFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What is fetched of a file on a web server into one here, which has no name: however the program
 * ends, nothing is left of it.
 *
 * @param patience how long to wait for an answer, and for each next byte of it
 */
record Download(URI uri, Duration patience) {
  private static final Duration USUAL_PATIENCE = Duration.ofSeconds(30);
  private static final int HEAD_BYTES = 64;
  private static final int BUFFER_BYTES = 1 << 16;

  /** As a user wants it. */
  static Download of(URI uri) {
    return new Download(uri, USUAL_PATIENCE);
  }

  /**
   * What tells the state that the file is in from another, to be read by people.
   *
   * @throws Fault if it cannot be read
   */
  String state() {
    return answer("bytes=0-0", 206, response -> stateOf(response.headers()));
  }

  /**
   * The same with the file's first bytes, in which its commit number stands: of two changes in one
   * second a server may tell nothing else.
   *
   * @throws Fault if it cannot be read
   */
  String head() {
    return answer(
        "bytes=0-" + (HEAD_BYTES - 1),
        206,
        response ->
            stateOf(response.headers())
                + " "
                + HexFormat.of().formatHex(response.body().readAllBytes()));
  }

  /**
   * All of it.
   *
   * @throws Fault if it cannot be read
   */
  LocalCopy whole() {
    return answer(null, 200, response -> stored(response, 0));
  }

  /**
   * Some bytes of it, at their offset.
   *
   * @param state that the file should be in
   * @param isStill asked where it is in another, once the bytes are here: whether these are the
   *     same in both
   * @throws Fault if they are not, or it cannot be read
   */
  LocalCopy part(long start, long end, String state, BooleanSupplier isStill) {
    String range = start + "-" + (end - 1);
    return answer(
        "bytes=" + range,
        206,
        response -> {
          String came = response.headers().firstValue("Content-Range").orElse("none");
          if (!came.startsWith("bytes " + range + "/")) {
            throw new Fault(
                "%s: cannot be read: bytes %s were asked for, and the server's Content-Range is %s"
                    .formatted(uri, range, came));
          }
          String found = stateOf(response.headers());
          LocalCopy copy = stored(response, start);
          if (!found.equals(state) && !isStill.getAsBoolean()) {
            copy.close();
            throw new Fault(
                "%s: has changed at the server while it was read: it had %s, and has %s; try again"
                    .formatted(uri, state, found));
          }
          return copy;
        });
  }

  private static String stateOf(HttpHeaders headers) {
    String range = headers.firstValue("Content-Range").orElse("/*");
    return "ETag %s, time %s, length %s"
        .formatted(
            headers.firstValue("ETag").orElse("none"),
            headers.firstValue("Last-Modified").orElse("none"),
            range.substring(range.lastIndexOf('/') + 1));
  }

  @FunctionalInterface
  private interface Use<T> {
    T of(HttpResponse<InputStream> response) throws IOException, InterruptedException;
  }

  private <T> T answer(@Nullable String range, int expected, Use<T> use) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(patience);
    if (range != null) {
      request.header("Range", range);
    }
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(patience)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()) {
      HttpResponse<InputStream> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream _ = response.body()) {
        if (response.statusCode() != expected) {
          throw new Fault(
              "%s: cannot be read: expected status %d from the server, found %d"
                  .formatted(uri, expected, response.statusCode()));
        }
        return use.of(response);
      }
    } catch (IOException e) {
      String why = HttpFailure.explain(uri, 1, e);
      throw new Fault(
          uri + ": " + (why == null ? "cannot be read: " + Failures.reason(e) : why), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Fault(uri + ": interrupted while it was downloaded", e);
    }
  }

  private LocalCopy stored(HttpResponse<InputStream> response, long start)
      throws IOException, InterruptedException {
    LocalCopy copy = LocalCopy.empty();
    boolean isWhole = false;
    long length = response.headers().firstValueAsLong("Content-Length").orElse(0);
    try (LateProgress progress = new LateProgress("download")) {
      copy.bytes().position(start);
      copy(response.body(), copy.bytes(), done -> progress.at(done - start, length));
      isWhole = true;
      return copy;
    } finally {
      if (!isWhole) {
        copy.close();
      }
    }
  }

  /** The client's own timeout ends with the head of an answer. */
  private void copy(InputStream body, FileChannel out, LongConsumer progress)
      throws IOException, InterruptedException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (ExecutorService reader = Executors.newVirtualThreadPerTaskExecutor()) {
      while (true) {
        Future<Integer> next = reader.submit(() -> body.read(buffer));
        int count;
        try {
          count = next.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          body.close(); // ends the read
          throw new Fault(
              "%s: cannot be read: nothing came for %d s, behind %d bytes"
                  .formatted(uri, patience.toSeconds(), out.position()),
              e);
        } catch (ExecutionException e) {
          if (e.getCause() instanceof IOException fault) {
            throw new IOException(Failures.reason(fault), fault);
          }
          throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
          body.close();
          throw e;
        }
        if (count < 0) {
          return;
        }
        for (ByteBuffer left = ByteBuffer.wrap(buffer, 0, count); left.hasRemaining(); ) {
          out.write(left);
        }
        progress.accept(out.position());
      }
    }
  }
}
