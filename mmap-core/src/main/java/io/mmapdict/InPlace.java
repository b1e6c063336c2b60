package io.mmapdict;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The value of one key, and what may be changed of its bytes where they lie, for whoever knows
 * their meaning: {@link MmapDict#inPlace} gives it to one function of all threads and processes at
 * a time. Lives for that call; not safe for use by several threads.
 *
 * <p>What is written is seen at once by whoever has the value mapped, and by the next who loads it.
 * So a writer first writes what nobody looks at yet, and then with {@link #store} the number that
 * says that it is there.
 */
public final class InPlace {
  /** Of what is written under the lock, so much at a time, so that nobody waits long. */
  private static final long LOCKED_BYTES = 1 << 20;

  private final OpenFile open;
  private final @Nullable FileEntry entry;
  private final @Nullable Object value;
  private final Durability durability;

  InPlace(OpenFile open, @Nullable FileEntry entry, Durability durability) {
    this.open = open;
    this.entry = entry;
    this.value = entry == null ? null : open.values.of(entry);
    this.durability = durability;
  }

  /** The value, mapped; null where there is none. */
  public @Nullable Object value() {
    return value;
  }

  /**
   * Writes bytes of the value. Until this returns, any part of them may be there.
   *
   * @param offset in the file
   * @throws IndexOutOfBoundsException if they do not lie within the value
   * @throws NoSpaceException if the disk has no room for them
   * @throws MmapDictException if the value is no longer where it was
   */
  public void write(long offset, MemorySegment bytes) {
    FileEntry there = within(offset, bytes.byteSize());
    try (Fills.Held _ = open.file.fills().begin();
        Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = // the system takes native memory only
          bytes.isNative() ? bytes : arena.allocate(Math.min(LOCKED_BYTES, bytes.byteSize()));
      for (long done = 0; done < bytes.byteSize(); done += LOCKED_BYTES) {
        long part = Math.min(LOCKED_BYTES, bytes.byteSize() - done);
        MemorySegment piece =
            bytes.isNative() ? bytes.asSlice(done, part) : buffer.asSlice(0, part);
        if (!bytes.isNative()) {
          piece.copyFrom(bytes.asSlice(done, part));
        }
        try (FileLock.Held _ = open.lock.shared()) {
          requireInPlace(there);
          open.store.write(offset + done, piece);
        }
      }
    }
  }

  /**
   * Stores eight bytes, little-endian, whole, and after all that was written before; with {@link
   * Durability#POWER} also on the disk.
   *
   * @param offset in the file, a multiple of eight
   * @throws IndexOutOfBoundsException if they do not lie within the value, or at no such multiple
   * @throws MmapDictException if the value is no longer where it was
   */
  public void store(long offset, long number) {
    FileEntry there = within(offset, Long.BYTES);
    if (offset % Long.BYTES != 0) {
      throw new IndexOutOfBoundsException(offset + " is no multiple of eight");
    }
    try (Fills.Held _ = open.file.fills().begin()) {
      sync();
      try (FileLock.Held _ = open.lock.shared()) {
        requireInPlace(there);
        open.store.storeLong(offset, number);
      }
      sync();
    }
  }

  private FileEntry within(long offset, long bytes) {
    if (entry == null
        || offset < entry.valueOffset
        || bytes > entry.valueEnd() - offset
        || offset > entry.valueEnd()) {
      throw new IndexOutOfBoundsException(
          bytes + " bytes at " + offset + " do not lie within the value");
    }
    return entry;
  }

  private void requireInPlace(FileEntry there) {
    open.file.requireInPlace();
    if (!open.values.isInPlace(there)) {
      throw new MmapDictException(
          open.file.path(),
          there.key,
          there.offset,
          "mmappickle's vacuum has moved the value while it was changed; change it again",
          null);
    }
  }

  private void sync() {
    if (durability == Durability.POWER) {
      open.store.sync();
    }
  }
}
