package io.mmapdict.cli;

import io.mmapdict.viewer.Totals;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** How fast a file grows, over the last ten seconds. */
final class Rate {
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final double NANOS = 1e9;

  private record Sample(long nanos, long entries, long bytes) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /** What the file holds now. Where it holds less than before, by a vacuum, it begins anew. */
  void add(long nanos, Totals totals) {
    if (!samples.isEmpty() && samples.getLast().bytes > totals.entryBytes()) {
      samples.clear();
    }
    samples.addLast(new Sample(nanos, totals.entries(), totals.entryBytes()));
  }

  /** For people; empty if nothing was put. */
  String text(long now) {
    while (samples.size() > 1 && now - samples.peekFirst().nanos > WINDOW_NANOS) {
      samples.removeFirst();
    }
    if (samples.isEmpty()) {
      return "";
    }
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    double seconds = Math.max(1, (now - first.nanos) / NANOS);
    long entries = last.entries - first.entries;
    if (entries <= 0) {
      return "";
    }
    long bytes = Math.round((last.bytes - first.bytes) / seconds);
    return "%.1f entries/s, %s/s".formatted(entries / seconds, Bytes.text(bytes));
  }
}
