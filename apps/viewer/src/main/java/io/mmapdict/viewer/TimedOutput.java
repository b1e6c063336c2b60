package io.mmapdict.viewer;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;

/**
 * What an answer is written to, piece by piece. A client that does not take a piece in time loses
 * its connection: Jetty's own timeout is content with a byte now and then.
 */
final class TimedOutput extends FilterOutputStream {
  private static final int PIECE_BYTES = 1 << 16;
  private static final long SECONDS = 5;

  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("viewer timer").factory());

  private final EndPoint client;

  TimedOutput(OutputStream out, EndPoint client) {
    super(out);
    this.client = client;
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    for (int done = 0; done < length; done += PIECE_BYTES) {
      int start = from + done;
      int count = Math.min(PIECE_BYTES, length - done);
      inTime(() -> out.write(bytes, start, count));
    }
  }

  @Override
  public void write(int b) throws IOException {
    inTime(() -> out.write(b));
  }

  @Override
  public void flush() throws IOException {
    inTime(out::flush);
  }

  @Override
  public void close() throws IOException {
    inTime(out::close);
  }

  private interface Writing {
    void run() throws IOException;
  }

  private void inTime(Writing writing) throws IOException {
    ScheduledFuture<?> end =
        TIMER.schedule(
            () -> client.close(new IOException("the client is too slow")),
            SECONDS,
            TimeUnit.SECONDS);
    try {
      writing.run();
    } finally {
      end.cancel(false);
    }
  }
}
