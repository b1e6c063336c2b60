package io.mmapdict;

import java.lang.invoke.VarHandle;

/** What an entry is at this moment, by the bytes in the file that change. */
final class EntryState {
  private final FileHandle file;

  EntryState(FileHandle file) {
    this.file = file;
  }

  /** Whether it counts. */
  boolean isLive(FileEntry entry) {
    try {
      byte valid = file.getVolatile(entry.validOffset());
      return entry.switched
          ? valid != FileLayout.DEAD && file.getVolatile(entry.switchOffset()) == Switch.ON
          : valid == FileLayout.LIVE;
    } catch (InternalError e) {
      return false; // the file ends before it now: mmappickle's vacuum
    }
  }

  /** Whether the switch in front of its value says one thing and its valid byte another. */
  boolean isHalfSwitched(FileEntry entry) {
    try {
      if (!entry.switched) {
        return false;
      }
      boolean on = file.getVolatile(entry.switchOffset()) == Switch.ON;
      return file.getVolatile(entry.validOffset()) == (on ? Switch.INVALID : FileLayout.LIVE);
    } catch (InternalError e) {
      return false; // the file ends before it now: mmappickle's vacuum
    }
  }

  /**
   * Whether its head stands where it stood. mmappickle's vacuum, which moves entries towards the
   * start of the file, overwrites a head before what is behind it: what was read before this was
   * the entry.
   */
  boolean isInPlace(FileEntry entry) {
    SoughtKey key = new SoughtKey(file, entry.key);
    // Python may have stored both halves of a surrogate pair, each by itself: in Java it is the
    // pair.
    boolean isAsItStands = key.keyBytes() == entry.keyBytes;
    VarHandle.acquireFence(); // the value was read before this
    try {
      boolean inPlace =
          FileLayout.lengthOf(file.mapping(), entry.offset)
                  == entry.end - entry.offset - FileLayout.KIND
              && (key.isAt(entry.offset) || !isAsItStands);
      Faults.tell();
      return inPlace;
    } catch (InternalError e) {
      return false; // the file ends before it now
    }
  }

  /** Whether someone is writing a dead entry, or was killed while he wrote it. */
  boolean isPending(FileEntry entry) {
    try {
      boolean pending = FileLayout.i32(file.mapping(), entry.memoMaxOffset()) < 0;
      VarHandle.acquireFence(); // whoever asks whether it is live next reads it after this
      return pending;
    } catch (InternalError e) {
      return false; // the file ends before it now: mmappickle's vacuum
    }
  }

  /** The first memo index that a value does not use, while the entry's trailer does not say it. */
  int memoMax(FileEntry entry) {
    return entry.switched ? FileLayout.i32(file.mapping(), entry.valueEnd() + 1) : 1;
  }
}
