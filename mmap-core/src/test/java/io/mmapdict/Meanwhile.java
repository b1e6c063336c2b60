package io.mmapdict;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** What another thread does over and over until this is closed, which throws what it threw. */
final class Meanwhile implements AutoCloseable {
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicLong rounds = new AtomicLong();
  private final CompletableFuture<Void> running;

  /**
   * Begins.
   *
   * @param round what to do, given how often it has been done
   */
  Meanwhile(LongConsumer round) {
    running =
        CompletableFuture.runAsync(
            () -> {
              while (!closed.get()) {
                round.accept(rounds.get());
                rounds.incrementAndGet();
              }
            },
            loop -> Thread.ofPlatform().start(loop));
  }

  /** How often it has been done. */
  long rounds() {
    return rounds.get();
  }

  /** Whether it has failed, or is closed. */
  boolean isOver() {
    return running.isDone();
  }

  @Override
  public void close() {
    closed.set(true);
    running.join();
  }
}
