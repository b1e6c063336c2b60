package io.mmapdict;

import static io.mmapdict.StoredIndex.BUCKET_BYTES;
import static io.mmapdict.StoredIndex.BUCKET_SLOTS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Makes the bytes of a {@link StoredIndex}. */
final class IndexImage {
  /** So many of a bucket's slots are used on average. */
  private static final int USED_SLOTS = 5;

  private IndexImage() {}

  /** What an index is made from. */
  static final class Content {
    private final long epoch;
    private final long covered;
    private final long walkedFrames;
    private final long[] offsets;
    private final long[] watched;

    /**
     * Takes the arrays as they are.
     *
     * @param covered where the walk ended
     * @param walkedFrames how many frames no stored index had by then
     * @param offsets of the entries, in file order, and perhaps of some that are not covered
     * @param watched offsets of those to be looked at one by one
     */
    Content(long epoch, long covered, long walkedFrames, long[] offsets, long[] watched) {
      this.epoch = epoch;
      this.covered = covered;
      this.walkedFrames = walkedFrames;
      this.offsets = offsets;
      this.watched = watched;
    }

    long walkedFrames() {
      return walkedFrames;
    }
  }

  /** The bytes from the index's header on; null if an entry is not where it was. */
  static @Nullable MemorySegment of(FileHandle file, Content content, Arena arena) {
    long epoch = content.epoch;
    long buckets = content.offsets.length / USED_SLOTS + 1L;
    long[] watched = content.watched;
    MemorySegment image =
        arena.allocate(BUCKET_BYTES * (1 + buckets) + (long) watched.length * Long.BYTES, 64);
    MemorySegment slots = image.asSlice(BUCKET_BYTES, BUCKET_BYTES * buckets);
    FrameCursor cursor = new FrameCursor(file.mapping());
    long keys = 0;
    for (long offset : content.offsets) {
      if (offset >= content.covered) {
        break; // entered while they were gathered
      }
      if (cursor.read(offset, content.covered) != FrameCursor.Found.ENTRY) {
        return null;
      }
      if (cursor.live()) {
        enter(slots, buckets, cursor.hash(epoch), offset);
        keys++;
      }
    }
    for (long bucket = 0; bucket < buckets; bucket++) {
      long at = bucket * BUCKET_BYTES;
      long sum = StoredIndex.checksum(epoch ^ content.covered, bucket + 1, slots, at);
      slots.set(Little.LONG, at + BUCKET_SLOTS * Long.BYTES, sum);
    }
    MemorySegment.copy(
        watched, 0, image, Little.LONG, BUCKET_BYTES * (1 + buckets), watched.length);
    image.setAtIndex(Little.LONG, 0, StoredIndex.MAGIC);
    image.setAtIndex(Little.LONG, 1, epoch);
    image.setAtIndex(Little.LONG, 2, content.covered);
    image.setAtIndex(Little.LONG, 3, buckets);
    image.setAtIndex(Little.LONG, 4, keys);
    image.setAtIndex(Little.LONG, 5, watched.length);
    image.setAtIndex(Little.LONG, 6, StoredIndex.checksum(epoch, watched));
    image.setAtIndex(Little.LONG, 7, StoredIndex.checksum(epoch, 0, image, 0));
    return image;
  }

  private static void enter(MemorySegment slots, long buckets, long hash, long offset) {
    long bucket = StoredIndex.bucket(hash, buckets);
    while (true) {
      for (int i = 0; i < BUCKET_SLOTS; i++) {
        long at = bucket * BUCKET_BYTES + (long) i * Long.BYTES;
        if (slots.get(Little.LONG, at) == StoredIndex.NONE) {
          slots.set(Little.LONG, at, StoredIndex.tag(hash) << StoredIndex.TAG_SHIFT | offset);
          return;
        }
      }
      bucket = bucket + 1 == buckets ? 0 : bucket + 1;
    }
  }
}
