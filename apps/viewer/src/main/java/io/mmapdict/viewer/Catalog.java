package io.mmapdict.viewer;

import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import io.mmapdict.Registration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the file holds, kept up to date by one thread for all clients. Each key has a version,
 * another one whenever its value is another; whoever knows one version is told what came since.
 */
final class Catalog implements AutoCloseable {
  /** A client that missed more removals than this is told everything anew. */
  private static final int MOST_REMOVED = 10_000;

  /**
   * A look costs as much as there are entries: at most one part in so many of the time is looks.
   */
  private static final int PAUSES = 4;

  /** An array that grows where it stands changes no commit number: its length is looked at. */
  private static final long GROWTH_MILLIS = 250;

  private static final long FAULT_MILLIS = 1000;

  private final MmapDict dict;
  private final String file;
  private final Sight sight;
  private final Semaphore changed = new Semaphore(1);
  private final Thread thread;

  private final Map<String, Listed> byKey = new LinkedHashMap<>();
  private final TreeMap<Long, Listed> byVersion = new TreeMap<>();
  private final TreeMap<Long, String> removed = new TreeMap<>();
  private long version;

  /** Whoever knows an older version than this may have missed a removal. */
  private long removalsKnownFrom;

  /** Null until the first look. */
  private @Nullable Totals totals;

  private int commit;
  private boolean isClosed;
  private @Nullable String fault;

  /** Everything, for all clients that come before something changes. */
  private @Nullable News all;

  /**
   * One key as the clients know it.
   *
   * @param since milliseconds since 1970 when it was seen to come, or null
   */
  record Listed(Sight.Seen seen, long version, @Nullable Long since) {}

  Catalog(MmapDict dict) {
    this.dict = dict;
    this.file = dict.name();
    this.sight = new Sight(() -> dict, _ -> true);
    this.thread = Thread.ofPlatform().daemon().name("viewer catalog").start(this::follow);
  }

  private void follow() {
    boolean first = true;
    try (Registration _ = dict.onChange(_ -> changed.release())) {
      while (true) {
        if (sight.hasGrowing()) {
          boolean _ = changed.tryAcquire(GROWTH_MILLIS, TimeUnit.MILLISECONDS);
        } else {
          changed.acquire();
        }
        changed.drainPermits(); // one look shows all that was told
        long before = System.nanoTime();
        if (isFound(first)) {
          first = false;
          Thread.sleep(PAUSES * (System.nanoTime() - before) / 1_000_000);
        } else {
          Thread.sleep(FAULT_MILLIS);
          changed.release();
        }
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  /** Looks; false, and clients are told why, if that cannot be done now. */
  private boolean isFound(boolean first) {
    try {
      Sight.Look look = sight.look();
      apply(look, dict.commitNumber(), first ? null : System.currentTimeMillis());
      return true;
    } catch (MmapDictException e) {
      fail(e.getMessage());
    } catch (RuntimeException | InternalError | OutOfMemoryError e) { // it may be better later
      fail(file + ": cannot be looked at now: " + e);
    }
    return false;
  }

  private synchronized void apply(Sight.Look look, int commitNow, @Nullable Long time) {
    boolean isChanged = fault != null || totals == null || !totals.isAlike(look.totals());
    fault = null;
    // Of another file even what is as it was stands elsewhere.
    Collection<Sight.Seen> put = look.isOther() ? List.copyOf(sight.known()) : look.put();
    Set<String> gone = new LinkedHashSet<>(look.removed());
    put.forEach(seen -> gone.remove(seen.entry().key()));
    for (String key : gone) {
      byVersion.remove(byKey.remove(key).version);
      removed.put(++version, key);
    }
    for (Sight.Seen seen : put) {
      String key = seen.entry().key();
      Listed before = byKey.remove(key);
      if (before != null) {
        byVersion.remove(before.version);
        removed.put(++version, key);
      }
      boolean isMoved = before != null && before.seen.look() == seen.look();
      Listed listed = new Listed(seen, ++version, isMoved ? before.since : time);
      byKey.put(key, listed);
      byVersion.put(version, listed);
    }
    while (removed.size() > MOST_REMOVED) {
      removalsKnownFrom = removed.pollFirstEntry().getKey();
    }
    totals = look.totals();
    commit = commitNow;
    if (isChanged && gone.isEmpty() && put.isEmpty()) {
      version++; // the totals alone are news, too
    }
    notifyAll();
  }

  private synchronized void fail(String message) {
    if (!message.equals(fault)) {
      fault = message;
      version++;
      notifyAll();
    }
  }

  /**
   * Waits for what a client does not know.
   *
   * @param after the version of what it was told last, 0 if nothing
   * @param known the version it knows, 0 if none
   * @return null if nothing came in time, or this is closed
   */
  synchronized @Nullable News await(long after, long known, long millis)
      throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    while (version == after && !isClosed) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return null;
      }
      wait(left);
    }
    if (isClosed) {
      return null;
    }
    if (fault != null) {
      return News.fault(fault, version);
    }
    if (known > 0 && known >= removalsKnownFrom) {
      List<Listed> put = List.copyOf(byVersion.tailMap(known, false).values());
      Set<String> without = new LinkedHashSet<>(removed.tailMap(known, false).values());
      return news("change", put, without);
    }
    if (all == null || all.version() != version) {
      all = news("keys", List.copyOf(byKey.values()), Set.of());
    }
    return all;
  }

  private News news(String name, List<Listed> put, Set<String> without) {
    return new News(name, file, put, without, Objects.requireNonNull(totals), commit, version);
  }

  synchronized boolean isClosed() {
    return isClosed;
  }

  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
      notifyAll();
    }
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
