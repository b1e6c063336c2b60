package io.mmapdict.viewer;

import io.mmapdict.EntryInfo;
import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.StoredArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A file as whoever watches it sees it: at each look it finds what has changed since the last. Only
 * what is new is decoded, or all where the file was opened anew. What a vacuum has moved is known
 * by its length, and an array by shape and type: a value that was put again by one like it between
 * the same two looks is taken for the one before. For one thread.
 */
public final class Sight {
  private final Supplier<MmapDict> file;
  private final Predicate<String> wanted;
  private Map<String, Seen> known = new LinkedHashMap<>();
  private int looks;

  /** Of the file that was looked at last. */
  private Object inode = "";

  private @Nullable MmapDict last;

  /**
   * Nothing was seen yet.
   *
   * @param file asked at each look, and may have been opened anew since the last
   * @param wanted which keys are looked at
   */
  public Sight(Supplier<MmapDict> file, Predicate<String> wanted) {
    this.file = file;
    this.wanted = wanted;
  }

  /**
   * A key that is there.
   *
   * @param views in which a page may show it
   * @param growing the lengths in the file of an array that grows where it stands, else null
   * @param lengths what they were
   * @param look at which it was first seen with this value, from 0
   * @param nanos when that was, by {@link System#nanoTime}
   */
  public record Seen(
      EntryInfo entry,
      Description shown,
      List<String> views,
      @Nullable NDArray growing,
      List<Long> lengths,
      int look,
      long nanos) {
    private boolean hasGrown() {
      return growing != null && !growing.flat().longs().boxed().toList().equals(lengths);
    }

    private boolean standsAt(EntryInfo other) {
      return entry.valueOffset() == other.valueOffset();
    }

    /** Whether it may be the other's value, moved. */
    private boolean isLike(Seen other) {
      if (entry.valueLength() != other.entry.valueLength()) {
        return false;
      }
      NDArray here = shown.array();
      NDArray there = other.shown.array();
      if (here == null || there == null) {
        return here == null && there == null;
      }
      return here.shape().equals(there.shape()) && here.dtype().equals(there.dtype());
    }

    private Seen since(Seen before) {
      return new Seen(entry, shown, views, growing, lengths, before.look, before.nanos);
    }
  }

  /**
   * What a look has found.
   *
   * @param put what is new, was put again or has grown, in the order of the file
   * @param removed keys that are gone or were put again
   * @param isOther whether another file has taken the place of the one before, as a vacuum does it,
   *     or it was opened anew: what was got before is not of this one
   */
  public record Look(List<Seen> put, Set<String> removed, boolean isOther, Totals totals) {
    /** Whether all keys are as they were. */
    public boolean isEmpty() {
      return put.isEmpty() && removed.isEmpty();
    }
  }

  /**
   * What is there now; the first look finds all new.
   *
   * @throws MmapDictException if the file cannot be read now; the next look finds what this one
   *     would have
   */
  public Look look() {
    MmapDict dict = file.get();
    Object inodeNow = inode(dict);
    boolean isAnew = looks > 0 && isOpenedAnew(dict);
    boolean isOther = looks > 0 && !inodeNow.equals(inode);
    List<EntryInfo> all = dict.entries();
    Collection<EntryInfo> live = Description.live(all);
    Totals totals = Totals.of(dict, all, live);
    long now = System.nanoTime();
    Map<String, Seen> found = LinkedHashMap.newLinkedHashMap(live.size());
    List<Seen> put = new ArrayList<>();
    Set<String> removed = new LinkedHashSet<>(known.keySet());
    for (EntryInfo entry : live) {
      Seen before = known.get(entry.key());
      boolean stays = before != null && !isOther && before.standsAt(entry);
      if (!wanted.test(entry.key())) {
        continue;
      }
      if (stays && !isAnew && !before.hasGrown()) {
        found.put(entry.key(), before);
        removed.remove(entry.key());
        continue;
      }
      Optional<Seen> fresh = seen(dict, entry, now);
      if (fresh.isPresent()) {
        boolean isAsBefore =
            before != null && (isOther || (isAnew && stays)) && fresh.get().isLike(before);
        found.put(entry.key(), isAsBefore ? fresh.get().since(before) : fresh.get());
        if (!isAsBefore) {
          put.add(fresh.get());
        }
        if (isAsBefore || stays) {
          removed.remove(entry.key());
        }
      }
    }
    known = found;
    inode = inodeNow;
    last = dict;
    looks++;
    return new Look(put, removed, isOther || isAnew, totals);
  }

  @SuppressWarnings("ReferenceEquality") // not what it holds, but whether it is this one
  private boolean isOpenedAnew(MmapDict dict) {
    return dict != last;
  }

  /** The keys that are there, in the order of the file. */
  public Collection<Seen> known() {
    return known.values();
  }

  /** Whether something there may become longer where it stands, which is no commit. */
  public boolean hasGrowing() {
    return known.values().stream().anyMatch(seen -> seen.growing != null);
  }

  /** Empty if somebody has removed the key meanwhile. */
  private Optional<Seen> seen(MmapDict dict, EntryInfo entry, long now) {
    Object value;
    try {
      value = dict.get(entry.key());
      if (value == null && !dict.containsKey(entry.key())) {
        return Optional.empty();
      }
    } catch (MmapDictException e) {
      Description unreadable = Description.unreadable(entry, e);
      return Optional.of(new Seen(entry, unreadable, List.of(), null, List.of(), looks, now));
    }
    Description shown = Description.of(entry, value);
    NDArray array = shown.array();
    NDArray growing = array == null ? null : StoredArrays.shapeOf(array).orElse(null);
    List<Long> lengths =
        growing == null ? List.of() : Arrays.stream(array.shape().toArray()).boxed().toList();
    List<String> views = Views.of(entry.key(), value);
    return Optional.of(new Seen(entry, shown, views, growing, lengths, looks, now));
  }

  /** Another one once a vacuum has put another file in its place, in which offsets say nothing. */
  private Object inode(MmapDict dict) {
    try {
      return Files.getAttribute(dict.path(), "unix:ino");
    } catch (IOException e) {
      return inode; // there is none at the path: this is the file
    }
  }
}
