package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where the live entry of each key is, as of some walk over the file.
 *
 * <p>{@link LiveIndex} changes it, under its own monitor; any thread reads it meanwhile. An entry
 * that another process switched off is still here until someone looks at it: the byte in the file
 * decides.
 */
final class Index {
  private static final ValueLayout.OfLong LONG =
      JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final FileHandle file;
  private final Predicate<FileEntry> isLive;
  private final Predicate<FileEntry> isPending;
  private final OffsetTable table = new OffsetTable();

  /** Entries that someone fills: they are dead until he is done. */
  private final List<FileEntry> pending = new ArrayList<>();

  /** Entries found live although a later one bears their key, in file order. */
  private final List<FileEntry> superseded = new ArrayList<>();

  private volatile long end = FileLayout.HEADER_BYTES;
  private volatile long fileSize;
  private volatile long epochOffset;
  private volatile long epoch;
  private volatile Frame.@Nullable Broken damage;

  /**
   * An index of nothing.
   *
   * @param isLive looks into the file
   * @param isPending whether a dead entry may come to life yet: looks into the file
   */
  Index(FileHandle file, Predicate<FileEntry> isLive, Predicate<FileEntry> isPending) {
    this.file = file;
    this.isLive = isLive;
    this.isPending = isPending;
  }

  /** The entry of a key, or null. */
  @Nullable FileEntry find(String key) {
    SoughtKey sought = new SoughtKey(file, key);
    long offset = table.find(sought);
    return offset > OffsetTable.NONE ? entryAt(offset, key, sought.keyBytes()) : null;
  }

  /** Where the walk ended: the offset of the terminator, or of what is broken. */
  long end() {
    return end;
  }

  /** Whether something stands behind the terminator. */
  boolean hasTail() {
    return fileSize > end + FileLayout.TERMINATOR_BYTES;
  }

  /** How large the file was when the terminator was found. */
  long fileSize() {
    return fileSize;
  }

  void setFileSize(long size) {
    fileSize = size;
  }

  /** Where the file's epoch lies, or 0 if it has none. */
  long epochOffset() {
    return epochOffset;
  }

  /** The epoch as it was when it was walked over. */
  long epoch() {
    return epoch;
  }

  /** What is wrong at the end, or null if there is a terminator. */
  Frame.@Nullable Broken damage() {
    return damage;
  }

  void setDamage(Frame.@Nullable Broken found) {
    damage = found;
  }

  /** The entry of every key, in file order. */
  List<FileEntry> entries() {
    long[] offsets = table.offsets();
    Arrays.sort(offsets);
    List<FileEntry> entries = new ArrayList<>(offsets.length);
    FrameCursor cursor = new FrameCursor(file.mapping());
    for (long offset : offsets) {
      if (cursor.read(offset, end) == FrameCursor.Found.ENTRY) {
        entries.add(cursor.entry(this));
      }
    }
    return entries;
  }

  /** Takes in the entry that starts where the walk stands. */
  void add(FrameCursor found) {
    if (found.live()) {
      enter(found);
    } else if (found.memoMax() < 0) {
      pending.add(found.entry(this));
    } else if (epochOffset == 0 && found.epochOffset() != 0) {
      epoch = file.mapping().get(LONG, found.epochOffset());
      epochOffset = found.epochOffset();
    }
    end = found.end();
  }

  /** Looks again at the entries that others were about to change. */
  void lookAgain() {
    superseded.removeIf(entry -> !isLive.test(entry));
    if (pending.isEmpty()) {
      return;
    }
    FrameCursor cursor = new FrameCursor(file.mapping());
    for (Iterator<FileEntry> entries = pending.iterator(); entries.hasNext(); ) {
      FileEntry entry = entries.next();
      boolean stillPending = isPending.test(entry); // before its life: one store changes both
      if (isLive.test(entry) && cursor.read(entry.offset, entry.end) == FrameCursor.Found.ENTRY) {
        entries.remove();
        enter(cursor);
      } else if (!stillPending) {
        entries.remove();
      }
    }
  }

  /** The entries that someone writes, or was killed while he wrote, in file order. */
  List<FileEntry> pending() {
    return List.copyOf(pending);
  }

  /** The entries that a later one of their key supersedes although they are live, in file order. */
  List<FileEntry> superseded() {
    return List.copyOf(superseded);
  }

  /** Drops an entry that was switched off. An earlier one of its key may come to light again. */
  void forget(FileEntry entry) {
    SoughtKey key = new SoughtKey(file, entry.key);
    if (table.find(key) != entry.offset) {
      return;
    }
    for (FileEntry earlier : superseded.reversed()) {
      if (earlier.key.equals(entry.key) && isLive.test(earlier)) {
        superseded.remove(earlier);
        table.replace(key, earlier.offset);
        return;
      }
    }
    table.replace(key, entry.offset | OffsetTable.GONE);
  }

  private void enter(FrameCursor found) {
    long other = table.enter(found, found.offset());
    if (other <= OffsetTable.NONE) {
      return;
    }
    FileEntry entry = found.entry(this);
    FileEntry earlier = entry;
    if (other < entry.offset) {
      earlier =
          entryAt(other, entry.key, (int) (entry.valueOffset - entry.offset) - FileLayout.KEY);
      table.replace(found, entry.offset);
    }
    if (earlier != null && isLive.test(earlier)) {
      superseded.add(earlier);
      superseded.sort(Comparator.comparingLong(each -> each.offset));
    }
  }

  /** The entry at an offset that was walked over; null if something else stands there by now. */
  private @Nullable FileEntry entryAt(long offset, String key, int keyBytes) {
    MemorySegment mapping = file.mapping();
    long value = offset + FileLayout.KEY + keyBytes;
    long length = mapping.get(LONG, offset + FileLayout.LENGTH);
    long entryEnd = offset + FileLayout.KIND + length;
    return length < 0
            || entryEnd > mapping.byteSize()
            || entryEnd - FileLayout.TRAILER_BYTES <= value
        ? null
        : new FileEntry(key, offset, value, entryEnd, this);
  }
}
