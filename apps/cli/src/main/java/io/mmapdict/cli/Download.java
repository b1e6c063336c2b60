package io.mmapdict.cli;

import io.mmapdict.remote.HttpFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
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
        null,
        response -> {
          ByteArrayOutputStream head = new ByteArrayOutputStream();
          copy(response.body(), Channels.newChannel(head), HEAD_BYTES, _ -> {});
          return headOf(response.headers(), head.toByteArray());
        });
  }

  /**
   * All of it.
   *
   * @throws Fault if it cannot be read, or was changed meanwhile: its beginning and its end would
   *     be of different moments
   */
  LocalCopy whole() {
    return answer(
        null,
        200,
        response -> {
          LocalCopy copy = stored(response, 0);
          try (InputStream bytes = Files.newInputStream(copy.path())) {
            if (head().equals(headOf(response.headers(), bytes.readNBytes(HEAD_BYTES)))) {
              return copy;
            }
          }
          copy.close();
          throw new Fault(
              uri
                  + ": was changed at the server while it was downloaded; try again, or run the"
                  + " command there");
        });
  }

  private static String headOf(HttpHeaders headers, byte[] bytes) {
    String first = HexFormat.of().formatHex(bytes, 0, Math.min(HEAD_BYTES, bytes.length));
    return tagOf(headers) + ", bytes " + first;
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
    return tagOf(headers) + ", length " + range.substring(range.lastIndexOf('/') + 1);
  }

  private static String tagOf(HttpHeaders headers) {
    return "ETag %s, time %s"
        .formatted(
            headers.firstValue("ETag").orElse("none"),
            headers.firstValue("Last-Modified").orElse("none"));
  }

  @FunctionalInterface
  private interface Use<T> {
    T of(HttpResponse<InputStream> response) throws IOException, InterruptedException;
  }

  /** An answer of a status; null for one with the whole file or a part. */
  private <T> T answer(@Nullable String range, @Nullable Integer expected, Use<T> use) {
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
        int status = response.statusCode();
        if (expected == null ? status != 200 && status != 206 : status != expected) {
          throw new Fault(uri + ": " + HttpFailure.refusal(status));
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
      copy(
          response.body(),
          copy.bytes(),
          Long.MAX_VALUE,
          done -> progress.at(done, Math.max(done, length)));
      isWhole = true;
      return copy;
    } finally {
      if (!isWhole) {
        copy.close();
      }
    }
  }

  /** The client's own timeout ends with the head of an answer. */
  private void copy(InputStream body, WritableByteChannel out, long most, LongConsumer progress)
      throws IOException, InterruptedException {
    long done = 0;
    byte[] buffer = new byte[BUFFER_BYTES];
    try (ExecutorService reader = Executors.newVirtualThreadPerTaskExecutor()) {
      while (done < most) {
        Future<Integer> next = reader.submit(() -> body.read(buffer));
        int count;
        try {
          count = next.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          body.close(); // ends the read
          throw new Fault(
              "%s: cannot be read: nothing came for %d s, behind %d bytes"
                  .formatted(uri, patience.toSeconds(), done),
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
        int wanted = (int) Math.min(count, most - done);
        for (ByteBuffer left = ByteBuffer.wrap(buffer, 0, wanted); left.hasRemaining(); ) {
          out.write(left);
        }
        done += wanted;
        progress.accept(done);
      }
    }
  }
}
