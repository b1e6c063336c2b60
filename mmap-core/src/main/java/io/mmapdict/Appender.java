package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
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
   * Appends live entries where the terminator stands and commits all of them at once.
   *
   * @param frame the offset of the terminator, aligned
   * @param entries one or more
   * @return where the terminator stands now
   */
  long append(long frame, List<NewEntry> entries) {
    List<FileEntry> placed = new ArrayList<>(entries.size());
    long end = frame;
    boolean plain = true;
    for (NewEntry entry : entries) {
      FileEntry place = entry.at(end);
      placed.add(place);
      end = place.end;
      plain &= entry.value().payloadBytes() == 0; // else there may be holes, written around
    }
    boolean oneWrite = plain && isWithinOnePage(frame, end);
    FileSink sink = begin(frame, end, oneWrite);
    for (int i = 0; i < placed.size(); i++) {
      NewEntry entry = entries.get(i);
      FileEntry place = placed.get(i);
      if (i > 0) {
        sink.write(FileLayout.FRAME);
        sink.write(place.end - place.offset - FileLayout.KIND);
        sink.write(FileLayout.entryKind(entry.keyBytes().length));
      }
      sink.write(entry.keyBytes());
      entry.writeValue(place, sink);
      sink.write(Trailer.word(entry.value().memoMax(), FileLayout.LIVE));
    }
    end(sink, oneWrite);
    commit(frame, placed.getFirst().end, entries.getFirst().keyBytes().length);
    return end;
  }

  /**
   * Appends a dead entry, its value not written, where the terminator stands.
   *
   * @param frame the offset of the terminator, aligned
   * @param memoMax says who is about to write it
   */
  FileEntry reserve(long frame, NewEntry entry, int memoMax) {
    FileEntry place = entry.at(frame);
    FileSink sink = begin(frame, place.end, false);
    sink.write(entry.keyBytes());
    sink.write(Switch.head(place.switchOffset(), place.end - FileLayout.TRAILER_BYTES));
    sink.skip(place.valueEnd() - place.valueOffset);
    sink.write(Switch.tail(entry.value().memoMax()));
    sink.write(Trailer.word(memoMax, Switch.INVALID));
    end(sink, false);
    commit(frame, place.end, entry.keyBytes().length);
    return place;
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
    boolean oneWrite = isWithinOnePage(frame, end);
    FileSink sink = begin(frame, end, oneWrite);
    sink.write(key);
    sink.write(FileLayout.shimValue(value, newEpoch()));
    sink.write(Trailer.word(1, FileLayout.DEAD));
    end(sink, oneWrite);
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
    FileSink sink = begin(frame, end, false);
    sink.write(key);
    sink.write(FileLayout.tailHead(valueEnd - payload));
    sink.skip(valueEnd - payload);
    sink.write(Trailer.word(1, FileLayout.DEAD));
    end(sink, false);
    commit(frame, end, key.length);
  }

  /** Switches on an entry that was reserved. */
  void switchOn(FileEntry entry, int memoMax) {
    store.storeByte(entry.switchOffset(), Switch.ON);
    barrier();
    finishSwitch(entry, memoMax);
  }

  /** The second half of switching on, which mmappickle sees: of who was killed in between. */
  void finishSwitch(FileEntry entry, int memoMax) {
    if (FileLayout.isAligned(entry.end)) {
      store.storeLong(entry.memoMaxOffset(), Trailer.settledWord(memoMax, FileLayout.LIVE));
    } else { // mmappickle's vacuum has moved it, which keeps its memo max
      store.storeByte(entry.validOffset(), FileLayout.LIVE);
    }
  }

  /** Leaves an entry dead that was reserved: nobody is about to write to it any more. */
  void abandon(FileEntry entry, int memoMax) {
    byte valid = entry.switched ? Switch.INVALID : FileLayout.DEAD;
    store.storeLong(entry.memoMaxOffset(), Trailer.settledWord(memoMax, valid));
  }

  /**
   * Appends a dead entry for an index, which is not written, where the terminator stands.
   *
   * @param frame the offset of the terminator, aligned
   * @param memoMax says who is about to write it
   */
  FileEntry reserveIndex(long frame, long imageBytes, int memoMax) {
    byte[] key = FileLayout.indexKey();
    long payload = frame + FileLayout.KEY + key.length + 1 + Long.BYTES;
    long valueEnd = FileLayout.indexStart(frame) + imageBytes;
    valueEnd += FileLayout.gapBytes(valueEnd);
    long end = valueEnd + FileLayout.TRAILER_BYTES;
    FileSink sink = begin(frame, end, false);
    sink.write(key);
    sink.write(FileLayout.tailHead(valueEnd - payload));
    sink.skip(valueEnd - payload);
    sink.write(Trailer.word(memoMax, FileLayout.DEAD));
    end(sink, false);
    commit(frame, end, key.length);
    return new FileEntry(FileLayout.INDEX_KEY, frame, key.length, end, false, null);
  }

  /** Switches an entry off. */
  void switchOff(FileEntry entry) {
    if (entry.switched) {
      store.storeByte(entry.validOffset(), Switch.INVALID);
      barrier();
      store.storeByte(entry.switchOffset(), Switch.OFF);
    } else {
      store.storeByte(entry.validOffset(), FileLayout.DEAD);
    }
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

  /**
   * What goes behind the old terminator, up to where the new one will stand. Where all of it, the
   * terminator too, lies within one page, the file grows by one write; else the terminator goes
   * first, so that the file ends in one at every moment.
   */
  private FileSink begin(long frame, long end, boolean oneWrite) {
    if (!oneWrite) {
      store.write(end, terminator);
    }
    return new FileSink(store, buffer, frame + FileLayout.KEY);
  }

  private static void end(FileSink sink, boolean oneWrite) {
    if (oneWrite) {
      sink.write(FileLayout.FRAME);
      sink.write(FileLayout.TERMINATOR_LENGTH);
      sink.write(FileLayout.TERMINATOR_KIND);
    }
    sink.flush();
  }

  private static boolean isWithinOnePage(long frame, long end) {
    long last = end + FileLayout.TERMINATOR_BYTES - 1;
    return (frame + FileLayout.KEY) / FileLayout.PAGE_BYTES == last / FileLayout.PAGE_BYTES;
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
