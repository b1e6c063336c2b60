package io.mmapdict.cli;

import io.mmapdict.Progress;
import java.util.function.LongConsumer;

/**
 * A work of several parts, which tell how many bytes more are done, to who wants to know of all.
 */
final class Parts {
  private final Progress progress;
  private final long total;

  /** Where the part ends that is at work. */
  private long partEnd;

  private long done;

  Parts(Progress progress, long total) {
    this.progress = progress;
    this.total = total;
  }

  /** The part that is at work is done, however large it was. */
  void end() {
    done = partEnd;
    progress.at(done, total);
  }

  /** The next part, of about so many bytes: those before it are done. */
  LongConsumer next(long bytes) {
    done = partEnd;
    partEnd += bytes;
    progress.at(done, total);
    return more -> {
      done = Math.min(partEnd, done + more);
      progress.at(done, total);
    };
  }

  /** The next part, which tells how far it is rather than how much more is done. */
  LongConsumer upTo(long bytes) {
    LongConsumer more = next(bytes);
    long start = done;
    return at -> more.accept(start + at - done);
  }
}
