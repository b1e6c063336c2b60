package io.mmapdict;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All that belongs to one opened file: its mapping, lock, index and writer. A {@link MmapDict} goes
 * on with another one when its file has moved; what was mapped here stays until {@link #close}.
 */
final class OpenFile {
  final FileHandle file;
  final Store store;
  final FileLock lock;
  final LiveIndex live;
  final Lookup lookup;
  final Writer writer;
  final Values values;
  final Claims claims;
  final Updates updates;
  final IndexKeeper keeper;
  private final How how;
  private boolean closing;

  /**
   * How to open a file, and to open it again.
   *
   * @param path absolute
   * @param tap sees every change on its way into the file
   * @param rangeBytes how many addresses to map at first
   * @param remote where the file is if it is on another machine
   */
  record How(
      Path path,
      OpenMode mode,
      Durability durability,
      UnaryOperator<Store> tap,
      long rangeBytes,
      @Nullable RemoteFile remote) {
    How(
        Path path,
        OpenMode mode,
        Durability durability,
        UnaryOperator<Store> tap,
        long rangeBytes) {
      this(path, mode, durability, tap, rangeBytes, null);
    }

    static How of(RemoteFile remote) {
      return new How(
          remote.path(),
          OpenMode.READ_ONLY,
          Durability.PROCESS,
          UnaryOperator.identity(),
          FileHandle.USUAL_RANGE_BYTES,
          remote);
    }

    static How of(Path path, OpenMode mode, Durability durability) {
      long range = FileHandle.USUAL_RANGE_BYTES;
      return new How(path.toAbsolutePath(), mode, durability, UnaryOperator.identity(), range);
    }

    /** How to open a file that was there already: it is never made anew. */
    How again() {
      return mode == OpenMode.CREATE
          ? new How(path, OpenMode.READ_WRITE, durability, tap, rangeBytes)
          : this;
    }
  }

  private OpenFile(How how, FileHandle file) {
    this.how = how;
    this.file = file;
    this.store = how.tap.apply(file);
    this.lock = new FileLock(file);
    this.live = new LiveIndex(file, lock);
    this.lookup = new Lookup(file, lock, live);
    this.keeper = new IndexKeeper(file, store, lock, live, how.durability);
    this.writer = new Writer(file, store, lock, live, lookup, keeper, how.durability);
    PrivatePages pages = how.mode == OpenMode.COPY_ON_WRITE ? new PrivatePages(file) : null;
    this.values = new Values(file, lookup, pages);
    this.claims = new Claims(file);
    this.updates = new Updates(lookup, values, writer, claims, lock);
  }

  /**
   * Opens a file, and makes it where there is none and the mode says so.
   *
   * @throws MmapDictException if the file cannot be opened or is none of ours; it is unchanged then
   */
  static OpenFile open(How how) {
    while (true) {
      try {
        return openNow(how);
      } catch (MovedException e) {
        // by a vacuum, after the path was followed: it leads to another file now
      }
    }
  }

  private static OpenFile openNow(How how) {
    Path path = how.path;
    if (how.mode == OpenMode.CREATE && Files.notExists(path)) {
      NewFile.create(path, how.durability);
    }
    FileHandle file =
        how.remote == null
            ? FileHandle.open(path, how.mode.writes(), how.rangeBytes)
            : Replica.open(how.remote);
    try {
      Header.check(path, file.mapping(), file.size());
      OpenFile open = new OpenFile(how, file);
      open.takeLease();
      open.live.current();
      if (file.writable()) {
        open.writer.recover();
      }
      return open;
    } catch (InternalError e) {
      file.close();
      throw new FileCutException(path, e);
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /**
   * Whatever looks into the mapping passes through here: what it found there, or did not find,
   * counts only if no other program has made the file shorter.
   *
   * @throws FileCutException if one has
   * @throws MmapDictException if the mapping cannot be used for another reason
   */
  <T extends @Nullable Object> T use(Function<OpenFile, T> action) {
    T found;
    try {
      found = action.apply(this);
    } catch (InternalError e) {
      live.lookAgain();
      throw new MmapDictException(
          file.path(),
          null,
          MmapDictException.NO_OFFSET,
          "the system refuses an access to a mapping, and the file is as long as it was: the disk"
              + " fails or is full (see the system's log), or a function or codec of yours uses"
              + " another file that was cut",
          e);
    } catch (RuntimeException e) {
      if (e.getCause() instanceof InternalError) { // one byte tells nothing while the system cuts
        live.lookAgain();
      } else {
        live.requireUncut();
      }
      throw e;
    }
    live.requireUncut();
    return found;
  }

  /** The live entry of a key, or null. */
  @Nullable FileEntry find(@Nullable Object key) {
    values.requireKey(key);
    return key instanceof String text ? lookup.find(text) : null;
  }

  /** Runs a function on the value of a key where it lies, under the claim on the key. */
  <R extends @Nullable Object> R inPlace(
      String key, Function<InPlace, R> function, Duration timeout) {
    lock.requireNotHeld(); // whoever has the claim may wait for it
    try (Claims.Held _ = claims.claim(key, timeout)) {
      InPlace place = new InPlace(this, lookup.find(key), how.durability);
      lock.giveBackKept();
      return function.apply(place);
    }
  }

  /** The value of a key, or another one where there is none. */
  @Nullable Object valueOr(@Nullable Object key, @Nullable Object other) {
    FileEntry entry = find(key);
    return entry == null ? other : values.of(entry);
  }

  /** What changes another file that is to take the place of this one. */
  Store storeOf(FileHandle other) {
    return how.tap.apply(other);
  }

  /**
   * Every entry of one moment in file order, dead ones too, up to the terminator or to the damage.
   */
  List<EntryInfo> entries() {
    Replica replica = file.replica();
    if (replica != null) {
      replica.skeleton().fetchAll(live.current().end());
    }
    try {
      for (int look = 0; look < Lookup.MOST_LOOKS_AT_ALL; look++) {
        LiveIndex.State then = live.walked();
        List<EntryInfo> found = entriesUpTo(then.end());
        // One that is overwritten by its like, moved, is in its place again in a moment.
        boolean isWhole = endOf(found) == then.end();
        if (isWhole && live.isStill(then)) {
          return found;
        }
      }
    } catch (InternalError e) {
      // the file ended before one of them: mmappickle's vacuum, or a cut
    }
    try (FileLock.Held _ = lock.shared()) {
      return entriesUpTo(live.currentUnderLock().end());
    }
  }

  private static long endOf(List<EntryInfo> entries) {
    return entries.isEmpty()
        ? FileLayout.HEADER_BYTES
        : entries.getLast().offset() + entries.getLast().length();
  }

  private List<EntryInfo> entriesUpTo(long end) {
    List<EntryInfo> found = new ArrayList<>();
    long offset = FileLayout.HEADER_BYTES;
    while (offset < end
        && FrameReader.read(file.mapping(), offset, end) instanceof Frame.Whole whole) {
      FileEntry entry = whole.entry();
      found.add(
          new EntryInfo(
              entry.key,
              whole.live(),
              entry.offset,
              entry.end - entry.offset,
              entry.valueOffset,
              entry.valueEnd() - entry.valueOffset));
      offset = entry.end;
    }
    return found;
  }

  private void takeLease() {
    if (!file.writable()) {
      Leases.take(file);
      return;
    }
    try (FileLock.Held _ = lock.shared()) {
      Leases.take(file);
      file.requireInPlace(); // a repair may have held the lock, and put another file at the path
    }
  }

  /**
   * Every entry of the file, dead ones too. The caller holds the file lock.
   *
   * @throws MovedException if the file has moved
   * @throws MmapDictException if it is damaged
   */
  List<Frame.Whole> framesUnderLock() {
    Index index = live.currentUnderLock();
    Frame.Broken damage = index.damage();
    if (damage != null) {
      throw new MmapDictException(
          file.path(),
          damage.offset(),
          damage.what() + "; the file is left as it is, `mmapdict fsck --repair` mends it");
    }
    List<Frame.Whole> frames = new ArrayList<>();
    for (long at = FileLayout.HEADER_BYTES; at < index.end(); ) {
      if (!(FrameReader.read(file.mapping(), at, index.end()) instanceof Frame.Whole frame)) {
        throw new MmapDictException( // where the index in the file has made walking needless
            file.path(),
            at,
            "an entry is damaged; the file is left as it is, `mmapdict fsck --repair` mends it");
      }
      frames.add(frame);
      at = frame.entry().end;
    }
    return frames;
  }

  /**
   * Closes the file and ends the life of every value mapped from it. May be called again.
   *
   * @throws IllegalStateException as {@link #requireElsewhere}
   */
  void close() {
    requireElsewhere();
    claims.close();
    closeInTurn();
  }

  /**
   * Asked before anything is closed.
   *
   * @throws IllegalStateException if this thread is putting a value, and would wait for itself, or
   *     for who waits for the file lock it holds
   */
  void requireElsewhere() {
    if (lock.isHeldByThisThread() || file.fills().areOfThisThread()) {
      throw new IllegalStateException(
          file.path() + " cannot be closed by the payload of a value that is put into it");
    }
  }

  /** Of two threads that close at once the second waits: the first may be writing the index. */
  private synchronized void closeInTurn() {
    try {
      if (file.writable() && !closing) {
        closing = true;
        keeper.close();
      }
    } finally {
      file.fills().end(() -> lock.withoutWriters(live::close));
    }
  }
}
