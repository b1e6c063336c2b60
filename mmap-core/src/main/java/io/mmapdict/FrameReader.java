package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Reads the frame at an offset, with every byte checked before it is believed. Needs no lock: the
 * two bytes that tell what a frame is are read first, its length after them.
 */
final class FrameReader {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final Frame TERMINATOR = new Frame.Terminator();
  private static final byte[] SHIM_KEY = FileLayout.shimKey();

  private FrameReader() {}

  /**
   * The frame at an offset.
   *
   * @param size how many bytes the file has, as far as is known
   */
  static Frame read(MemorySegment file, long offset, long size) {
    if (size - offset < FileLayout.TERMINATOR_BYTES) {
      return broken(
          offset,
          "a frame or the terminator of " + FileLayout.TERMINATOR_BYTES + " bytes",
          Math.max(0, size - offset) + " bytes and the end of the file");
    }
    short kind = file.get(SHORT, offset + FileLayout.KIND);
    VarHandle.acquireFence();
    if (file.get(JAVA_BYTE, offset) != FileLayout.FRAME) {
      return broken(offset, "a frame (95)", hex(file.get(JAVA_BYTE, offset)));
    }
    if (kind == FileLayout.TERMINATOR_KIND) {
      return TERMINATOR;
    }
    if (!FileLayout.isEntryKind(kind)) {
      return broken(offset + FileLayout.KIND, "a key (8c) or the end (64 2e)", hex((byte) kind));
    }
    long length = file.get(LONG, offset + FileLayout.LENGTH);
    int keyBytes = FileLayout.keyBytes(kind);
    long least = 2L + keyBytes + 1 + FileLayout.TRAILER_BYTES;
    if (length < least || length > size - offset - FileLayout.KIND) {
      return broken(
          offset + FileLayout.LENGTH,
          "an entry's length from " + least + " to " + (size - offset - FileLayout.KIND),
          Long.toString(length));
    }
    return entry(file, offset, keyBytes, offset + FileLayout.KIND + length);
  }

  private static Frame entry(MemorySegment file, long offset, int keyBytes, long end) {
    long trailer = end - FileLayout.TRAILER_BYTES;
    byte valid = file.get(JAVA_BYTE, end - FileLayout.VALID_FROM_END);
    if (file.get(JAVA_BYTE, trailer) != FileLayout.BININT
        || file.get(JAVA_BYTE, end - FileLayout.VALID_FROM_END - 1) != FileLayout.POP
        || (valid != FileLayout.LIVE && valid != FileLayout.DEAD)
        || file.get(JAVA_BYTE, end - 1) != FileLayout.POP) {
      return broken(
          trailer,
          "the entry's trailer (4a .. .. .. .. 30, 88 or 30, 30)",
          HexFormat.ofDelimiter(" ")
              .formatHex(file.asSlice(trailer, FileLayout.TRAILER_BYTES).toArray(JAVA_BYTE)));
    }
    byte[] key = new byte[keyBytes];
    MemorySegment.copy(file, JAVA_BYTE, offset + FileLayout.KEY, key, 0, keyBytes);
    String text = Key.decode(key);
    if (text == null) {
      return broken(
          offset + FileLayout.KEY, "a key in UTF-8", HexFormat.ofDelimiter(" ").formatHex(key));
    }
    long value = offset + FileLayout.KEY + keyBytes;
    boolean shim =
        valid == FileLayout.DEAD
            && Arrays.equals(key, SHIM_KEY)
            && FileLayout.shimValueEnd(value) == trailer;
    long epochOffset = shim ? FileLayout.epochOffset(value) : 0;
    return new Frame.Whole(
        new FileEntry(text, offset, value, end),
        valid == FileLayout.LIVE,
        FileLayout.i32(file, end - FileLayout.MEMO_MAX_FROM_END),
        epochOffset,
        shim ? file.get(LONG, epochOffset) : 0);
  }

  private static Frame broken(long offset, String expected, String actual) {
    return new Frame.Broken(offset, expected, actual);
  }

  private static String hex(byte value) {
    return String.format("%02x", value & 0xff);
  }
}
