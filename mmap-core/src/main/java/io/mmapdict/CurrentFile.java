package io.mmapdict;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The file of one map as it is opened now: another one once a vacuum has put another at its path.
 * Safe for use by many threads.
 */
final class CurrentFile {
  private final OpenFile.How how;
  private volatile OpenFile now;

  /** Those that were moved away from, for the values mapped there. */
  private final List<OpenFile> earlier = new ArrayList<>();

  private boolean closed;
  private boolean readsAhead = true;

  /**
   * Opens a file.
   *
   * @throws MmapDictException if the file cannot be opened or is none of ours; it is unchanged then
   */
  CurrentFile(OpenFile.How how) {
    this.how = how;
    this.now = OpenFile.open(how);
  }

  OpenFile.How how() {
    return how;
  }

  /** How values get into the file and out of it, for what does not touch the file. */
  Values values() {
    return now.values;
  }

  /** Everything that touches the file passes through here: once more where the file has moved. */
  <T extends @Nullable Object> T on(Function<OpenFile, T> action) {
    while (true) {
      OpenFile open = now;
      try {
        return open.use(action);
      } catch (MovedException e) {
        if (!e.isOf(open)) {
          throw e;
        }
        follow(open);
      }
    }
  }

  /** As {@link MmapDict#setReadAhead}. */
  synchronized void setReadAhead(boolean on) {
    if (closed) {
      throw new IllegalStateException(how.path() + " is closed");
    }
    readsAhead = on;
    now.file.setReadAhead(on);
  }

  /** Goes on with the file that the path leads to now. */
  private synchronized void follow(OpenFile moved) {
    if (closed) {
      throw new IllegalStateException(how.path() + " is closed");
    }
    if (now == moved) {
      OpenFile next = OpenFile.open(how.again());
      if (!readsAhead) {
        next.file.setReadAhead(false);
      }
      earlier.add(moved);
      now = next;
    }
  }

  /**
   * Asked before anything is closed.
   *
   * @throws IllegalStateException if this thread is putting a value
   */
  void requireElsewhere() {
    now.requireElsewhere(); // no vacuum comes in between: it is refused meanwhile
  }

  /** Closes all that was opened. May be called again. */
  void close() {
    List<OpenFile> all;
    synchronized (this) {
      closed = true;
      all = new ArrayList<>(earlier);
      all.add(now);
    }
    all.forEach(OpenFile::close); // waits for others, who may want the monitor
  }
}
