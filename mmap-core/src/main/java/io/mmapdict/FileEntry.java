package io.mmapdict;

import org.jspecify.annotations.Nullable;

/**
 * An entry of the file as the index knows it, and a link of the list in file order. Where it lies
 * never changes; whether it is live stands in the file.
 *
 * <p>The links are used under the monitor of the {@link LiveIndex} only.
 */
final class FileEntry {
  final String key;
  final long offset;
  final long valueOffset;
  final long end;

  @Nullable FileEntry next;
  @Nullable FileEntry previous;

  FileEntry(String key, long offset, long valueOffset, long end) {
    this.key = key;
    this.offset = offset;
    this.valueOffset = valueOffset;
    this.end = end;
  }

  long valueEnd() {
    return end - FileLayout.TRAILER_BYTES;
  }

  long validOffset() {
    return end - FileLayout.VALID_FROM_END;
  }

  long memoMaxOffset() {
    return end - FileLayout.MEMO_MAX_FROM_END;
  }
}
