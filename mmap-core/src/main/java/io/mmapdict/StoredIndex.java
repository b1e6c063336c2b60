package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An index that stands in the file, used where it lies. Nothing it says is believed before it is
 * checked: each bucket has a checksum, so that a key it does not have is known to be absent, and
 * the frame it points to must be an entry with such a key.
 *
 * <pre>
 *   a dead entry, aligned, with the key below; its value is a BINBYTES8; in it
 *   H        the first multiple of 64 bytes of the file
 *   H        u64 magic           "mmapdix1"
 *   H+8      u64 epoch           that of the file
 *   H+16     u64 covered         the index knows all frames before this one, a frame's offset
 *   H+24     u64 buckets         from 1
 *   H+32     u64 keys            how many slots are used
 *   H+40     u64 watched         how many offsets stand behind the buckets
 *   H+48     u64 checksum        of those offsets
 *   H+56     u64 checksum        of the 56 bytes before
 *   H+64     64 bytes a bucket   7 slots from the left, then the checksum of the 56 bytes before
 *            u64 offsets         entries to be looked at one by one: reserved ones, earlier of two;
 *                                ascending
 *
 *   slot     0 if free, else offset of the key's entry | the lowest 16 bits of the hash << 48
 * </pre>
 */
final class StoredIndex {
  static final int BUCKET_BYTES = 64;
  static final int BUCKET_SLOTS = 7;
  static final int HEADER_WORDS = 8;
  static final int TAG_SHIFT = 48;

  /** "mmapdix1". */
  static final long MAGIC = 0x3178696470616d6dL;

  /** What {@link #find} says where the index is not what was written. */
  static final long DAMAGED = -1;

  /** What {@link #find} says of a key that the index does not have. */
  static final long NONE = OffsetTable.NONE;

  private static final int CHECKED_WORDS = 7;
  private static final long OFFSET_MASK = (1L << TAG_SHIFT) - 1;

  private final FileHandle file;
  private final long start;
  private final long epoch;
  private final long epochOffset;
  private final long covered;
  private final long buckets;
  private final long keys;
  private final long watchedCount;

  private StoredIndex(FileHandle file, long header, long epochOffset, MemorySegment words) {
    this.file = file;
    this.start = header + BUCKET_BYTES;
    this.epochOffset = epochOffset;
    this.epoch = words.getAtIndex(Little.LONG, 1);
    this.covered = words.getAtIndex(Little.LONG, 2);
    this.buckets = words.getAtIndex(Little.LONG, 3);
    this.keys = words.getAtIndex(Little.LONG, 4);
    this.watchedCount = words.getAtIndex(Little.LONG, 5);
  }

  /** The index that the file's first shim points to, or null if there is none to be trusted. */
  static @Nullable StoredIndex open(FileHandle file, long size) {
    long epochOffset = epochOffset(file, size);
    if (epochOffset == 0) {
      return null;
    }
    MemorySegment mapping = file.mapping();
    long epoch = file.getLongVolatile(epochOffset);
    long frame = FileLayout.indexPointer(file.getLongVolatile(epochOffset + Long.BYTES));
    FrameCursor cursor = new FrameCursor(mapping);
    if (frame <= epochOffset
        || cursor.read(frame, size) != FrameCursor.Found.ENTRY
        || !cursor.isIndex()) {
      return null;
    }
    long header = FileLayout.indexStart(frame);
    long end = cursor.end() - FileLayout.TRAILER_BYTES;
    if (header + BUCKET_BYTES > end) {
      return null;
    }
    MemorySegment words =
        MemorySegment.ofArray(mapping.asSlice(header, BUCKET_BYTES).toArray(JAVA_BYTE));
    long buckets = words.getAtIndex(Little.LONG, 3);
    long keys = words.getAtIndex(Little.LONG, 4);
    long watchedCount = words.getAtIndex(Little.LONG, 5);
    long covered = words.getAtIndex(Little.LONG, 2);
    long room = end - header - BUCKET_BYTES;
    if (words.getAtIndex(Little.LONG, 0) != MAGIC
        || words.getAtIndex(Little.LONG, 1) != epoch
        || words.getAtIndex(Little.LONG, 7) != checksum(epoch, 0, words, 0)
        || covered <= epochOffset
        || covered > frame
        || buckets < 1
        || buckets > room / BUCKET_BYTES
        || keys < 0
        || keys > Math.min(Integer.MAX_VALUE, buckets * BUCKET_SLOTS)
        || watchedCount < 0
        || watchedCount > (room - buckets * BUCKET_BYTES) / Long.BYTES) {
      return null;
    }
    StoredIndex index = new StoredIndex(file, header, epochOffset, words);
    return index.isWatchedSound(words.getAtIndex(Little.LONG, 6)) ? index : null;
  }

  /** Where the epoch stands if the file's first entry is a shim, else 0. */
  static long epochOffset(FileHandle file, long size) {
    FrameCursor cursor = new FrameCursor(file.mapping());
    return cursor.read(FileLayout.HEADER_BYTES, size) == FrameCursor.Found.ENTRY
        ? cursor.epochOffset()
        : 0;
  }

  /** Where the entry of a key is, {@link #NONE} or {@link #DAMAGED}. */
  long find(KeyMatch key) {
    MemorySegment mapping = file.mapping();
    long hash = key.hash(epoch);
    long bucket = bucket(hash, buckets);
    for (long looks = 0; looks < buckets; looks++) {
      long at = start + bucket * BUCKET_BYTES;
      if (!isSound(mapping, bucket)) {
        return DAMAGED;
      }
      for (int i = 0; i < BUCKET_SLOTS; i++) {
        long slot = mapping.get(Little.LONG, at + (long) i * Long.BYTES);
        if (slot == NONE) {
          return NONE;
        }
        if (slot >>> TAG_SHIFT == tag(hash)) {
          long offset = slot & OFFSET_MASK;
          key.expect(offset);
          if (!isFramed(mapping, offset)) {
            return DAMAGED;
          }
          if (key.isAt(offset)) {
            return offset;
          }
          if (!isOfTag(mapping, offset, tag(hash))) {
            return DAMAGED;
          }
        }
      }
      bucket = bucket + 1 == buckets ? 0 : bucket + 1;
    }
    return DAMAGED;
  }

  /** The offsets of all entries, in no order, or null if the index is not what was written. */
  long @Nullable [] offsets() {
    MemorySegment mapping = file.mapping();
    long[] offsets = new long[(int) Math.min(keys, 1 << 16)]; // grows with what is there
    int count = 0;
    for (long bucket = 0; bucket < buckets; bucket++) {
      if (!isSound(mapping, bucket)) {
        return null;
      }
      for (int i = 0; i < BUCKET_SLOTS; i++) {
        long slot = mapping.get(Little.LONG, start + bucket * BUCKET_BYTES + (long) i * Long.BYTES);
        if (slot != NONE) {
          if (count == keys) {
            return null;
          }
          if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, (int) Math.min(keys, 2L * count));
          }
          offsets[count++] = slot & OFFSET_MASK;
        }
      }
    }
    return Arrays.copyOf(offsets, count);
  }

  /** Up to which frame the index knows them all. */
  long covered() {
    return covered;
  }

  long epoch() {
    return epoch;
  }

  long epochOffset() {
    return epochOffset;
  }

  /** How many keys it has. */
  long keys() {
    return keys;
  }

  /** How many entries were dead because someone filled them, or live although superseded. */
  long watchedCount() {
    return watchedCount;
  }

  /** Where one of these is: read here each time, for it is the file that says how many they are. */
  long watched(long number) {
    return file.mapping().get(Little.LONG, start + buckets * BUCKET_BYTES + number * Long.BYTES);
  }

  /** Whether an entry is one of these. */
  boolean isWatched(long offset) {
    long from = 0;
    long to = watchedCount;
    while (from < to) {
      long middle = (from + to) >>> 1;
      if (watched(middle) < offset) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from < watchedCount && watched(from) == offset;
  }

  /** Whether the offsets to be watched ascend and have a checksum. */
  private boolean isWatchedSound(long expected) {
    long sum = KeyHash.mix(epoch ^ watchedCount);
    long before = FileLayout.HEADER_BYTES - 1;
    for (long i = 0; i < watchedCount; i++) {
      long offset = watched(i);
      if (offset <= before || offset >= covered) {
        return false;
      }
      sum = KeyHash.add(sum, offset);
      before = offset;
    }
    return sum == expected;
  }

  private boolean isSound(MemorySegment mapping, long bucket) {
    long at = start + bucket * BUCKET_BYTES;
    return mapping.get(Little.LONG, at + CHECKED_WORDS * Long.BYTES)
        == checksum(epoch ^ covered, bucket + 1, mapping, at);
  }

  /** Whether an entry stands where a slot says, whatever its key may be. */
  private boolean isFramed(MemorySegment mapping, long offset) {
    return offset >= FileLayout.HEADER_BYTES
        && offset < covered
        && FrameCursor.isFramed(mapping, offset, covered);
  }

  /** Whether the entry's key has a tag. */
  private boolean isOfTag(MemorySegment mapping, long offset, long tag) {
    FrameCursor frame = new FrameCursor(mapping);
    return frame.read(offset, covered) == FrameCursor.Found.ENTRY && tag(frame.hash(epoch)) == tag;
  }

  /** The bucket a key belongs to; where it is full, the next one. */
  static long bucket(long hash, long buckets) {
    return Math.unsignedMultiplyHigh(hash, buckets);
  }

  static long tag(long hash) {
    return hash & (1L << (Long.SIZE - TAG_SHIFT)) - 1;
  }

  /** The checksum of seven words. */
  static long checksum(long seed, long number, MemorySegment words, long at) {
    long sum = KeyHash.mix(seed ^ number);
    for (int i = 0; i < CHECKED_WORDS; i++) {
      sum = KeyHash.add(sum, words.get(Little.LONG, at + (long) i * Long.BYTES));
    }
    return sum;
  }

  /** The checksum of the offsets to be watched. */
  static long checksum(long seed, long[] offsets) {
    long sum = KeyHash.mix(seed ^ offsets.length);
    for (long offset : offsets) {
      sum = KeyHash.add(sum, offset);
    }
    return sum;
  }
}
