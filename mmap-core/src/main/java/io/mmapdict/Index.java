package io.mmapdict;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the live entry of each key is, as of some walk over the file.
 *
 * <p>{@link LiveIndex} changes it, under its own monitor; any thread reads it meanwhile. An entry
 * that another process switched off is still here until someone looks at it: the byte in the file
 * decides.
 */
final class Index {

  private final FileHandle file;
  private final EntryState state;

  /** What was walked over. A key that it has, gone or not, is not looked for in the stored one. */
  private final OffsetTable table = new OffsetTable();

  /** What need not be walked over, or null. */
  private volatile @Nullable StoredIndex stored;

  /** How many bytes some entry had: a guess for the next, whichever thread left it. */
  private int usualBytes;

  private boolean began;
  private boolean absorbing;
  private long walkedFrames;

  /** What others are about to change. */
  private final Watched watched;

  private volatile long end = FileLayout.HEADER_BYTES;
  private volatile long fileSize;
  private volatile long epochOffset;
  private volatile long epoch;
  private volatile Frame.@Nullable Broken damage;
  private volatile Frame.@Nullable Broken damageBefore;

  private final Object monitor;

  /** Where values of its entries are, in a file opened copy-on-write. */
  final PrivatePages.Known privatePages = new PrivatePages.Known();

  /**
   * An index of nothing.
   *
   * @param monitor under which it is changed
   */
  Index(FileHandle file, EntryState state, Object monitor) {
    this.file = file;
    this.state = state;
    this.watched = new Watched(state);
    this.monitor = monitor;
  }

  /**
   * Begins with what stands in the file instead of walking over it. Should that lead to damage, the
   * file may be whole all the same: see {@link #isDoubtful}.
   */
  void beginWith(StoredIndex index) {
    began = true;
    epoch = index.epoch();
    epochOffset = index.epochOffset();
    end = index.covered();
    stored = index;
    FrameCursor cursor = new FrameCursor(file.mapping());
    for (long i = 0; i < index.watchedCount(); i++) {
      long offset =
          index.watched(i); // checked when they were counted, and perhaps overwritten since
      if (offset < FileLayout.HEADER_BYTES
          || offset >= index.covered()
          || cursor.read(offset, index.covered()) != FrameCursor.Found.ENTRY) {
        absorb(index);
        return;
      }
      take(cursor);
    }
  }

  /** The entry of a key, or null. */
  @Nullable FileEntry find(String key) {
    SoughtKey sought = new SoughtKey(file, key, usualBytes, end);
    long offset = offset(sought);
    if (offset <= OffsetTable.NONE) {
      return null;
    }
    FileEntry entry = entryAt(offset, key, sought.keyBytes());
    if (entry != null && !sought.guessHeld()) {
      guessFrom(entry);
    }
    return entry;
  }

  /**
   * Of many entries one, so that threads do not hinder each other where sizes differ; and not from
   * a large one, whose end may have to be read from the disk.
   */
  private void guessFrom(FileEntry entry) {
    long bytes = entry.end - entry.offset;
    if ((KeyHash.mix(entry.offset) & 63) == 0 && bytes <= FileLayout.PAGE_BYTES) {
      usualBytes = (int) bytes;
    }
  }

  /** What {@link OffsetTable#find} says, of the stored index, too. */
  private long offset(KeyMatch key) {
    StoredIndex index = stored; // before the table, which takes it over
    long offset = table.find(key);
    if (offset != OffsetTable.NONE || index == null) {
      return offset;
    }
    long found = index.find(key);
    if (found != StoredIndex.DAMAGED) {
      return found;
    }
    absorb(index);
    return table.find(key);
  }

  /** Walks over what a stored index knew and drops it: it is not what was written. */
  private void absorb(StoredIndex index) {
    synchronized (monitor) {
      if (stored == null || absorbing) {
        return;
      }
      absorbing = true;
      try {
        FrameCursor cursor = new FrameCursor(file.mapping());
        long offset = FileLayout.HEADER_BYTES;
        while (offset < index.covered()) {
          switch (cursor.read(offset, index.covered())) {
            case ENTRY -> take(cursor);
            case BROKEN -> damageBefore = cursor.broken();
            case TERMINATOR ->
                damageBefore = new Frame.Broken(offset, "an entry", "the terminator");
          }
          if (damageBefore != null) {
            break;
          }
          offset = cursor.end();
        }
        stored = null;
      } finally {
        absorbing = false;
      }
    }
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
    return damageBefore == null ? damage : damageBefore;
  }

  /** Whether damage was found with the help of a stored index, which may be at fault itself. */
  boolean isDoubtful() {
    return began && damage() != null;
  }

  void setDamage(Frame.@Nullable Broken found) {
    damage = found;
  }

  /** How many frames were walked over because no stored index has them. */
  long walkedFrames() {
    return walkedFrames;
  }

  /** How many keys it has, as far as that is known without looking at the entries. */
  long keys() {
    StoredIndex index = stored;
    return table.size() + (index == null ? 0 : index.keys());
  }

  /** The entry of every key, in file order. */
  List<FileEntry> entries() {
    long[] offsets = offsets();
    List<FileEntry> entries = new ArrayList<>(offsets.length);
    FrameCursor cursor = new FrameCursor(file.mapping());
    for (long offset : offsets) {
      if (cursor.read(offset, end) == FrameCursor.Found.ENTRY) {
        entries.add(cursor.entry(this));
      }
    }
    return entries;
  }

  /**
   * Whether a key that was not found may be there all the same: mmappickle's vacuum has moved its
   * entry, and not yet come to the epoch: see {@link #isEpochFirst}.
   */
  boolean mayHaveMoved(String key) {
    if (isEpochFirst()) {
      return false;
    }
    SoughtKey sought = new SoughtKey(file, key);
    return table.find(sought) > OffsetTable.NONE || table.isElsewhere(sought);
  }

  /** The same for all keys: whether each frame still bears the key it was entered with. */
  boolean areInPlace() {
    if (isEpochFirst()) {
      return true;
    }
    FrameCursor cursor = new FrameCursor(file.mapping());
    for (long offset : offsets()) {
      if (cursor.read(offset, end) != FrameCursor.Found.ENTRY || table.find(cursor) != offset) {
        return false;
      }
    }
    return true;
  }

  /** Whether the epoch is overwritten before every entry, as in all files that we began. */
  private boolean isEpochFirst() {
    return epochOffset == FileLayout.FIRST_EPOCH_OFFSET;
  }

  /** The entries to be looked at one by one. */
  Watched watched() {
    return watched;
  }

  /** Where the entry of every key is, in file order. Any thread may ask. */
  long[] offsets() {
    StoredIndex index = stored;
    long[] before = index == null ? new long[0] : index.offsets();
    if (index != null && before == null) {
      absorb(index);
      return offsets();
    }
    long[] walked = table.offsets();
    long[] offsets = Arrays.copyOf(walked, walked.length + before.length);
    int count = walked.length;
    FrameCursor cursor = new FrameCursor(file.mapping());
    for (long offset : before) {
      if (cursor.read(offset, end) == FrameCursor.Found.ENTRY
          && table.find(cursor) == OffsetTable.NONE) {
        offsets[count++] = offset;
      }
    }
    long[] all = Arrays.copyOf(offsets, count);
    Arrays.sort(all);
    return all;
  }

  /** Takes in every entry up to the terminator, or up to what is returned as broken. */
  Frame.@Nullable Broken walkOn(long knownSize) {
    long size = knownSize;
    file.ensureMapped(size);
    FrameCursor cursor = new FrameCursor(file.mapping());
    while (true) {
      switch (cursor.read(end, size)) {
        case ENTRY -> add(cursor);
        case TERMINATOR -> {
          fileSize = size;
          return null;
        }
        case BROKEN -> {
          long now = file.size();
          if (now == size) {
            return cursor.broken();
          }
          size = now;
          file.ensureMapped(size);
          cursor = new FrameCursor(file.mapping());
        }
      }
    }
  }

  /** Takes in the entry that starts where the walk stands. */
  private void add(FrameCursor found) {
    take(found);
    walkedFrames++;
    end = found.end();
  }

  private void take(FrameCursor found) {
    if (found.isHalfSwitched()) {
      watched.addHalfSwitched(found.entry(this));
    }
    if (found.live()) {
      enter(found);
    } else if (found.isReserved()) {
      watched.addReserved(found.entry(this));
    } else if (epochOffset == 0 && found.epochOffset() != 0) {
      epoch = file.mapping().get(Little.LONG, found.epochOffset());
      epochOffset = found.epochOffset();
    }
  }

  /** Looks again at the entries that others were about to change. */
  void lookAgain() {
    watched.lookAgain(entry -> {
      FrameCursor cursor = new FrameCursor(file.mapping());
      if (cursor.read(entry.offset, entry.end) == FrameCursor.Found.ENTRY) {
        take(cursor);
      }
    });
  }

  /**
   * Drops an entry of this index that was switched off. An earlier one of its key may come to light
   * again.
   */
  void forget(FileEntry entry) {
    SoughtKey key = new SoughtKey(file, entry.key);
    if (!entry.isOf(this) || offset(key) != entry.offset) {
      return;
    }
    table.enter(key, entry.offset); // if only the stored index has it
    FileEntry earlier = watched.takeSuperseded(entry);
    table.replace(key, earlier == null ? entry.offset | OffsetTable.GONE : earlier.offset);
  }

  private void enter(FrameCursor found) {
    if (stored != null && !absorbing) {
      long known = offset(found);
      if (known > OffsetTable.NONE) {
        table.enter(found, known); // if only the stored index has it
      }
    }
    long other = table.enter(found, found.offset());
    if (other <= OffsetTable.NONE || other == found.offset()) {
      return;
    }
    FileEntry entry = found.entry(this);
    FileEntry earlier = entry;
    if (other < entry.offset) {
      earlier = entryAt(other, entry.key, entry.keyBytes);
      table.replace(found, entry.offset);
    }
    if (earlier != null && state.isLive(earlier)) {
      watched.addSuperseded(earlier);
    }
  }

  /** The entry at an offset that was walked over; null if something else stands there by now. */
  private @Nullable FileEntry entryAt(long offset, String key, int keyBytes) {
    MemorySegment mapping = file.mapping();
    long value = offset + FileLayout.KEY + keyBytes;
    long length = mapping.get(Little.LONG, offset + FileLayout.LENGTH);
    long entryEnd = offset + FileLayout.KIND + length;
    return length < 0
            || entryEnd > mapping.byteSize()
            || entryEnd - FileLayout.TRAILER_BYTES <= value
        ? null
        : new FileEntry(
            key,
            offset,
            keyBytes,
            entryEnd,
            Switch.isAround(mapping, value, entryEnd - FileLayout.TRAILER_BYTES),
            this);
  }
}
