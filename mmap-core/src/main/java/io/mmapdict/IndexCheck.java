package io.mmapdict;

import io.mmapdict.Finding.Severity;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Holds the index in a file against the entries that a walk over it has found. */
final class IndexCheck {
  private IndexCheck() {}

  /**
   * What is wrong with the index, or null.
   *
   * @param latest the live entry of each key
   */
  static @Nullable Finding of(FileHandle file, long size, Collection<FileEntry> latest) {
    long epochOffset = StoredIndex.epochOffset(file, size);
    long frame =
        epochOffset == 0
            ? 0
            : FileLayout.indexPointer(file.getLongVolatile(epochOffset + Long.BYTES));
    if (frame == 0) {
      return null;
    }
    FrameCursor cursor = new FrameCursor(file.mapping());
    if (frame <= epochOffset
        || frame >= size
        || cursor.read(frame, size) != FrameCursor.Found.ENTRY
        || !cursor.isIndex()) {
      return damage(epochOffset + Long.BYTES, "the pointer to it leads to none");
    }
    StoredIndex index = StoredIndex.open(file, size);
    if (index == null || index.offsets() == null) {
      return damage(frame, "its checksums do not fit");
    }
    for (FileEntry entry : latest) {
      if (entry.offset < index.covered()
          && !index.isWatched(entry.offset)
          && (cursor.read(entry.offset, size) != FrameCursor.Found.ENTRY
              || index.find(cursor) != entry.offset)) {
        return damage(frame, "it is stale and does not lead to " + entry);
      }
    }
    return null;
  }

  private static Finding damage(long offset, String what) {
    return new Finding(
        Severity.DAMAGE,
        offset,
        FileLayout.INDEX_KEY,
        "the index in the file is of no use: " + what + "; the entries themselves are whole");
  }
}
