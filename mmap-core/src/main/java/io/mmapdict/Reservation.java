package io.mmapdict;

import io.mmapdict.pickle.PickleException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The place of a large value: a dead entry, committed and whole but for its value, which its owner
 * writes without the lock and then switches on. Its memo max is minus the owner's process id until
 * then, so that whoever cleans up leaves it alone while the owner lives.
 */
final class Reservation {
  /** Long enough to be fast, short enough to notice soon that the place is gone. */
  private static final long PART_BYTES = 16 << 20;

  /** Of what is written under the lock, so much at a time that nobody waits. */
  private static final long LOCKED_BYTES = 1 << 18;

  private static final int BUFFER_BYTES = 1 << 18;

  private final FileHandle file;
  private final Store store;
  private final FileEntry entry;
  private final long epochOffset;
  private final long epoch;
  private final List<Range> written = new ArrayList<>();

  private record Range(long start, long end) {}

  /**
   * A reservation of this process, just committed.
   *
   * @param index up to date, of a file that has an epoch
   */
  Reservation(FileHandle file, Store store, FileEntry entry, Index index) {
    this.file = file;
    this.store = store;
    this.entry = entry;
    this.epochOffset = index.epochOffset();
    this.epoch = index.epoch();
  }

  /** The memo max of what this process is about to write. */
  static int ownMark() {
    return Math.toIntExact(-ProcessHandle.current().pid());
  }

  /**
   * Whether an entry's memo max says that someone is still writing it.
   *
   * <p>Process ids are used again: of an owner who was killed it may be said that he lives, as long
   * as another process has his number, and the entry waits. In another process namespace, as
   * containers have, a living owner looks dead; his lease on the file does not.
   */
  static boolean isBeingWritten(int memoMax) {
    return memoMax < 0
        && memoMax != Integer.MIN_VALUE
        && ProcessHandle.of(-memoMax).map(ProcessHandle::isAlive).orElse(false);
  }

  FileEntry entry() {
    return entry;
  }

  /**
   * Writes the value. Needs no lock; not for two threads at once.
   *
   * @throws MmapDictException if it cannot be written, or if the place is gone
   */
  void fill(NewEntry value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BUFFER_BYTES, Long.BYTES);
      FileSink sink = new FileSink(new Guarded(), buffer, entry.valueOffset);
      value.writeValue(entry, sink);
      sink.flush();
    } catch (PickleException e) { // of a payload that comes from elsewhere
      throw new MmapDictException(
          file.path(),
          entry.key,
          MmapDictException.NO_OFFSET,
          "cannot be stored: " + e.getMessage(),
          e);
    }
  }

  /**
   * Writes bytes, part after part, each under the lock: no vacuum of mmappickle's comes between the
   * look whether the place is still ours and the write. Not for two threads at once.
   *
   * @throws MmapDictException if they cannot be written, or if the place is gone
   */
  void fill(long offset, MemorySegment bytes, FileLock lock) {
    Guarded guarded = new Guarded();
    guarded.allocate(offset, bytes.byteSize());
    for (long done = 0; done < bytes.byteSize(); done += LOCKED_BYTES) {
      long part = Math.min(LOCKED_BYTES, bytes.byteSize() - done);
      try (FileLock.Held _ = lock.shared()) {
        guarded.write(offset + done, bytes.asSlice(done, part));
      }
    }
  }

  /** Gives back the blocks of what was written, of a value that will never be switched on. */
  void empty() {
    if (isInPlace()) {
      written.forEach(range -> store.release(range.start, range.end - range.start));
    }
  }

  /** Whether the entry stands as it was made. The caller holds the file lock. */
  boolean stands(long size) {
    return isInPlace()
        && FrameReader.read(file.mapping(), entry.offset, size) instanceof Frame.Whole whole
        && whole.entry().end == entry.end
        && whole.entry().key.equals(entry.key)
        && !whole.live()
        && whole.memoMax() == ownMark();
  }

  /** What to say where it does not stand. */
  MmapDictException gone() {
    return new MmapDictException(
        file.path(),
        entry.key,
        entry.offset,
        "the space for the value was taken away while it was written, by mmappickle's vacuum or by"
            + " a program that held this process for dead; nothing is stored, put it again",
        null);
  }

  /** mmappickle's vacuum, which moves everything, begins with the epoch. */
  private boolean isInPlace() {
    try {
      return file.getLongVolatile(epochOffset) == epoch;
    } catch (InternalError e) {
      return false; // the file ends before its epoch now
    }
  }

  /** The file, as long as the place is ours. */
  private final class Guarded implements Output {
    @Override
    public void write(long offset, MemorySegment bytes) {
      note(offset, bytes.byteSize());
      for (long done = 0; done < bytes.byteSize(); done += PART_BYTES) {
        check();
        long part = Math.min(PART_BYTES, bytes.byteSize() - done);
        store.write(offset + done, bytes.asSlice(done, part));
      }
    }

    @Override
    public boolean allocate(long offset, long byteCount) {
      check();
      note(offset, byteCount);
      return store.allocate(offset, byteCount);
    }

    @Override
    public long copy(int from, long fromOffset, long offset, long byteCount) {
      check();
      long copied = store.copy(from, fromOffset, offset, Math.min(PART_BYTES, byteCount));
      note(offset, Math.max(0, copied));
      return copied;
    }

    private void check() {
      file.fills().requireGoingOn();
      if (!isInPlace()) {
        throw gone();
      }
    }

    private void note(long start, long byteCount) {
      Range last = written.isEmpty() ? new Range(start, start) : written.removeLast();
      long end = start + byteCount;
      if (start > last.end) {
        written.add(last);
        written.add(new Range(start, end));
      } else {
        written.add(new Range(last.start, Math.max(last.end, end)));
      }
    }
  }
}
