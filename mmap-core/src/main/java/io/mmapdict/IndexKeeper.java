package io.mmapdict;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Puts the index into the file when there is much to walk over without it: while a writer goes on,
 * in a thread of its own, and when he closes the file. It is made without the lock, and written
 * part after part, each under the lock, into a dead entry that is allocated before and pointed to
 * afterwards.
 */
final class IndexKeeper {
  /** To walk over so many frames takes no longer than to find an index. */
  static final int LEAST_FRAMES = 4096;

  /** The same while the file is open: it is closed soon enough, or a killed writer's is walked. */
  static final int LEAST_FRAMES_OPEN = 1 << 15;

  /** An index costs a file less than its entries do: walked over is at least this part of them. */
  private static final int PART = 4;

  /** While the file is open an index has twice the keys of the last: all cost as two of them. */
  private static final int PART_OPEN = 2;

  private final FileHandle file;
  private final Store store;
  private final FileLock lock;
  private final LiveIndex live;
  private final Durability durability;
  private final long commitWordAtFirst;

  /** With so many frames walked over it is time to look whether an index is worth while. */
  private volatile long due = LEAST_FRAMES_OPEN;

  /** What makes an index now, or made the last. Started under the file lock. */
  private volatile @Nullable Thread maker;

  /** The index that the file is known to have, and how many frames had been walked over by then. */
  private long knownPointer;

  private long framesThen;

  private volatile boolean closing;

  IndexKeeper(FileHandle file, Store store, FileLock lock, LiveIndex live, Durability durability) {
    this.file = file;
    this.store = store;
    this.lock = lock;
    this.live = live;
    this.durability = durability;
    this.commitWordAtFirst = file.getLongVolatile(FileLayout.COMMIT_WORD_OFFSET);
    this.knownPointer = pointer(StoredIndex.epochOffset(file, file.size()));
  }

  /** Told of each change by who holds the file lock for it. Only compares two numbers, mostly. */
  void changed(Index index) {
    if (index.walkedFrames() >= due && !closing) {
      due = Long.MAX_VALUE;
      try {
        maker = Thread.ofPlatform().name("mmapdict index").daemon().start(this::keepWhileOpen);
      } catch (OutOfMemoryError e) { // no thread is to be had; the change is committed all the same
        due = index.walkedFrames() + LEAST_FRAMES_OPEN;
      }
    }
  }

  private void keepWhileOpen() {
    due = keepQuietly(LEAST_FRAMES_OPEN, PART_OPEN);
  }

  /** Writes the index if the file was changed since it was opened, and it is worth while. */
  void close() {
    lock.withoutWriters(() -> closing = true); // nobody starts another one
    await();
    if (isChanged()) {
      keepQuietly(LEAST_FRAMES, PART);
    }
  }

  private boolean isChanged() {
    try {
      long commitWord = file.getLongVolatile(FileLayout.COMMIT_WORD_OFFSET);
      Faults.tell();
      return commitWord != commitWordAtFirst && !FileLayout.isMoved(commitWord);
    } catch (InternalError e) {
      return false; // nothing is left of the file
    }
  }

  /** Waits for what makes an index now; an interruption is left for later. */
  private void await() {
    Thread thread = maker;
    boolean interrupted = false;
    while (thread != null && thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Writes the index if so many frames are to be walked over without. What prevents it, such as a
   * full disk, prevents nothing else.
   *
   * @return with how many frames walked over it may be worth while to try again
   */
  private synchronized long keepQuietly(int leastFrames, int part) {
    long walked = Long.MAX_VALUE - leastFrames;
    try {
      Index index = live.current();
      walked = index.walkedFrames();
      long wanted = Math.max(leastFrames, index.keys() / part);
      long missing = wanted - framesBehind(index);
      if (missing > 0) {
        return walked + missing;
      }
      keep();
      Faults.tell();
      return walked + wanted;
    } catch (MmapDictException | MovedException | InternalError | OutOfMemoryError e) {
      System.getLogger(IndexKeeper.class.getName())
          .log(System.Logger.Level.DEBUG, "no index is left in " + file.path(), e);
      return walked + leastFrames;
    }
  }

  /** How many frames would have to be walked over by who opens the file now. */
  private long framesBehind(Index index) {
    long pointer = pointer(index.epochOffset());
    if (pointer != knownPointer) { // another writer's
      knownPointer = pointer;
      framesThen = index.walkedFrames();
    }
    return index.walkedFrames() < framesThen // it was moved, and is walked over anew
        ? index.walkedFrames()
        : index.walkedFrames() - framesThen;
  }

  private long pointer(long epochOffset) {
    return epochOffset == 0
        ? 0
        : FileLayout.indexPointer(file.getLongVolatile(epochOffset + Long.BYTES));
  }

  /** Writes the index. True if it is in the file, false if others were in the way. */
  synchronized boolean keep() {
    long claim = Claims.byteOf(FileLayout.INDEX_KEY);
    if (RangeLocks.set(file.fd(), RangeLocks.F_WRLCK, claim, 1) < 0) {
      return false; // another process makes one
    }
    try (Arena arena = Arena.ofConfined()) {
      return new Making(arena).run();
    } finally {
      RangeLocks.set(file.fd(), RangeLocks.F_UNLCK, claim, 1);
    }
  }

  /** One index on its way into the file. */
  private final class Making {
    private final Arena arena;
    private final Appender appender;
    private final Index index = live.current();

    /** Where the pointer stands, if the first entry is a shim: a file of mmappickle's has none. */
    private final long epochOffset = StoredIndex.epochOffset(file, file.size());

    private final long pointer = pointer(epochOffset);

    Making(Arena arena) {
      this.arena = arena;
      this.appender = new Appender(store, durability, arena);
    }

    boolean run() {
      if (epochOffset == 0 || index.epochOffset() != epochOffset) {
        return false;
      }
      IndexImage.Content content = live.content(index);
      MemorySegment image = IndexImage.of(file, content, arena);
      Reservation place = image == null ? null : reserve(image.byteSize());
      if (image == null || place == null) {
        return false;
      }
      try {
        place.fill(FileLayout.indexStart(place.entry().offset), image, lock);
        appender.barrier();
      } catch (Throwable e) {
        settle(place, false);
        throw e;
      }
      boolean kept = settle(place, true);
      if (kept) {
        knownPointer = place.entry().offset;
        framesThen = content.walkedFrames();
      }
      return kept;
    }

    private @Nullable Reservation reserve(long imageBytes) {
      try (FileLock.Held _ = lock.exclusive()) {
        if (!isAsItWas()) {
          return null;
        }
        bump();
        long end = index.end();
        long frame = FileLayout.isAligned(end) ? end : appender.appendShim(end);
        FileEntry entry = appender.reserveIndex(frame, imageBytes, Reservation.ownMark());
        bump();
        live.walkUnderLock(entry.end + FileLayout.TERMINATOR_BYTES);
        return new Reservation(file, store, entry, index);
      }
    }

    /** Nobody fills the entry any more. True if the file points to it now. */
    private boolean settle(Reservation place, boolean filled) {
      try (FileLock.Held _ = lock.exclusive()) {
        live.currentUnderLock(); // throws if a vacuum has moved the file: its mark is to stay
        // An entry that a killed writer did not switch off may be known to nobody but us.
        boolean use = filled && isAsItWas() && index.watched().superseded().isEmpty();
        if (!place.stands(file.size())) {
          return false;
        }
        bump();
        if (!use) {
          place.empty();
        }
        appender.abandon(place.entry(), 1);
        if (use) {
          long at = epochOffset + Long.BYTES;
          long word = file.getLongVolatile(at);
          store.storeLong(at, FileLayout.withIndexPointer(word, place.entry().offset));
        }
        bump();
        return use;
      }
    }

    /** The caller holds the file lock. */
    private boolean isAsItWas() {
      return index.equals(live.currentUnderLock())
          && !FileLayout.isMoved(file.getLongVolatile(FileLayout.COMMIT_WORD_OFFSET))
          && index.damage() == null
          && !index.hasTail()
          && pointer(epochOffset) == pointer;
    }

    private void bump() {
      appender.bump(file.getLongVolatile(FileLayout.COMMIT_WORD_OFFSET));
    }
  }
}
