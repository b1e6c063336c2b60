package io.mmapdict.cli;

import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import io.mmapdict.viewer.Sight;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file that is watched. One on a web server tells nobody that it has changed: the server is asked
 * each second, and the file is opened anew when it has. A server that goes is asked on until it is
 * back.
 */
final class Watched implements AutoCloseable {
  private static final long ASKED_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Whoever wants to end it waits as long. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final @Nullable URI uri;
  private MmapDict dict;
  private int commit;

  /**
   * In which the file on the server was before it was opened; empty if it has to be opened anew.
   */
  private String state;

  private long asked = System.nanoTime();
  private @Nullable String trouble;

  /**
   * Opens it.
   *
   * @throws Fault if it cannot be had
   */
  Watched(Path file) {
    this.uri = Url.of(file);
    this.state = uri == null ? "" : Download.of(uri).head();
    this.dict = Opening.toRead(file);
  }

  /** The file as it is open now. */
  MmapDict dict() {
    return dict;
  }

  /** Why the server does not give the file just now; null if it does. */
  @Nullable String trouble() {
    return trouble;
  }

  /** To be told before each look: changes from now on count. */
  void begins() {
    commit = dict.commitNumber();
  }

  /** What has changed; empty while the server does not give it. */
  Optional<Sight.Look> look(Sight sight) {
    if (trouble != null) {
      return Optional.empty();
    }
    try {
      return Optional.of(sight.look());
    } catch (MmapDictException e) {
      if (uri == null) {
        throw e;
      }
      state = "";
      trouble = e.getMessage();
      return Optional.empty();
    }
  }

  /**
   * Waits for a change, or that the server goes or is back.
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
      if (isNews(uri)) {
        return true;
      }
    }
    TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
    return false;
  }

  private boolean isNews(URI there) {
    String before = trouble;
    try {
      String now = new Download(there, PATIENCE).head();
      trouble = null;
      if (!now.equals(state)) {
        reopen(there);
        state = now;
        return true;
      }
    } catch (Fault | MmapDictException e) {
      state = "";
      trouble = e.getMessage();
    } finally {
      asked = System.nanoTime();
    }
    return (before == null) != (trouble == null);
  }

  private void reopen(URI there) {
    MmapDict before = dict;
    dict = MmapDict.open(there);
    before.close();
  }

  @Override
  public void close() {
    dict.close();
  }
}
