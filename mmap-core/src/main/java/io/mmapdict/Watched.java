package io.mmapdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a walk that are to be looked at one by one, because somebody is about to change
 * them, or was killed over it. Each list is in file order. Any thread may ask.
 */
final class Watched {
  private static final Comparator<FileEntry> IN_FILE_ORDER =
      Comparator.comparingLong(entry -> entry.offset);

  private final EntryState state;

  /** Entries that someone fills: they are dead until he is done. */
  private volatile List<FileEntry> reserved = List.of();

  /** Entries whose switch and valid byte disagree. */
  private List<FileEntry> halfSwitched = List.of();

  /**
   * Entries found live although a later one bears their key; in a foreign file there may be many.
   */
  private final List<FileEntry> superseded = new ArrayList<>();

  Watched(EntryState state) {
    this.state = state;
  }

  synchronized void addReserved(FileEntry entry) {
    reserved = with(entry, reserved);
  }

  synchronized void addHalfSwitched(FileEntry entry) {
    halfSwitched = with(entry, halfSwitched);
  }

  synchronized void addSuperseded(FileEntry entry) {
    if (superseded.isEmpty() || superseded.getLast().offset < entry.offset) {
      superseded.add(entry);
    } else if (!superseded.contains(entry)) {
      superseded.add(entry);
      superseded.sort(IN_FILE_ORDER);
    }
  }

  /** The same and one more, each once. Never many: they are large, or those of killed writers. */
  private static List<FileEntry> with(FileEntry entry, List<FileEntry> entries) {
    return Stream.concat(entries.stream(), Stream.of(entry))
        .distinct()
        .sorted(IN_FILE_ORDER)
        .toList();
  }

  /**
   * Looks at all of them.
   *
   * @param filled takes those that were reserved and are live now, before they count as such no
   *     more
   */
  synchronized void lookAgain(Consumer<FileEntry> filled) {
    if (!superseded.isEmpty()) {
      superseded.removeIf(entry -> !state.isLive(entry));
    }
    if (!halfSwitched.isEmpty()) {
      halfSwitched = halfSwitched.stream().filter(state::isHalfSwitched).toList();
    }
    if (reserved.isEmpty()) {
      return;
    }
    List<FileEntry> stillReserved = new ArrayList<>();
    for (FileEntry entry : reserved) {
      boolean isReserved = state.isPending(entry); // before its life: its memo max is stored last
      if (state.isLive(entry)) {
        filled.accept(entry);
      } else if (isReserved) {
        stillReserved.add(entry);
      }
    }
    reserved = List.copyOf(stillReserved);
  }

  /** Whether one of the entries that someone fills is switched on by now. */
  boolean isOneFilled() {
    List<FileEntry> now = reserved;
    return !now.isEmpty() && now.stream().anyMatch(state::isLive);
  }

  /** The entries that someone writes, or was killed while he wrote. */
  List<FileEntry> reserved() {
    return reserved;
  }

  /** The entries whose switch and valid byte disagree. */
  synchronized List<FileEntry> halfSwitched() {
    return halfSwitched;
  }

  /** The live entries that a later one of their key supersedes. */
  synchronized List<FileEntry> superseded() {
    return List.copyOf(superseded);
  }

  /** The last live entry of a key that was superseded, which is not any more; null if none. */
  synchronized @Nullable FileEntry takeSuperseded(String key) {
    for (int i = superseded.size() - 1; i >= 0; i--) {
      FileEntry entry = superseded.get(i);
      if (entry.key.equals(key) && state.isLive(entry)) {
        return superseded.remove(i);
      }
    }
    return null;
  }

  /** Where all of them are, ascending, each once. */
  synchronized long[] offsets() {
    return Stream.of(reserved, halfSwitched, superseded)
        .flatMap(List::stream)
        .mapToLong(entry -> entry.offset)
        .sorted()
        .distinct()
        .toArray();
  }
}
