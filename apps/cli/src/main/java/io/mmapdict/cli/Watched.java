package io.mmapdict.cli;

import io.mmapdict.MmapDict;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file that is watched. One on a web server tells nobody that it has changed: the server is asked
 * each second, and the file is opened anew when it has.
 */
final class Watched implements AutoCloseable {
  private static final long ASKED_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final @Nullable URI uri;
  private MmapDict dict;
  private int commit;

  /**
   * In which the file on the server was before it was opened; of the first time it is not known.
   */
  private String state = "";

  private long asked = System.nanoTime();

  Watched(Path file) {
    this.uri = Url.of(file);
    this.dict = Opening.toRead(file);
  }

  /** The file as it is open now. */
  MmapDict dict() {
    return dict;
  }

  /** To be told before each look: changes from now on count. */
  void begins() {
    commit = dict.commitNumber();
  }

  /**
   * Waits for a change.
   *
   * @return false if there was none
   */
  boolean awaits(Duration longest) throws InterruptedException {
    if (uri == null) {
      return dict.awaitCommit(commit, longest) != commit;
    }
    long end = System.nanoTime() + longest.toNanos();
    while (asked + ASKED_NANOS < end) {
      TimeUnit.NANOSECONDS.sleep(asked + ASKED_NANOS - System.nanoTime());
      if (ask(uri)) {
        MmapDict before = dict;
        dict = MmapDict.open(uri);
        before.close();
        return true;
      }
    }
    TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
    return false;
  }

  /** Whether it is in another state than when it was asked for last. */
  private boolean ask(URI there) {
    String now = Download.of(there).head();
    boolean isOther = !now.equals(state);
    state = now;
    asked = System.nanoTime();
    return isOther;
  }

  @Override
  public void close() {
    dict.close();
  }
}
