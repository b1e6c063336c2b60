package io.mmapdict;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the index of one open file up to date with what any process does to the file.
 *
 * <p>Whether anything happened tell the commit number, the epoch and the terminator in the mapping:
 * three volatile reads; where there is no epoch yet, the system is asked for the file's times. What
 * was appended is walked over from where the last walk ended. Nothing of this needs the file lock;
 * whatever looks wrong without it is looked at again under it, for a writer that is not ours may be
 * half-way.
 */
final class LiveIndex {
  private final FileHandle file;
  private final FileLock lock;
  private final EntryState states;
  private volatile State state;

  /** How many bytes the file had before another program made it shorter; 0 until then. */
  private volatile long bytesBeforeCut;

  /**
   * An index and the file's words when it was walked.
   *
   * @param commitWord 0 before the first walk
   * @param stamp of a file without an epoch
   * @param locked whether nobody wrote meanwhile; else a writer may be half-way in what was seen
   * @param end where that walk ended; the index may have gone on since
   */
  record State(Index index, long commitWord, long stamp, boolean locked, long end) {
    State(Index index, long commitWord, long stamp, boolean locked) {
      this(index, commitWord, stamp, locked, index.end());
    }
  }

  /**
   * An index and the entries it had at one moment.
   *
   * @param entries in file order
   */
  record Seen(State then, List<FileEntry> entries) {
    Index index() {
      return then.index;
    }
  }

  LiveIndex(FileHandle file, FileLock lock) {
    this.file = file;
    this.lock = lock;
    this.states = new EntryState(file);
    this.state = new State(emptyIndex(), 0, 0, false);
  }

  /** The commit number, looked at again where it says that the file has moved. */
  int commitNumber() {
    long word = file.getLongVolatile(FileLayout.COMMIT_WORD_OFFSET);
    if (FileLayout.isMoved(word)) {
      current();
    }
    return FileLayout.commitNumber(word) & Integer.MAX_VALUE;
  }

  /** The index, up to date as of this call. */
  Index current() {
    State now = state;
    return isFresh(now) ? now.index : walkedOn();
  }

  /** The index, up to date, known to be whole or damaged. The caller holds the file lock. */
  Index currentUnderLock() {
    State now = state;
    boolean known =
        now.locked && now.index.damage() == null && !now.index.hasTail() && isFresh(now);
    Faults.tell();
    return known ? now.index : walkUnderLock(file.size());
  }

  /**
   * The index, with what the caller just did, who holds the file lock.
   *
   * @param size of the file now
   * @throws FileCutException if it is shorter than it was, and damaged
   */
  Index walkUnderLock(long size) {
    long known = Math.max(size, knownBytes(state));
    try {
      walk(true, size);
    } catch (InternalError e) {
      if (file.size() < known) {
        throw cut(known, e);
      }
      throw e;
    }
    return state.index;
  }

  /**
   * Refuses to go on if another program made the file shorter than it was known to be, and damaged
   * it so: mmappickle's vacuum does not. Usually a look at one byte.
   */
  void requireUncut() {
    if (!file.reaches(state.end) || bytesBeforeCut != 0) { // in this order: a cut resets the state
      lookAgain();
    }
  }

  /** The same after a fault: while the system cuts, some pages are gone and others not yet. */
  void lookAgain() {
    if (lock.isHeldByThisThread()) {
      walkUnderLock(file.size());
      return;
    }
    try (FileLock.Held _ = lock.shared()) {
      walkUnderLock(file.size());
    }
  }

  /**
   * Refuses to change a damaged file.
   *
   * @throws DamagedFileException if it is one
   */
  void requireWhole(Index index) {
    Frame.Broken damage = index.damage();
    if (damage != null) {
      throw new DamagedFileException(
          file.path(),
          null,
          damage.offset(),
          damage.expected(),
          damage.actual(),
          "; the file is damaged: what is before this can be read, nothing can be changed."
              + " Look at it with `mmapdict fsck`, mend it with `mmapdict fsck --repair`",
          null);
    }
  }

  /** Whether what was found by an index, without the lock, was there: no entry has moved since. */
  boolean stands(Index index) {
    boolean stands = isCurrent(index) && areInPlace(index);
    Faults.tell();
    return stands;
  }

  /** Whether it is the newest one, and none of its entries is known to have moved. */
  boolean isCurrent(Index index) {
    State now = state;
    return isOf(now, index) && !index.isDoubtful() && !hasMoved(index, now.stamp);
  }

  /** The index, up to date as of this call, as it was walked. */
  State walked() {
    current();
    return state;
  }

  /** The same, and all entries that it has. */
  Seen see() {
    current();
    synchronized (this) {
      return new Seen(state, state.index.entries());
    }
  }

  /** Whether nothing has changed since. */
  boolean isStill(State then) {
    boolean still = isFresh(then) && areInPlace(then.index);
    Faults.tell();
    return still;
  }

  /** All entries that an index has, between two walks. */
  synchronized List<FileEntry> entries(Index index) {
    return index.entries();
  }

  /** An entry that was seen dead is not found any more. */
  synchronized void forget(Index index, FileEntry entry) {
    index.forget(entry);
  }

  private synchronized boolean areInPlace(Index index) {
    return index.areInPlace();
  }

  /**
   * What an index would be stored from. Walks go on while the offsets are gathered: of what is
   * replaced meanwhile the old entry may be missing, and the new one is not covered, or watched.
   */
  IndexImage.Content content(Index index) {
    long covered;
    long walkedFrames;
    long[] watched;
    synchronized (this) {
      covered = index.end();
      walkedFrames = index.walkedFrames();
      watched = index.watched().offsets();
    }
    return new IndexImage.Content(index.epoch(), covered, walkedFrames, index.offsets(), watched);
  }

  /** Closes the file, between two walks. */
  synchronized void close() {
    file.close();
  }

  @SuppressWarnings("ReferenceEquality") // an index is equal to itself only
  private static boolean isOf(State state, Index index) {
    return state.index == index;
  }

  private FileCutException cut(long known, @Nullable InternalError cause) {
    bytesBeforeCut = known;
    state = new State(emptyIndex(), 0, 0, false); // is never fresh: every look meets a walk
    return new FileCutException(file.path(), known, file.size(), cause);
  }

  /** How many bytes the file has for certain. */
  private static long knownBytes(State then) {
    return then.end + (then.index.damage() == null ? FileLayout.TERMINATOR_BYTES : 0);
  }

  private boolean isFresh(State then) {
    try {
      return file.getLongVolatile(FileLayout.COMMIT_WORD_OFFSET) == then.commitWord
          && !then.index.isDoubtful()
          && !hasMoved(then.index, then.stamp)
          && endsWhereItDid(then.index)
          && (then.locked || !then.index.watched().isOneFilled());
    } catch (InternalError e) {
      return false; // nothing is left of the file
    }
  }

  /**
   * Whether the terminator still stands where the walk ended; and see {@link Watched#isOneFilled},
   * which is the same for a value that was written without the lock. A writer changes the commit
   * number before and after he commits: by the number alone, of two readers in between one would
   * see the new value and then the other still the old one.
   */
  private boolean endsWhereItDid(Index index) {
    return index.damage() != null
        || file.getVolatile(index.end() + FileLayout.KIND) == FileLayout.DICT;
  }

  /** Whether the entries do not lie where an index has them any more: mmappickle's vacuum. */
  private boolean hasMoved(Index index, long stamp) {
    long epochOffset = index.epochOffset();
    if (epochOffset == 0) {
      return file.stamp() != stamp;
    }
    try {
      return file.getLongVolatile(epochOffset) != index.epoch();
    } catch (InternalError e) {
      return true; // the file ends before its epoch now
    }
  }

  /** The index, walked on by this call. */
  Index walkedOn() {
    if (walkWithoutLock()) {
      return state.index;
    }
    if (lock.isHeldByThisThread()) {
      return currentUnderLock();
    }
    try (FileLock.Held _ = lock.shared()) {
      return currentUnderLock();
    }
  }

  /** Asks for the size under the monitor: {@link #close} waits for it. */
  private synchronized boolean walkWithoutLock() {
    try {
      return walk(false, file.size());
    } catch (InternalError e) {
      return false; // the file was cut meanwhile: it is walked again under the lock
    }
  }

  /** Walks on. Without the lock, false if what was found must be looked at again under it. */
  private synchronized boolean walk(boolean locked, long size) {
    if (bytesBeforeCut != 0) {
      throw cut(bytesBeforeCut, null);
    }
    State then = state;
    long known = knownBytes(then);
    long commitWord = file.getLongVolatile(FileLayout.COMMIT_WORD_OFFSET);
    if (FileLayout.isMoved(commitWord)) {
      if (!locked) {
        return false; // a vacuum may be about to move it: it holds the lock
      }
      file.requireInPlace();
    }
    boolean first = then.commitWord == 0;
    boolean moved = !first && hasMoved(then.index, then.stamp);
    if (moved && !locked) {
      return false;
    }
    Index index = first || moved ? newIndex(size) : then.index;
    long stamp = isOf(then, index) ? then.stamp : stampOf(index);
    index.lookAgain();
    Frame.Broken damage = index.walkOn(size);
    // Asked behind the walk, as the file may be cut meanwhile.
    boolean longEnough = size >= known || file.size() >= known; // others may have walked since
    boolean stood = first || (longEnough && file.reaches(then.end));
    if (locked && !stood && !moved && !hasMoved(index, stamp)) {
      throw cut(known, null);
    }
    if (!locked
        && (!stood // mmappickle's vacuum may be just about to make that seen, too
            || damage != null
            || index.isDoubtful()
            || hasMoved(index, stamp)
            || index.watched().areManyReserved())) { // else each look would be at all of them
      return false;
    }
    index.setDamage(damage);
    if (index.isDoubtful()) {
      index = emptyIndex();
      index.setDamage(index.walkOn(size));
    }
    if (!stood && index.damage() != null) {
      throw cut(known, null);
    }
    state = new State(index, commitWord, stamp, locked);
    return true;
  }

  /** Taken before the walk. */
  private long stampOf(Index index) {
    return index.epochOffset() == 0 ? file.stamp() : 0;
  }

  private Index emptyIndex() {
    return new Index(file, states, this);
  }

  /** An index of what need not be walked over. */
  private Index newIndex(long size) {
    file.ensureMapped(size);
    Index index = emptyIndex();
    StoredIndex stored = StoredIndex.open(file, size);
    if (stored != null) {
      index.beginWith(stored);
    }
    return index;
  }
}
