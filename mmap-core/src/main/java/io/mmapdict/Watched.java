package io.mmapdict;

import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a walk that are to be looked at one by one, because somebody is about to change
 * them, or was killed over it: ordered, for a file may be made to have many. Each list is in file
 * order. Any thread may ask.
 */
final class Watched {
  private static final Comparator<FileEntry> IN_FILE_ORDER =
      Comparator.comparingLong(entry -> entry.offset);

  /** A look at so many is cheaper than one under the file lock. */
  private static final int FEW = 16;

  private final EntryState state;

  /** Entries that someone fills: they are dead until he is done. Looked at by any thread. */
  private final NavigableSet<FileEntry> reserved = new ConcurrentSkipListSet<>(IN_FILE_ORDER);

  /** Entries whose switch and valid byte disagree. */
  private final NavigableSet<FileEntry> halfSwitched = new TreeSet<>(IN_FILE_ORDER);

  /**
   * Entries found live although a later one bears their key, key by key; in a foreign file there
   * may be many.
   */
  private final NavigableSet<FileEntry> superseded =
      new TreeSet<>(
          Comparator.comparing((FileEntry entry) -> entry.key).thenComparing(IN_FILE_ORDER));

  /** False if there are none, as nearly always: every get and put asks. */
  private volatile boolean any;

  Watched(EntryState state) {
    this.state = state;
  }

  synchronized void addReserved(FileEntry entry) {
    any = true;
    reserved.add(entry);
  }

  synchronized void addHalfSwitched(FileEntry entry) {
    any = true;
    halfSwitched.add(entry);
  }

  synchronized void addSuperseded(FileEntry entry) {
    any = true;
    superseded.add(entry);
  }

  /**
   * Looks at all of them.
   *
   * @param filled takes those that were reserved and are live now, before they count as such no
   *     more
   */
  void lookAgain(Consumer<FileEntry> filled) {
    if (any) {
      lookAtAll(filled);
    }
  }

  private synchronized void lookAtAll(Consumer<FileEntry> filled) {
    superseded.removeIf(entry -> !state.isLive(entry));
    halfSwitched.removeIf(entry -> !state.isHalfSwitched(entry));
    reserved.removeIf(entry -> {
      boolean isReserved = state.isPending(entry); // before its life: its memo max is stored last
      boolean isLive = state.isLive(entry);
      if (isLive) {
        filled.accept(entry);
      }
      return isLive || !isReserved;
    });
    any = !(superseded.isEmpty() && halfSwitched.isEmpty() && reserved.isEmpty());
  }

  /** Whether one of the entries that someone fills is switched on by now. */
  boolean isOneFilled() {
    if (!any) {
      return false;
    }
    for (FileEntry entry : reserved) {
      if (state.isLive(entry)) {
        return true;
      }
    }
    return false;
  }

  /** Whether there are so many entries that someone fills that {@link #isOneFilled} takes long. */
  boolean areManyReserved() {
    return any && reserved.stream().skip(FEW).findFirst().isPresent();
  }

  /** The entries that someone writes, or was killed while he wrote. */
  List<FileEntry> reserved() {
    return List.copyOf(reserved);
  }

  /** The entries whose switch and valid byte disagree. */
  List<FileEntry> halfSwitched() {
    if (!any) {
      return List.of();
    }
    synchronized (this) {
      return List.copyOf(halfSwitched);
    }
  }

  /** The live entries that a later one of their key supersedes. */
  List<FileEntry> superseded() {
    if (!any) {
      return List.of();
    }
    synchronized (this) {
      return superseded.stream().sorted(IN_FILE_ORDER).toList();
    }
  }

  /** The last live entry of a key that was superseded, which is not any more; null if none. */
  synchronized @Nullable FileEntry takeSuperseded(FileEntry later) {
    FileEntry entry = superseded.lower(later);
    while (entry != null && entry.key.equals(later.key) && !state.isLive(entry)) {
      entry = superseded.lower(entry);
    }
    return entry != null && entry.key.equals(later.key) && superseded.remove(entry) ? entry : null;
  }

  /** Where all of them are, ascending, each once. */
  synchronized long[] offsets() {
    return Stream.of(reserved, halfSwitched, superseded)
        .flatMap(Set::stream)
        .mapToLong(entry -> entry.offset)
        .sorted()
        .distinct()
        .toArray();
  }
}
