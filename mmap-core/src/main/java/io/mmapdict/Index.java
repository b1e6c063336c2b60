package io.mmapdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which live entry each key has, and all of them in file order, as of some walk over the file.
 *
 * <p>{@link LiveIndex} changes it, under its own monitor; any thread reads it meanwhile. An entry
 * that another process switched off is still here until someone looks at it: the byte in the file
 * decides.
 */
final class Index {
  private final Predicate<FileEntry> isLive;
  private final ConcurrentHashMap<String, FileEntry> byKey = new ConcurrentHashMap<>();
  private final FileEntry head = new FileEntry("", 0, 0, FileLayout.HEADER_BYTES);
  private FileEntry tail = head;

  /** Entries that someone fills: they are dead until he is done. */
  private final List<FileEntry> pending = new ArrayList<>();

  /** Entries found live although a later one bears their key, in file order. */
  private final List<FileEntry> superseded = new ArrayList<>();

  private volatile long end = FileLayout.HEADER_BYTES;
  private volatile long fileSize;
  private volatile long epochOffset;
  private volatile long epoch;
  private volatile Frame.@Nullable Broken damage;

  /**
   * An index of nothing.
   *
   * @param isLive looks into the file
   */
  Index(Predicate<FileEntry> isLive) {
    this.isLive = isLive;
  }

  /** The entry of a key, or null. */
  @Nullable FileEntry find(String key) {
    return byKey.get(key);
  }

  /** Where the walk ended: the offset of the terminator, or of what is broken. */
  long end() {
    return end;
  }

  /** Whether something stands behind the terminator. */
  boolean hasTail() {
    return fileSize > end + FileLayout.TERMINATOR_BYTES;
  }

  /** How large the file was when the terminator was found. */
  long fileSize() {
    return fileSize;
  }

  void setFileSize(long size) {
    fileSize = size;
  }

  /** Where the file's epoch lies, or 0 if it has none. */
  long epochOffset() {
    return epochOffset;
  }

  /** The epoch as it was when it was walked over. */
  long epoch() {
    return epoch;
  }

  /** What is wrong at the end, or null if there is a terminator. */
  Frame.@Nullable Broken damage() {
    return damage;
  }

  void setDamage(Frame.@Nullable Broken found) {
    damage = found;
  }

  /** The entry of every key, in file order. */
  List<FileEntry> entries() {
    List<FileEntry> entries = new ArrayList<>(byKey.size());
    for (FileEntry entry = head.next; entry != null; entry = entry.next) {
      if (byKey.get(entry.key) == entry) {
        entries.add(entry);
      }
    }
    return entries;
  }

  /** Takes in the entry that starts where the walk stands. */
  void add(Frame.Whole found) {
    FileEntry entry = found.entry();
    if (epochOffset == 0 && found.epochOffset() != 0) {
      epoch = found.epoch();
      epochOffset = found.epochOffset();
    }
    if (found.live()) {
      append(entry);
      enter(entry);
    } else if (found.memoMax() < 0) {
      append(entry);
      pending.add(entry);
    }
    end = entry.end;
  }

  /** Looks again at the entries that others were about to change. */
  void lookAgain() {
    for (Iterator<FileEntry> entries = pending.iterator(); entries.hasNext(); ) {
      FileEntry entry = entries.next();
      if (isLive.test(entry)) {
        entries.remove();
        enter(entry);
      }
    }
    for (Iterator<FileEntry> entries = superseded.iterator(); entries.hasNext(); ) {
      FileEntry entry = entries.next();
      if (!isLive.test(entry)) {
        entries.remove();
        unlink(entry);
      }
    }
  }

  /** The entries that a later one of their key supersedes although they are live, in file order. */
  List<FileEntry> superseded() {
    return List.copyOf(superseded);
  }

  /** Drops an entry that was switched off. An earlier one of its key may come to light again. */
  void forget(FileEntry entry) {
    if (!byKey.remove(entry.key, entry)) {
      return;
    }
    unlink(entry);
    for (FileEntry earlier : superseded.reversed()) {
      if (earlier.key.equals(entry.key) && isLive.test(earlier)) {
        superseded.remove(earlier);
        byKey.put(earlier.key, earlier);
        return;
      }
    }
  }

  private void enter(FileEntry entry) {
    FileEntry other = byKey.get(entry.key);
    if (other == null) {
      byKey.put(entry.key, entry);
      return;
    }
    boolean later = other.offset < entry.offset;
    FileEntry earlier = later ? other : entry;
    if (later) {
      byKey.put(entry.key, entry);
    }
    if (isLive.test(earlier)) {
      superseded.add(earlier);
      superseded.sort(Comparator.comparingLong(each -> each.offset));
    } else {
      unlink(earlier);
    }
  }

  private void append(FileEntry entry) {
    entry.previous = tail;
    tail.next = entry;
    tail = entry;
  }

  private void unlink(FileEntry entry) {
    FileEntry previous = entry.previous == null ? head : entry.previous;
    previous.next = entry.next;
    if (entry.next == null) {
      tail = previous;
    } else {
      entry.next.previous = previous;
    }
  }
}
