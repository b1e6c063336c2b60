package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.mmapdict.pickle.spi.Encoding;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Puts entries behind the last one so that the file is a whole pickle at every moment: the new
 * terminator at its final place first, then all that the old terminator still hides, then the
 * length, then the store that turns the old terminator into the entry. Used under the file lock.
 */
final class Appender {
  private static final int BUFFER_BYTES = 1 << 16;

  /** What a disk writes as a whole or not at all. */
  private static final int SECTOR_BYTES = 512;

  private final Store store;
  private final Durability durability;
  private final MemorySegment buffer;
  private final MemorySegment terminator;

  /**
   * An appender.
   *
   * @param arena the memory for its buffers
   */
  Appender(Store store, Durability durability, Arena arena) {
    this.store = store;
    this.durability = durability;
    this.buffer = arena.allocate(BUFFER_BYTES, Long.BYTES);
    this.terminator = arena.allocateFrom(JAVA_BYTE, FileLayout.terminator());
  }

  /**
   * Appends and commits a live entry where the terminator stands.
   *
   * @param frame the offset of the terminator, aligned
   * @return where the terminator stands now
   */
  long append(long frame, byte[] key, Encoding value) {
    long valueOffset = frame + FileLayout.KEY + key.length;
    long valueEnd = valueOffset + value.sizeAt(valueOffset);
    int pad = FileLayout.padBytes(valueEnd);
    long end = valueEnd + pad + FileLayout.TRAILER_BYTES;
    FileSink sink = begin(frame, end, key);
    value.writeTo(valueOffset, sink);
    if (sink.position() != valueEnd) {
      throw new IllegalStateException(
          "a payload gave "
              + (sink.position() - valueOffset)
              + " bytes of value where "
              + (valueEnd - valueOffset)
              + " were announced");
    }
    sink.write(FileLayout.pad(pad));
    sink.write(FileLayout.trailer(value.memoMax(), FileLayout.LIVE));
    sink.flush();
    commit(frame, end, key.length);
    return end;
  }

  /**
   * Appends a shim where the terminator stands, aligned or not.
   *
   * @return where the terminator stands now: aligned
   */
  long appendShim(long frame) {
    byte[] key = FileLayout.shimKey();
    long value = frame + FileLayout.KEY + key.length;
    long end = FileLayout.shimValueEnd(value) + FileLayout.TRAILER_BYTES;
    FileSink sink = begin(frame, end, key);
    sink.write(FileLayout.shimValue(value, newEpoch()));
    sink.write(FileLayout.trailer(1, FileLayout.DEAD));
    sink.flush();
    barrier();
    store.storeByte(frame + FileLayout.LENGTH, (byte) (end - frame - FileLayout.KIND));
    barrierBetweenSectors(frame);
    store.storeByte(frame + FileLayout.KIND, FileLayout.SHORT_BINUNICODE);
    barrier();
    return end;
  }

  /**
   * Wraps what stands behind the terminator, never committed, into a dead entry.
   *
   * @param frame the offset of the terminator, aligned
   * @param size of the file
   */
  void wrapTail(long frame, long size) {
    byte[] key = FileLayout.tailKey();
    long payload = frame + FileLayout.KEY + key.length + 1 + Long.BYTES;
    long valueEnd = Math.max(payload, size);
    valueEnd += FileLayout.gapBytes(valueEnd);
    long end = valueEnd + FileLayout.TRAILER_BYTES;
    FileSink sink = begin(frame, end, key);
    sink.write(FileLayout.tailHead(valueEnd - payload));
    sink.skip(valueEnd - payload);
    sink.write(FileLayout.trailer(1, FileLayout.DEAD));
    sink.flush();
    commit(frame, end, key.length);
  }

  /** Switches an entry off. */
  void switchOff(FileEntry entry) {
    store.storeByte(entry.validOffset(), FileLayout.DEAD);
  }

  /** Tells everyone that something changed. */
  void bump(long commitWord) {
    int number = FileLayout.nextCommitNumber(FileLayout.commitNumber(commitWord));
    store.storeLong(FileLayout.COMMIT_WORD_OFFSET, FileLayout.withCommitNumber(commitWord, number));
  }

  /** Waits for the disk where the opener wants it. */
  void barrier() {
    if (durability == Durability.POWER) {
      store.sync();
    }
  }

  /** The length reaches the disk before the kind: in one sector by itself, in two with a wait. */
  private void barrierBetweenSectors(long frame) {
    if ((frame + FileLayout.LENGTH) / SECTOR_BYTES != (frame + FileLayout.KIND) / SECTOR_BYTES) {
      barrier();
    }
  }

  /** The terminator at its final place, and the key. */
  private FileSink begin(long frame, long end, byte[] key) {
    store.write(end, terminator);
    FileSink sink = new FileSink(store, buffer, frame + FileLayout.KEY);
    sink.write(key);
    return sink;
  }

  /** After the first barrier: on a disk, the length must not come before the bytes it counts. */
  private void commit(long frame, long end, int keyBytes) {
    barrier();
    store.storeLong(frame + FileLayout.LENGTH, end - frame - FileLayout.KIND);
    barrierBetweenSectors(frame);
    store.storeShort(frame + FileLayout.KIND, FileLayout.entryKind(keyBytes));
    barrier();
  }

  /** Differs from every other one, with near certainty, whatever process makes it. */
  static long newEpoch() {
    return ThreadLocalRandom.current().nextLong()
        ^ Long.rotateLeft(ProcessHandle.current().pid() * 0x9e3779b97f4a7c15L, 32);
  }
}
