package io.mmapdict.parallel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a worker prints: passed on to this process's standard error line by line, and the end of it
 * kept, for each task apart. Between two tasks the worker prints a mark, for what it says through
 * its socket overtakes what it prints.
 */
final class WorkerOutput {
  private static final int CHUNK = 8192;

  /** A process the task started may hold the worker's output open after the worker's death. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** As the worker's JVM encodes it. */
  private static final Charset CHARSET = Charset.forName(System.getProperty("native.encoding"));

  private final LineRelay lines;
  private final MarkedBytes bytes;
  private final LinkedBlockingQueue<String> parts = new LinkedBlockingQueue<>();
  private final Thread reader;

  /** Guarded by itself. */
  private final PrintedTail part = new PrintedTail();

  /** A mark did not come: a task closed the output, or nobody reads on. None is waited for more. */
  private volatile boolean marksLost;

  WorkerOutput(int worker, Process process, String mark) {
    this.lines = new LineRelay("worker " + worker + ": ", CHARSET);
    this.bytes = new MarkedBytes(mark.getBytes(StandardCharsets.US_ASCII), this::keep, this::mark);
    this.reader =
        Thread.ofPlatform()
            .daemon()
            .name("mmapdict-worker-" + worker + "-output")
            .start(() -> read(process.getInputStream()));
  }

  /** What no task prints. Begins with a control character, the rest cannot be guessed. */
  static String newMark() {
    return "\u001e" + UUID.randomUUID();
  }

  private void read(InputStream printed) {
    byte[] chunk = new byte[CHUNK];
    try {
      int length = printed.read(chunk);
      while (length >= 0) {
        bytes.accept(chunk, length);
        length = printed.read(chunk);
      }
    } catch (IOException e) {
      byte[] why = ("(the rest cannot be read: " + e + ")\n").getBytes(CHARSET);
      bytes.accept(why, why.length);
    }
    bytes.end();
    lines.flush();
  }

  private void keep(byte[] from, int start, int end) {
    synchronized (part) {
      part.append(from, start, end);
    }
    lines.accept(from, start, end);
  }

  private void mark() {
    lines.flush();
    if (!marksLost) {
      parts.add(takePart());
    }
  }

  private String takePart() {
    synchronized (part) {
      return part.take(CHARSET);
    }
  }

  /** What was printed before the mark that is expected next. */
  String upToMark() {
    @Nullable String marked = null;
    try {
      marked = marksLost ? null : parts.poll(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (marked == null) {
      marksLost = true;
      return takePart();
    }
    return marked;
  }

  /** What a worker that has ended printed since the last mark that was asked for. */
  String rest() {
    try {
      reader.join(GRACE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    String marked = parts.poll();
    return marked == null ? takePart() : marked + takePart();
  }
}
