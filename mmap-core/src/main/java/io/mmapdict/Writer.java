package io.mmapdict;

import io.mmapdict.pickle.spi.Encoding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes the file, one change at a time, each under the file lock. */
final class Writer {
  private final FileHandle file;
  private final Store store;
  private final FileLock lock;
  private final LiveIndex live;
  private final Lookup lookup;
  private final EntryState states;
  private final Appender appender;
  private final IndexKeeper keeper;

  Writer(
      FileHandle file,
      Store store,
      FileLock lock,
      LiveIndex live,
      Lookup lookup,
      IndexKeeper keeper,
      Durability durability) {
    this.file = file;
    this.store = store;
    this.lock = lock;
    this.live = live;
    this.lookup = lookup;
    this.keeper = keeper;
    this.states = new EntryState(file);
    this.appender = new Appender(store, durability, file.arena());
  }

  /** Whether a change is wanted, given the entry that is there under the lock. */
  @FunctionalInterface
  interface Condition {
    /** Quick, and touches no file. */
    boolean allows(@Nullable FileEntry now);
  }

  /**
   * What came of it.
   *
   * @param done false if the condition refused
   * @param before the live entry of the key before
   */
  record Change(boolean done, @Nullable FileEntry before) {}

  /**
   * Stores a value under a key, or removes the key.
   *
   * <p>A large value is written without the lock, and the condition asked before and after that. If
   * the key gets another value meanwhile, which stands behind this one in the file, then this one
   * counts as replaced by it.
   *
   * @param value null to remove
   */
  Change change(String key, @Nullable Encoding value, Condition condition) {
    if (value == null) {
      return remove(key, condition);
    }
    NewEntry entry = NewEntry.of(file.path(), key, value);
    try {
      return entry.isLarge() ? changeLarge(entry, condition) : append(entry, condition);
    } catch (NoSpaceException e) {
      giveBackTail(e);
      throw e.of(key, value.sizeAt(0));
    }
  }

  /** Stores small values under different keys, all at once, or a single one of any size. */
  void putAll(List<NewEntry> entries) {
    NewEntry first = entries.getFirst();
    try {
      if (first.isLarge()) {
        changeLarge(first, now -> true);
      } else {
        append(entries);
      }
    } catch (NoSpaceException e) {
      giveBackTail(e);
      throw e.of(first.key(), entries.stream().mapToLong(each -> each.value().sizeAt(0)).sum());
    }
  }

  private void append(List<NewEntry> entries) {
    try (Commit commit = Commit.begin();
        FileLock.Held _ = lock.exclusive()) {
      commit.locked();
      Index index = indexForChange();
      List<FileEntry> replaced = new ArrayList<>();
      for (NewEntry entry : entries) {
        FileEntry before = lookup.findIn(index, entry.key());
        if (before != null) {
          replaced.add(before);
        }
      }
      append(index, entries, replaced, commit);
    }
  }

  private Change append(NewEntry entry, Condition condition) {
    try (Commit commit = Commit.begin();
        FileLock.Held _ = lock.brief()) {
      commit.locked();
      Index index = indexForChange();
      FileEntry before = lookup.findIn(index, entry.key());
      if (!condition.allows(before)) {
        return new Change(false, before);
      }
      append(index, List.of(entry), before == null ? List.of() : List.of(before), commit);
      return new Change(true, before);
    }
  }

  private void append(
      Index index, List<NewEntry> entries, List<FileEntry> replaced, Commit commit) {
    bump();
    boolean off = switchOff(index.watched().superseded());
    long start = alignedEnd(index);
    long end = appender.append(start, entries);
    off |= switchOff(replaced);
    bump();
    if (off) {
      appender.barrier();
    }
    commit.put(file, entries.getFirst().key(), entries.size(), start, end);
    keeper.changed(live.walkUnderLock(end + FileLayout.TERMINATOR_BYTES));
  }

  private Change remove(String key, Condition condition) {
    try (Commit commit = Commit.begin();
        FileLock.Held _ = lock.brief()) {
      commit.locked();
      Index index = indexForChange();
      FileEntry before = lookup.findIn(index, key);
      if (!condition.allows(before)) {
        return new Change(false, before);
      }
      if (before != null) {
        bump();
        switchOff(index.watched().superseded());
        appender.switchOff(before);
        bump();
        appender.barrier();
        commit.removed(file, before);
        live.walkUnderLock(index.fileSize());
      }
      return new Change(true, before);
    }
  }

  private Change changeLarge(NewEntry entry, Condition condition) {
    try (Fills.Held _ = file.fills().begin();
        Commit commit = Commit.begin()) {
      return fillAndSwitchOn(entry, condition, commit);
    }
  }

  private Change fillAndSwitchOn(NewEntry entry, Condition condition, Commit commit) {
    Reservation reservation;
    FileEntry first;
    try (FileLock.Held _ = lock.exclusive()) {
      commit.locked();
      Index index = indexForChange();
      first = lookup.findIn(index, entry.key());
      if (!condition.allows(first)) {
        return new Change(false, first);
      }
      reservation = reserve(index, entry);
    }
    try {
      reservation.fill(entry);
      appender.barrier();
    } catch (Throwable e) {
      giveUp(reservation, entry.value().memoMax(), e);
      throw e;
    }
    return switchOn(reservation, entry.value().memoMax(), first, condition, commit);
  }

  private Reservation reserve(Index index, NewEntry entry) {
    bump();
    FileEntry place = appender.reserve(alignedEnd(index), entry, Reservation.ownMark());
    bump();
    Index now = live.walkUnderLock(place.end + FileLayout.TERMINATOR_BYTES);
    return new Reservation(file, store, place, now);
  }

  /** The last step of a large value; {@code first} is what was there when it began. */
  private Change switchOn(
      Reservation reservation,
      int memoMax,
      @Nullable FileEntry first,
      Condition condition,
      Commit commit) {
    FileEntry entry = reservation.entry();
    commit.waits();
    try (FileLock.Held _ = lock.exclusive()) {
      commit.locked();
      Index index = indexForChange();
      if (!reservation.stands(index.fileSize())) {
        throw reservation.gone();
      }
      FileEntry before = lookup.findIn(index, entry.key);
      boolean allowed = condition.allows(before);
      // Whoever loads from start to end must meet the new value behind the old one, or neither.
      boolean overtaken = before != null && before.offset > entry.offset;
      bump();
      switchOff(index.watched().superseded());
      if (!allowed || overtaken) {
        reservation.empty();
        appender.abandon(entry, memoMax);
      } else {
        appender.switchOn(entry, memoMax);
        appender.barrier();
        if (before != null) {
          appender.switchOff(before);
        }
      }
      bump();
      appender.barrier();
      if (allowed && !overtaken) {
        commit.put(file, entry.key, 1, entry.offset, entry.end);
      }
      live.walkUnderLock(index.fileSize());
      return new Change(allowed, allowed && overtaken ? first : before);
    }
  }

  /** The value could not be written: its entry stays dead, and nobody waits for it any more. */
  private void giveUp(Reservation reservation, int memoMax, Throwable why) {
    try (FileLock.Held _ = lock.exclusive()) {
      long size = file.size();
      if (reservation.stands(size)) {
        reservation.empty();
        bump();
        appender.abandon(reservation.entry(), memoMax);
        bump();
        live.walkUnderLock(size);
      }
    } catch (RuntimeException e) {
      why.addSuppressed(e);
    }
  }

  /** What stands behind the terminator was never committed: its blocks go back to the disk. */
  private void giveBackTail(NoSpaceException why) {
    try (FileLock.Held _ = lock.exclusive()) {
      Index index = live.currentUnderLock();
      long start = index.end() + FileLayout.TERMINATOR_BYTES;
      long end = file.size() - FileLayout.TERMINATOR_BYTES; // the file goes on ending in one
      if (index.damage() == null && end > start) {
        store.release(start, end - start);
      }
    } catch (MmapDictException e) {
      why.addSuppressed(e);
    }
  }

  private boolean switchOff(List<FileEntry> entries) {
    entries.forEach(appender::switchOff);
    return !entries.isEmpty();
  }

  /** Recovers what a killed writer left, if anything; leaves a damaged file as it is. */
  void recover() {
    Index index = live.current();
    if (index.damage() != null || (!index.hasTail() && !mayHaveOrphans(index))) {
      return;
    }
    try (FileLock.Held _ = lock.exclusive()) {
      Index now = live.currentUnderLock();
      if (now.damage() == null && now.hasTail()) {
        wrapTail(now);
      }
      if (now.damage() == null) {
        settleOrphans(live.currentUnderLock());
      }
    }
  }

  private static boolean mayHaveOrphans(Index index) {
    return !index.watched().reserved().isEmpty() || !index.watched().halfSwitched().isEmpty();
  }

  /**
   * What a writer left that was killed while it filled a reservation is dead for good; of one that
   * was killed while it switched an entry, the switch counts.
   */
  private void settleOrphans(Index index) {
    List<FileEntry> unfilled =
        index.watched().reserved().stream().filter(entry -> !isBeingWritten(entry)).toList();
    List<FileEntry> halfSwitched = index.watched().halfSwitched();
    if (!unfilled.isEmpty() || !halfSwitched.isEmpty()) {
      bump();
      unfilled.forEach(entry -> appender.abandon(entry, states.memoMax(entry)));
      halfSwitched.forEach(this::finishSwitch);
      bump();
      live.walkUnderLock(index.fileSize());
    }
  }

  /** What the switch in front of a value says counts. The caller holds the file lock. */
  void finishSwitch(FileEntry entry) {
    if (states.isLive(entry)) {
      appender.finishSwitch(entry, states.memoMax(entry));
    } else {
      appender.switchOff(entry);
    }
  }

  private boolean isBeingWritten(FileEntry entry) {
    return Reservation.isBeingWritten(FileLayout.i32(file.mapping(), entry.memoMaxOffset()));
  }

  private Index indexForChange() {
    Index index = live.currentUnderLock();
    live.requireWhole(index);
    if (index.hasTail()) {
      wrapTail(index);
      index = live.currentUnderLock();
    }
    if (!index.watched().halfSwitched().isEmpty()) {
      settleOrphans(index);
    }
    return index;
  }

  /** Nothing that was written is taken away: the tail becomes a dead entry. */
  private void wrapTail(Index index) {
    bump();
    long frame = alignedEnd(index);
    if (index.fileSize() > frame + FileLayout.TERMINATOR_BYTES) {
      appender.wrapTail(frame, index.fileSize());
    }
    bump();
  }

  /** Where the terminator stands once the next frame is aligned and the file has an epoch. */
  private long alignedEnd(Index index) {
    long end = index.end();
    return FileLayout.isAligned(end) && index.epochOffset() != 0 ? end : appender.appendShim(end);
  }

  private void bump() {
    appender.bump(file.getLongVolatile(FileLayout.COMMIT_WORD_OFFSET));
  }
}
