package io.mmapdict.viewer;

import io.mmapdict.EntryInfo;
import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import io.mmapdict.Registration;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.StoredArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final Semaphore changed = new Semaphore(1);
  private final Thread thread;

  private final Map<String, Listed> byKey = new LinkedHashMap<>();
  private final TreeMap<Long, Listed> byVersion = new TreeMap<>();
  private final TreeMap<Long, String> removed = new TreeMap<>();
  private long version;

  /** Whoever knows an older version than this may have missed a removal. */
  private long removalsKnownFrom;

  /** Of no file, so that the first look is news. */
  private Totals totals = new Totals(0, -1, 0, 0, 0);

  private boolean isClosed;
  private @Nullable String fault;

  /** Of the file that was looked at last. */
  private Object inode = "";

  /** Everything, for all clients that come before something changes. */
  private @Nullable News all;

  /**
   * One key as the clients know it.
   *
   * @param entryOffset where its entry's value stands
   * @param growing the lengths in the file, of an array that grows there
   * @param lengths what they were
   * @param since milliseconds since 1970 when it was seen to come, or null
   */
  record Listed(
      Description description,
      List<String> views,
      long entryOffset,
      @Nullable NDArray growing,
      List<Long> lengths,
      long version,
      @Nullable Long since) {}

  /**
   * What the file amounts to, in bytes.
   *
   * @param live of live entries, with keys and frames
   * @param dead of entries that are removed, replaced or not yet there
   */
  record Totals(int commit, int keys, long size, long live, long dead) {
    /** Whether all but the commit number is the same: it changes before the file does, too. */
    boolean isAlike(Totals other) {
      return keys == other.keys && size == other.size && live == other.live && dead == other.dead;
    }
  }

  Catalog(MmapDict dict) {
    this.dict = dict;
    this.file = dict.path().toString();
    this.thread = Thread.ofPlatform().daemon().name("viewer catalog").start(this::follow);
  }

  private void follow() {
    boolean first = true;
    try (Registration _ = dict.onChange(_ -> changed.release())) {
      while (true) {
        if (isAnyGrowing()) {
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
      look(first);
      return true;
    } catch (MmapDictException e) {
      fail(e.getMessage());
    } catch (RuntimeException | InternalError | OutOfMemoryError e) { // it may be better later
      fail(file + ": cannot be looked at now: " + e);
    }
    return false;
  }

  private synchronized boolean isAnyGrowing() {
    return byKey.values().stream().anyMatch(each -> each.growing != null);
  }

  private void look(boolean first) {
    Object inodeNow = inode();
    boolean isOther = !inodeNow.equals(inode);
    List<EntryInfo> entries = dict.entries();
    Map<String, EntryInfo> live = new LinkedHashMap<>();
    long liveBytes = 0;
    long allBytes = 0;
    for (EntryInfo entry : entries) {
      allBytes += entry.length();
      if (entry.live()) {
        EntryInfo superseded = live.remove(entry.key());
        liveBytes += entry.length() - (superseded == null ? 0 : superseded.length());
        live.put(entry.key(), entry);
      }
    }
    long size = entries.isEmpty() ? 0 : entries.getLast().offset() + entries.getLast().length();
    Totals now =
        new Totals(dict.commitNumber(), live.size(), size, liveBytes, allBytes - liveBytes);
    Map<String, Fresh> fresh = new LinkedHashMap<>();
    for (EntryInfo entry : live.values()) {
      if (isOther || isNews(entry)) {
        fresh(entry).ifPresent(each -> fresh.put(entry.key(), each));
      }
    }
    apply(live, fresh, now, first ? null : System.currentTimeMillis(), isOther);
    inode = inodeNow;
  }

  /** Another one once a vacuum has put another file in its place, in which offsets say nothing. */
  private Object inode() {
    try {
      return Files.getAttribute(dict.path(), "unix:ino");
    } catch (IOException e) {
      return ""; // there is none at the path: this is the file
    }
  }

  /** A value that was decoded for its description. */
  private record Fresh(
      Description description,
      List<String> views,
      EntryInfo entry,
      @Nullable NDArray growing,
      List<Long> lengths) {}

  private boolean isNews(EntryInfo entry) {
    Listed known;
    synchronized (this) {
      known = byKey.get(entry.key());
    }
    return known == null
        || known.entryOffset != entry.valueOffset()
        || (known.growing != null && !lengths(known.growing).equals(known.lengths));
  }

  private static List<Long> lengths(@Nullable NDArray growing) {
    return growing == null ? List.of() : growing.flat().longs().boxed().toList();
  }

  /** Empty if somebody has removed the key meanwhile. */
  private Optional<Fresh> fresh(EntryInfo entry) {
    Object value;
    try {
      value = dict.get(entry.key());
      if (value == null && !dict.containsKey(entry.key())) {
        return Optional.empty();
      }
    } catch (MmapDictException e) {
      Description unreadable = Description.unreadable(entry, e);
      return Optional.of(new Fresh(unreadable, List.of(), entry, null, List.of()));
    }
    Description description = Description.of(entry, value);
    NDArray array = description.array();
    NDArray growing = array == null ? null : StoredArrays.shapeOf(array).orElse(null);
    List<Long> lengths =
        growing == null ? List.of() : Arrays.stream(array.shape().toArray()).boxed().toList();
    List<String> views = Views.of(entry.key(), value);
    return Optional.of(new Fresh(description, views, entry, growing, lengths));
  }

  private synchronized void apply(
      Map<String, EntryInfo> live,
      Map<String, Fresh> fresh,
      Totals now,
      @Nullable Long time,
      boolean isOtherFile) {
    boolean isChanged = !now.isAlike(totals) || fault != null;
    fault = null;
    List<String> gone = byKey.keySet().stream().filter(key -> !live.containsKey(key)).toList();
    for (String key : gone) {
      byVersion.remove(byKey.remove(key).version);
      removed.put(++version, key);
    }
    for (Map.Entry<String, Fresh> each : fresh.entrySet()) {
      Listed before = byKey.remove(each.getKey());
      Long since = isOtherFile && before != null ? before.since : time;
      if (before != null) {
        byVersion.remove(before.version);
        removed.put(++version, each.getKey());
      }
      Fresh found = each.getValue();
      Listed listed =
          new Listed(
              found.description,
              found.views,
              found.entry.valueOffset(),
              found.growing,
              found.lengths,
              ++version,
              since);
      byKey.put(each.getKey(), listed);
      byVersion.put(version, listed);
    }
    while (removed.size() > MOST_REMOVED) {
      removalsKnownFrom = removed.pollFirstEntry().getKey();
    }
    totals = now;
    if (isChanged && gone.isEmpty() && fresh.isEmpty()) {
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
      return new News("change", file, put, without, totals, version);
    }
    if (all == null || all.version() != version) {
      all = new News("keys", file, List.copyOf(byKey.values()), Set.of(), totals, version);
    }
    return all;
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
