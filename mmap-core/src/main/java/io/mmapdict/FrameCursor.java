package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Goes from frame to frame, with every byte checked before it is believed, and makes no object of
 * any. Needs no lock: the two bytes that tell what a frame is are read first, its length after
 * them.
 */
final class FrameCursor implements KeyMatch {
  private static final long NO_ASCII = 0x8080808080808080L;
  private static final byte[] SHIM_KEY = FileLayout.shimKey();
  private static final byte[] INDEX_KEY = FileLayout.indexKey();

  private static final Frame.Broken NOT_LOOKED = new Frame.Broken(0, "a look", "none");

  /** What stands where a frame may start. */
  enum Found {
    ENTRY,
    TERMINATOR,
    BROKEN
  }

  private final MemorySegment file;
  private long offset;
  private int keyBytes;
  private long end;
  private int memoMax;
  private byte valid;
  private boolean switched;
  private boolean on;
  private Frame.Broken broken = NOT_LOOKED;

  FrameCursor(MemorySegment file) {
    this.file = file;
  }

  /**
   * Looks at an offset.
   *
   * @param size how many bytes the file has, as far as is known
   */
  Found read(long frame, long size) {
    offset = frame;
    if (size - frame < FileLayout.TERMINATOR_BYTES) {
      return broken(
          frame,
          "a frame or the terminator of " + FileLayout.TERMINATOR_BYTES + " bytes",
          Math.max(0, size - frame) + " bytes and the end of the file");
    }
    short kind = file.get(Little.SHORT, frame + FileLayout.KIND);
    VarHandle.acquireFence();
    if (file.get(JAVA_BYTE, frame) != FileLayout.FRAME) {
      return broken(frame, "a frame (95)", hex(file.get(JAVA_BYTE, frame)));
    }
    if (kind == FileLayout.TERMINATOR_KIND) {
      return Found.TERMINATOR;
    }
    if (!FileLayout.isEntryKind(kind)) {
      return broken(frame + FileLayout.KIND, "a key (8c) or the end (64 2e)", hex((byte) kind));
    }
    long length = file.get(Little.LONG, frame + FileLayout.LENGTH);
    keyBytes = FileLayout.keyBytes(kind);
    long least = leastLength(keyBytes);
    if (length < least || length > size - frame - FileLayout.KIND) {
      return broken(
          frame + FileLayout.LENGTH,
          "an entry's length from " + least + " to " + (size - frame - FileLayout.KIND),
          Long.toString(length));
    }
    end = frame + FileLayout.KIND + length;
    return entry();
  }

  /**
   * Whether an entry stands at an offset, whatever its key is: what {@link #read} looks at, for
   * those who compare the key themselves, and makes no object.
   *
   * @param size how many bytes the file has, as far as is known
   */
  static boolean isFramed(MemorySegment file, long frame, long size) {
    if (size - frame < FileLayout.TERMINATOR_BYTES) {
      return false;
    }
    short kind = file.get(Little.SHORT, frame + FileLayout.KIND);
    VarHandle.acquireFence();
    if (file.get(JAVA_BYTE, frame) != FileLayout.FRAME || !FileLayout.isEntryKind(kind)) {
      return false;
    }
    int keyBytes = FileLayout.keyBytes(kind);
    long length = file.get(Little.LONG, frame + FileLayout.LENGTH);
    if (length < leastLength(keyBytes) || length > size - frame - FileLayout.KIND) {
      return false;
    }
    long trailer = frame + FileLayout.KIND + length - FileLayout.TRAILER_BYTES;
    long start = frame + FileLayout.KEY + keyBytes;
    long word = file.get(Little.LONG, trailer);
    return Trailer.isOne(word)
        && isValid(Trailer.valid(word), Switch.isAround(file, start, trailer));
  }

  private static long leastLength(int keyBytes) {
    return 2L + keyBytes + 1 + FileLayout.TRAILER_BYTES;
  }

  private static boolean isValid(byte valid, boolean switched) {
    return valid == FileLayout.LIVE
        || valid == FileLayout.DEAD
        || (switched && valid == Switch.INVALID);
  }

  /**
   * Looks at the entry at an offset if it ends at another, whatever length it states.
   *
   * @param stop within the file
   */
  Found readUpTo(long frame, long stop) {
    offset = frame;
    end = stop;
    short kind = file.get(Little.SHORT, frame + FileLayout.KIND);
    keyBytes = FileLayout.keyBytes(kind);
    return FileLayout.isEntryKind(kind)
            && stop - frame > FileLayout.KEY + keyBytes + FileLayout.TRAILER_BYTES
        ? entry()
        : broken(frame, "an entry that ends at " + stop, "none");
  }

  private Found entry() {
    long trailer = end - FileLayout.TRAILER_BYTES;
    // Whoever switches it on stores memo max last: what is dead here and not reserved stays so.
    memoMax = FileLayout.i32(file, end - FileLayout.MEMO_MAX_FROM_END);
    VarHandle.acquireFence();
    valid = file.get(JAVA_BYTE, end - FileLayout.VALID_FROM_END);
    long start = offset + FileLayout.KEY + keyBytes;
    switched = Switch.isAround(file, start, trailer);
    on = switched && file.get(JAVA_BYTE, start) == Switch.ON;
    if (!Trailer.isOne(file.get(Little.LONG, trailer)) || !isValid(valid, switched)) {
      return broken(
          trailer,
          "the entry's trailer (4a .. .. .. .. 30, 88 or 30, 30)",
          HexFormat.ofDelimiter(" ")
              .formatHex(file.asSlice(trailer, FileLayout.TRAILER_BYTES).toArray(JAVA_BYTE)));
    }
    long bits = 0;
    for (int i = 0; i < keyBytes; i += Long.BYTES) {
      bits |= KeyHash.word(file, offset + FileLayout.KEY, keyBytes, i);
    }
    if ((bits & NO_ASCII) != 0 && Key.decode(rawKey()) == null) {
      return broken(
          offset + FileLayout.KEY,
          "a key in UTF-8",
          HexFormat.ofDelimiter(" ").formatHex(rawKey()));
    }
    return Found.ENTRY;
  }

  /** What is wrong where {@link Found#BROKEN} was found. */
  Frame.Broken broken() {
    return broken;
  }

  long offset() {
    return offset;
  }

  /** Where the next frame starts. */
  long end() {
    return end;
  }

  /** Whether the entry is switched on. */
  boolean live() {
    return switched ? on && valid != FileLayout.DEAD : valid == FileLayout.LIVE;
  }

  /** Whether someone is writing the entry, or was killed while he wrote it. */
  boolean isReserved() {
    return !live() && memoMax < 0 && FileLayout.isAligned(end);
  }

  /** Whether the switch in front of the value says one thing and the valid byte another. */
  boolean isHalfSwitched() {
    return switched && valid == (on ? Switch.INVALID : FileLayout.LIVE);
  }

  /** Negative while someone fills the entry. */
  int memoMax() {
    return memoMax;
  }

  /** Where the epoch lies if this is a shim, else 0. */
  long epochOffset() {
    long value = offset + FileLayout.KEY + keyBytes;
    return !live()
            && hasKey(SHIM_KEY)
            && FileLayout.shimValueEnd(value) == end - FileLayout.TRAILER_BYTES
        ? FileLayout.epochOffset(value)
        : 0;
  }

  /** Whether the entry may hold a {@link StoredIndex}. */
  boolean isIndex() {
    return !live() && hasKey(INDEX_KEY) && FileLayout.isAligned(offset);
  }

  /** The entry's key, as it was when it was read. */
  private String key() {
    String text = Key.decode(rawKey());
    return text == null ? "" : text; // changed since: mmappickle's vacuum, which is noticed
  }

  private boolean hasKey(byte[] key) {
    if (keyBytes != key.length) {
      return false;
    }
    for (int i = 0; i < key.length; i++) {
      if (file.get(JAVA_BYTE, offset + FileLayout.KEY + i) != key[i]) {
        return false;
      }
    }
    return true;
  }

  /** The entry as an object that an index gives, or none does. */
  FileEntry entry(@Nullable Index index) {
    return new FileEntry(key(), offset, keyBytes, end, switched, index);
  }

  @Override
  public long hash(long seed) {
    return KeyHash.of(seed, file, offset + FileLayout.KEY, keyBytes);
  }

  @Override
  public boolean isAt(long frame) {
    if ((file.get(JAVA_BYTE, frame + FileLayout.KEY - 1) & 0xff) != keyBytes) {
      return false;
    }
    long difference = 0;
    for (int i = 0; i < keyBytes; i += Long.BYTES) {
      difference |=
          KeyHash.word(file, frame + FileLayout.KEY, keyBytes, i)
              ^ KeyHash.word(file, offset + FileLayout.KEY, keyBytes, i);
    }
    return difference == 0;
  }

  private byte[] rawKey() {
    byte[] key = new byte[keyBytes];
    MemorySegment.copy(file, JAVA_BYTE, offset + FileLayout.KEY, key, 0, keyBytes);
    return key;
  }

  private Found broken(long where, String expected, String actual) {
    broken = new Frame.Broken(where, expected, actual);
    return Found.BROKEN;
  }

  private static String hex(byte value) {
    return String.format("%02x", value & 0xff);
  }
}
