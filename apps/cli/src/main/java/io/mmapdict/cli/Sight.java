package io.mmapdict.cli;

import io.mmapdict.EntryInfo;
import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.StoredArrays;
import io.mmapdict.viewer.Description;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file as {@code watch} sees it: at each look it finds what has changed since the last. */
final class Sight {
  private final MmapDict dict;
  private final Globs wanted;
  private Map<String, Seen> known = new HashMap<>();
  private boolean growing;
  private int looks;
  private @Nullable Object identity;

  Sight(MmapDict dict, Globs wanted) {
    this.dict = dict;
    this.wanted = wanted;
  }

  /**
   * A key that is there.
   *
   * @param look at which it was first seen so, from 0
   * @param nanos when that was, by {@link System#nanoTime}
   */
  record Seen(EntryInfo entry, Description shown, int look, long nanos) {
    /** Whether it may become longer where it stands. */
    private boolean grows() {
      NDArray array = shown.array();
      return array != null && StoredArrays.shapeOf(array).isPresent();
    }

    private Seen as(EntryInfo entry, Description shown) {
      return new Seen(entry, shown, look, nanos);
    }
  }

  /**
   * What a look has found.
   *
   * @param put what is new, was put again or has grown, in the order of the file
   * @param removed keys that are gone
   */
  record Look(List<Seen> put, Set<String> removed, Totals totals) {
    boolean isEmpty() {
      return put.isEmpty() && removed.isEmpty();
    }
  }

  /** What is there now; the first look finds all new. Only what is new is decoded. */
  Look look() {
    List<EntryInfo> all = dict.entries();
    Collection<EntryInfo> live = Description.live(all);
    boolean moved = hasMoved();
    long now = System.nanoTime();
    Map<String, Seen> found = HashMap.newHashMap(known.size());
    List<Seen> put = new ArrayList<>();
    Set<String> removed = new HashSet<>(known.keySet());
    for (EntryInfo entry : wanted.of(live)) {
      Seen before = known.get(entry.key());
      if (before != null && isWhereItWas(before, entry) && !before.grows()) {
        found.put(entry.key(), before);
        removed.remove(entry.key());
        continue;
      }
      Optional<Description> shown = Description.of(dict, entry);
      if (shown.isPresent()) {
        boolean stays =
            before != null
                && (moved ? isAlike(before, entry) : isWhereItWas(before, entry))
                && isSameShape(before.shown(), shown.get());
        Seen seen =
            stays ? before.as(entry, shown.get()) : new Seen(entry, shown.get(), looks, now);
        found.put(entry.key(), seen);
        if (!stays) {
          put.add(seen);
        }
        if (stays || (before != null && isWhereItWas(before, entry))) {
          removed.remove(entry.key());
        }
      }
    }
    known = found;
    growing = found.values().stream().anyMatch(Seen::grows);
    looks++;
    return new Look(put, removed, Totals.of(dict.path(), all, live));
  }

  /** The keys that are there. */
  Collection<Seen> known() {
    return known.values();
  }

  /** Whether something there may become longer where it stands, which is no commit. */
  boolean hasGrowing() {
    return growing;
  }

  private static boolean isWhereItWas(Seen before, EntryInfo entry) {
    return before.entry().valueOffset() == entry.valueOffset();
  }

  /** A vacuum moves entries and changes none. */
  private static boolean isAlike(Seen before, EntryInfo entry) {
    return before.entry().valueLength() == entry.valueLength();
  }

  private static boolean isSameShape(Description before, Description now) {
    NDArray one = before.array();
    NDArray other = now.array();
    if (one == null || other == null) {
      return one == null && other == null;
    }
    return one.shape().equals(other.shape()) && one.dtype().equals(other.dtype());
  }

  /** Whether another file has taken this one's place since the last look. */
  private boolean hasMoved() {
    Object now = identity(dict.path());
    boolean moved = identity != null && now != null && !identity.equals(now);
    identity = now;
    return moved;
  }

  private static @Nullable Object identity(Path file) {
    try {
      return Files.getAttribute(file, "unix:ino");
    } catch (IOException e) {
      return null; // it was removed, which is no change of what is mapped
    }
  }
}
