package io.mmapdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are live: that of a key, all of them, those of one moment. Without the file lock,
 * but where a busy writer changes too much under one's eyes.
 */
final class Lookup {
  /** How often to look without the lock at what a busy writer changes under one's eyes. */
  private static final int MOST_LOOKS = 100;

  /** The same where each look is at every entry. */
  static final int MOST_LOOKS_AT_ALL = 4;

  private final FileHandle file;
  private final FileLock lock;
  private final LiveIndex live;
  private final EntryState states;

  /**
   * What was live at one moment.
   *
   * @param entries in file order
   * @param epochOffset 0 where the file had no epoch
   */
  record Moment(List<FileEntry> entries, long epochOffset, long epoch) {}

  Lookup(FileHandle file, FileLock lock, LiveIndex live) {
    this.file = file;
    this.lock = lock;
    this.live = live;
    this.states = new EntryState(file);
  }

  /**
   * The live entry of a key, or null.
   *
   * <p>A replacement is committed before what it replaces is switched off. So a walk that begins
   * after an entry was seen dead finds the replacement; only if it finds none, the key is gone.
   */
  @Nullable FileEntry find(String key) {
    try {
      return findWithoutLock(key);
    } catch (InternalError e) {
      return findUnderLock(key); // the file ended before it: mmappickle's vacuum, or a cut
    }
  }

  private @Nullable FileEntry findWithoutLock(String key) {
    for (int look = 0; look < MOST_LOOKS; look++) {
      Index index = live.current();
      FileEntry entry = index.find(key);
      if (entry == null) {
        if (live.isCurrent(index)) {
          return index.mayHaveMoved(key) ? findUnderLock(key) : null;
        }
      } else if (states.isLive(entry)) {
        return entry;
      } else {
        live.forget(live.walkedOn(), entry);
      }
    }
    return findUnderLock(key);
  }

  /** The live entry of a key, looked for while nobody writes; null if there is none. */
  @Nullable FileEntry findUnderLock(String key) {
    if (lock.isHeldByThisThread()) {
      return liveIn(live.currentUnderLock(), key);
    }
    try (FileLock.Held _ = lock.shared()) {
      Index index = live.currentUnderLock();
      FileEntry found = liveIn(index, key);
      return index.isDoubtful() ? liveIn(live.currentUnderLock(), key) : found;
    }
  }

  /**
   * The live entry of a key in an index that the caller has just walked under the file lock, to
   * change the file.
   *
   * @throws DamagedFileException if it is damaged: the look for the key may find what the walk,
   *     which began with the index in the file, did not
   */
  @Nullable FileEntry findIn(Index index, String key) {
    FileEntry found = liveIn(index, key);
    live.requireWhole(index);
    return found;
  }

  private @Nullable FileEntry liveIn(Index index, String key) {
    FileEntry entry = index.find(key);
    while (entry != null && !states.isLive(entry)) {
      live.forget(index, entry);
      entry = index.find(key);
    }
    return entry;
  }

  /** The live entries in file order, each key once, and every key that is there all the while. */
  List<FileEntry> live() {
    try {
      List<FileEntry> found = liveWithoutLock();
      if (found != null) {
        return found;
      }
    } catch (InternalError e) {
      // the file ended before one of them: mmappickle's vacuum, or a cut
    }
    try (FileLock.Held _ = lock.shared()) {
      return liveOf(live.currentUnderLock());
    }
  }

  private @Nullable List<FileEntry> liveWithoutLock() {
    for (int look = 0; look < MOST_LOOKS; look++) {
      Index index = live.current();
      List<FileEntry> found = liveOf(index);
      if (live.stands(index)) {
        return found;
      }
    }
    return null;
  }

  /** The live entries of one moment of this call. */
  Moment moment() {
    try {
      Moment found = momentWithoutLock();
      if (found != null) {
        return found;
      }
    } catch (InternalError e) {
      // as above
    }
    try (FileLock.Held _ = lock.shared()) {
      Index index = live.currentUnderLock();
      return momentOf(index, liveOf(index));
    }
  }

  private static Moment momentOf(Index index, List<FileEntry> entries) {
    return new Moment(entries, index.epochOffset(), index.epoch());
  }

  private @Nullable Moment momentWithoutLock() {
    for (int look = 0; look < MOST_LOOKS_AT_ALL; look++) {
      LiveIndex.Seen seen = live.see();
      List<FileEntry> dead = seen.entries().stream().filter(each -> !states.isLive(each)).toList();
      if (dead.isEmpty() && live.isStill(seen.then())) {
        return momentOf(seen.index(), seen.entries());
      }
      dead.forEach(entry -> find(entry.key)); // forgets it, and walks on to what replaced it
    }
    return null;
  }

  /** Whether entries still lie where they lay, which mmappickle's vacuum alone changes. */
  boolean isInPlace(Moment moment) {
    try {
      return moment.epochOffset == 0 || file.getLongVolatile(moment.epochOffset) == moment.epoch;
    } catch (InternalError e) {
      return false; // the file ends before its epoch now
    }
  }

  /** Of the entries that an index has now, those that are live, and what replaced the others. */
  private List<FileEntry> liveOf(Index index) {
    List<FileEntry> known = live.entries(index);
    List<FileEntry> found = new ArrayList<>(known.size());
    Map<String, FileEntry> again = new HashMap<>();
    for (FileEntry entry : known) {
      if (states.isLive(entry)) {
        found.add(entry);
        continue;
      }
      FileEntry other = lock.isHeldByThisThread() ? liveIn(index, entry.key) : find(entry.key);
      if (other != null && other.keyBytes == entry.keyBytes) { // else a pair, for both its halves
        again.put(other.key, other);
      }
    }
    if (!again.isEmpty()) {
      found.addAll(again.values());
      found.sort(Comparator.comparingLong(entry -> entry.offset));
    }
    return found;
  }
}
