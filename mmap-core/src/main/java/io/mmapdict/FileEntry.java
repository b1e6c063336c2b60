package io.mmapdict;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the file. Where it lies never changes; whether it is live stands in the file.
 *
 * <p>Each look-up makes one: they are equal if they lie at one place, and if nobody moved the
 * entries in between.
 */
final class FileEntry {
  final String key;
  final int keyBytes;
  final long offset;
  final long valueOffset;
  final long end;

  /** Whether there is a {@link Switch} around the value. */
  final boolean switched;

  private final @Nullable Index index;

  /**
   * An entry.
   *
   * @param index what found it; another one once entries were moved
   */
  FileEntry(
      String key, long offset, int keyBytes, long end, boolean switched, @Nullable Index index) {
    this.key = key;
    this.keyBytes = keyBytes;
    this.offset = offset;
    this.valueOffset = offset + FileLayout.KEY + keyBytes + (switched ? Switch.HEAD_BYTES : 0);
    this.end = end;
    this.switched = switched;
    this.index = index;
  }

  long valueEnd() {
    return end - FileLayout.TRAILER_BYTES - (switched ? Switch.TAIL_BYTES : 0);
  }

  long switchOffset() {
    return valueOffset - Switch.HEAD_BYTES;
  }

  long validOffset() {
    return end - FileLayout.VALID_FROM_END;
  }

  long memoMaxOffset() {
    return end - FileLayout.MEMO_MAX_FROM_END;
  }

  /**
   * The bytes of the key, one by one as characters: Python tells a surrogate pair from both its
   * halves, each by itself, and Java does not.
   */
  String rawKey(MemorySegment file) {
    return keyBytes == key.length() // ASCII
        ? key
        : new String(
            file.asSlice(offset + FileLayout.KEY, keyBytes).toArray(ValueLayout.JAVA_BYTE),
            StandardCharsets.ISO_8859_1);
  }

  /** What found it; null where it was met on a walk over all entries. */
  @Nullable Index index() {
    return index;
  }

  /** Whether an index found it: in another one the offset may be that of another entry. */
  @SuppressWarnings("ReferenceEquality") // an index is equal to itself only
  boolean isOf(@Nullable Index other) {
    return index == other;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FileEntry that && offset == that.offset && isOf(that.index);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(offset);
  }

  @Override
  public String toString() {
    return "\"" + key + "\" at " + offset;
  }
}
