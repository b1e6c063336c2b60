package io.mmapdict;

import io.mmapdict.pickle.spi.Encoding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes the file, one change at a time, each under the file lock. */
final class Writer {
  private static final byte[] NO_KEY = {};

  private final FileHandle file;
  private final FileLock lock;
  private final LiveIndex live;
  private final Appender appender;

  Writer(FileHandle file, FileLock lock, LiveIndex live, Appender appender) {
    this.file = file;
    this.lock = lock;
    this.live = live;
    this.appender = appender;
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
   * @param value null to remove
   */
  Change change(String key, @Nullable Encoding value, Condition condition) {
    byte[] keyBytes = value == null ? NO_KEY : Key.encode(file.path(), key);
    try (FileLock.Held _ = lock.exclusive()) {
      Index index = indexForChange();
      FileEntry before = live.findIn(index, key);
      if (!condition.allows(before)) {
        return new Change(false, before);
      }
      if (value == null && before == null) {
        return new Change(true, null);
      }
      bump();
      List<FileEntry> superseded = index.superseded();
      superseded.forEach(appender::switchOff);
      long size = index.fileSize();
      if (value != null) {
        size = appender.append(alignedEnd(index), keyBytes, value) + FileLayout.TERMINATOR_BYTES;
      }
      if (before != null) {
        appender.switchOff(before);
      }
      bump();
      if (before != null || !superseded.isEmpty()) {
        appender.barrier();
      }
      live.walkUnderLock(size);
      return new Change(true, before);
    }
  }

  /** Recovers what a killed writer left, if anything; leaves a damaged file as it is. */
  void recover() {
    Index index = live.current();
    if (index.damage() != null || !index.hasTail()) {
      return;
    }
    try (FileLock.Held _ = lock.exclusive()) {
      Index now = live.currentUnderLock();
      if (now.damage() == null && now.hasTail()) {
        wrapTail(now);
      }
    }
  }

  private Index indexForChange() {
    Index index = live.currentUnderLock();
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
    if (index.hasTail()) {
      wrapTail(index);
      return live.currentUnderLock();
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
