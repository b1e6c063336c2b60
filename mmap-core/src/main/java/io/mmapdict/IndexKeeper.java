package io.mmapdict;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Puts the index into the file when there is much to walk over without it. Done by whoever closes a
 * file that was changed meanwhile, so that no put pays for it; made without the lock, and only
 * copied into the file under it.
 */
final class IndexKeeper {
  /** To walk over so many frames takes no longer than to find an index. */
  static final int LEAST_FRAMES = 4096;

  /** An index costs a file less than its entries do: walked over is at least this part of them. */
  private static final int PART = 4;

  private final FileHandle file;
  private final Store store;
  private final FileLock lock;
  private final LiveIndex live;
  private final Durability durability;
  private final long commitWordAtFirst;

  IndexKeeper(FileHandle file, Store store, FileLock lock, LiveIndex live, Durability durability) {
    this.file = file;
    this.store = store;
    this.lock = lock;
    this.live = live;
    this.durability = durability;
    this.commitWordAtFirst = file.getLongVolatile(FileLayout.COMMIT_WORD_OFFSET);
  }

  /** Writes the index if the file was changed since it was opened, and it is worth while. */
  void keepIfWorthwhile() {
    long commitWord = file.getLongVolatile(FileLayout.COMMIT_WORD_OFFSET);
    if (commitWord == commitWordAtFirst || FileLayout.commitNumber(commitWord) < 0) {
      return; // nothing was changed, or the file has moved
    }
    Index index = live.current();
    if (index.walkedFrames() >= Math.max(LEAST_FRAMES, index.keys() / PART)) {
      keep();
    }
  }

  /** Writes the index. True if it is in the file, false if others were in the way. */
  boolean keep() {
    long epochOffset = StoredIndex.epochOffset(file, file.size());
    if (epochOffset == 0) {
      return false; // a file of mmappickle's: its first entry is no shim that could point to it
    }
    long pointer = file.getLongVolatile(epochOffset + Long.BYTES);
    Index index = live.current();
    IndexImage.Content content = live.content(index);
    if (index.epochOffset() != epochOffset) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment image = IndexImage.of(file, content, arena);
      Appender appender = new Appender(store, durability, arena);
      return image != null && write(appender, index, epochOffset, pointer, image);
    }
  }

  private boolean write(
      Appender appender, Index index, long epochOffset, long pointer, MemorySegment image) {
    try (FileLock.Held _ = lock.exclusive()) {
      long commitWord = file.getLongVolatile(FileLayout.COMMIT_WORD_OFFSET);
      if (!index.equals(live.currentUnderLock())
          || FileLayout.commitNumber(commitWord) < 0
          || index.damage() != null
          || index.hasTail()
          || file.getLongVolatile(epochOffset + Long.BYTES) != pointer) {
        return false;
      }
      appender.bump(commitWord);
      long frame = index.end();
      if (!FileLayout.isAligned(frame)) {
        frame = appender.appendShim(frame);
      }
      appender.appendIndex(frame, image);
      store.storeLong(epochOffset + Long.BYTES, FileLayout.withIndexPointer(pointer, frame));
      appender.bump(file.getLongVolatile(FileLayout.COMMIT_WORD_OFFSET));
      return true;
    }
  }
}
