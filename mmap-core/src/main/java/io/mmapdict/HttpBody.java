package io.mmapdict;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer in memory, if it is no longer than it should be, and comes in time; nothing
 * of one that nobody wants: a server without ranges would send the whole file.
 */
final class HttpBody implements BodySubscriber<byte[]> {
  /** Of its own: Java's common pool may be full of threads that wait for what this ends. */
  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("mmapdict-clock").factory());

  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final long mostBytes;
  private final ScheduledFuture<?> alarm;
  private volatile Flow.@Nullable Subscription subscription;

  /**
   * A body.
   *
   * @param mostBytes 0 where it is not wanted
   */
  HttpBody(long mostBytes, Duration patience) {
    this.mostBytes = mostBytes;
    this.alarm =
        CLOCK.schedule(
            () -> fail(new IOException("no whole answer within " + patience.toMillis() + " ms")),
            patience.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return whole;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscribed) {
    subscription = subscribed;
    if (mostBytes == 0) {
      onComplete(); // and nothing is requested of it
    } else {
      subscribed.request(Long.MAX_VALUE);
    }
  }

  /**
   * Ends one that nobody wants, once its head is here. Not before: over HTTP/2 that would end the
   * whole answer, and nobody would learn its status.
   */
  void end() {
    Flow.Subscription now = subscription;
    if (mostBytes == 0 && now != null) {
      now.cancel();
    }
  }

  @Override
  public void onNext(List<ByteBuffer> parts) {
    for (ByteBuffer part : parts) {
      byte[] copy = new byte[part.remaining()];
      part.get(copy);
      if (bytes.size() + copy.length > mostBytes) {
        fail(new IOException("more than the " + mostBytes + " bytes came that were awaited"));
        return;
      }
      bytes.write(copy, 0, copy.length);
    }
  }

  @Override
  public void onError(Throwable e) {
    alarm.cancel(false);
    whole.completeExceptionally(e);
  }

  @Override
  public void onComplete() {
    alarm.cancel(false);
    whole.complete(bytes.toByteArray());
  }

  private void fail(IOException e) {
    alarm.cancel(false);
    Flow.Subscription now = subscription;
    if (whole.completeExceptionally(e) && now != null) {
      now.cancel();
    }
  }
}
