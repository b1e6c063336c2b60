package io.mmapdict;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Where everything lies in the file. Offsets in bytes, little-endian throughout.
 *
 * <pre>
 *   file        header entry* terminator
 *
 *   header      0  80 04               PROTO 4
 *               2  95 u64 13           FRAME
 *              11  4a i32 1 30         BININT version POP
 *              17  4a i32 n 30         BININT commit number POP
 *              23  28                  MARK
 *
 *   entry at T  T      95 u64 length   FRAME
 *               T+9    8c n            SHORT_BINUNICODE    } the commit: one 16-bit store
 *               T+11   key             n bytes of UTF-8
 *               T+11+n value           opcodes and padding, or a {@link Switch} around them
 *               E-8    4a i32 m 30     BININT memo max POP
 *               E-2    88, 30 or 4e    NEWTRUE: live; POP: dead; NONE: switched off
 *               E-1    30              POP
 *               E = T+9+length, where the next frame starts
 *
 *   terminator  T      95 u64 2        FRAME
 *     at T      T+9    64 2e           DICT STOP
 * </pre>
 *
 * <p>A frame is <em>aligned</em> when its start is 7 mod 8: its length is then one aligned 64-bit
 * word, and the two bytes at T+9 start another.
 *
 * <p>A shim is a dead entry that ends where an aligned frame starts, and carries the epoch. Its key
 * has 46 bytes, which is STOP, and its length is below 256: a terminator turns into its head by two
 * stores of one byte.
 */
final class FileLayout {
  static final byte PROTO = (byte) 0x80;
  static final byte FRAME = (byte) 0x95;
  static final byte BININT = 0x4a;
  static final byte POP = 0x30;
  static final byte MARK = 0x28;
  static final byte SHORT_BINUNICODE = (byte) 0x8c;
  static final byte NEWTRUE = (byte) 0x88;
  static final byte DICT = 0x64;
  static final byte STOP = 0x2e;
  static final byte NONE = 0x4e;
  static final byte SHORT_BINBYTES = 0x43;
  static final byte BINBYTES = 0x42;
  static final byte BINBYTES8 = (byte) 0x8e;

  /** The valid byte of an entry that is switched on, and of one that is not. */
  static final byte LIVE = NEWTRUE;

  static final byte DEAD = POP;

  static final int VERSION = 1;

  private static final int FRAME_HEAD_BYTES = 1 + Long.BYTES;
  private static final int BININT_POP_BYTES = 1 + Integer.BYTES + 1;

  static final int VERSION_OFFSET = 2 + FRAME_HEAD_BYTES + 1;
  static final int COMMIT_NUMBER_OFFSET = VERSION_OFFSET + BININT_POP_BYTES;
  static final int HEADER_BYTES = COMMIT_NUMBER_OFFSET + Integer.BYTES + 1 + 1;

  /** The aligned 64-bit word that holds the commit number, and by how many bits it is shifted. */
  static final int COMMIT_WORD_OFFSET = COMMIT_NUMBER_OFFSET & -Long.BYTES;

  private static final int COMMIT_SHIFT = 8 * (COMMIT_NUMBER_OFFSET - COMMIT_WORD_OFFSET);

  /** From the start of a frame to its length, to the two bytes that tell what it is, to a key. */
  static final int LENGTH = 1;

  static final int KIND = FRAME_HEAD_BYTES;
  static final int KEY = KIND + 2;

  static final long TERMINATOR_LENGTH = 2;
  static final int TERMINATOR_BYTES = KIND + (int) TERMINATOR_LENGTH;
  static final int MAX_KEY_BYTES = 255;

  /** What follows the value, and from the end of the entry back to its parts. */
  static final int TRAILER_BYTES = BININT_POP_BYTES + 2;

  static final int MEMO_MAX_FROM_END = TRAILER_BYTES - 1;
  static final int VALID_FROM_END = 2;

  /** {@code 64 2e} as a little-endian 16-bit word. */
  static final short TERMINATOR_KIND = (short) (STOP << 8 | DICT);

  /** 46 bytes of ASCII. */
  static final String SHIM_KEY = "mmapdict shim: it aligns the entry behind this";

  /** Where the epoch lies if the file's first entry is a shim. */
  static final long FIRST_EPOCH_OFFSET = epochOffset((long) HEADER_BYTES + KEY + SHIM_KEY.length());

  static final String INDEX_KEY = "mmapdict: where the entries are";

  static final String TAIL_KEY = "mmapdict: never committed";

  private static final String FILLER_KEY = "mmapdict: filler";

  /** A filler of no bytes: head, key, an empty BINBYTES, trailer. */
  static final int LEAST_FILLER_BYTES =
      KEY + FILLER_KEY.length() + 1 + Integer.BYTES + TRAILER_BYTES;

  /** The commit numbers that mmappickle's own vacuum does not set. */
  static final int FIRST_COMMIT_NUMBER = 2;

  static final int LAST_COMMIT_NUMBER = Integer.MAX_VALUE - 1;

  static final int PAGE_BYTES = 4096;

  private static final long INDEX_POINTER_MASK = -1L >>> Byte.SIZE;
  private static final int BOUNDARY = Long.BYTES;
  private static final int FRAME_PHASE = BOUNDARY - LENGTH;

  /** Those that nearly every entry has. */
  private static final byte[][] SMALL_PADS =
      IntStream.rangeClosed(0, BOUNDARY + 1)
          .mapToObj(bytes -> bytes == 1 ? new byte[0] : newPad(bytes))
          .toArray(byte[][]::new);

  private FileLayout() {}

  static boolean isAligned(long frame) {
    return (frame & BOUNDARY - 1) == FRAME_PHASE;
  }

  /** How many bytes of filler let a frame stand within one page, aligned, behind these bytes. */
  static int fillerBytes(long end) {
    return fillerBytes(end, BOUNDARY, FRAME_PHASE);
  }

  /**
   * How many bytes of filler bring the next frame to a phase, its first bytes within one page.
   *
   * @param boundary a power of two, at least 8
   * @param phase where the frame starts modulo that, 7 mod 8
   */
  static int fillerBytes(long end, int boundary, long phase) {
    int gap = (int) (phase - end & boundary - 1);
    boolean anyPage = boundary >= PAGE_BYTES;
    while ((gap != 0 && gap < LEAST_FILLER_BYTES) || (!anyPage && crossesPage(end + gap))) {
      gap += boundary;
    }
    return gap;
  }

  private static boolean crossesPage(long frame) {
    return frame % PAGE_BYTES > PAGE_BYTES - TERMINATOR_BYTES;
  }

  /** How many bytes a value that ends here lacks so that the next frame may start behind it. */
  static int gapBytes(long valueEnd) {
    return gapBytes(valueEnd, (int) (FRAME_PHASE - (valueEnd + TRAILER_BYTES) & BOUNDARY - 1));
  }

  /** How many bytes of padding follow a value so that the next frame may start: never 1. */
  static int padBytes(long valueEnd) {
    int gap = gapBytes(valueEnd);
    return gap == 1 ? gapBytes(valueEnd, gap + BOUNDARY) : gap;
  }

  /**
   * The terminator stands within one page: a write across two grows the file in two steps, and
   * mmappickle's constructor, which takes no lock, finds half a terminator and writes its own.
   */
  private static int gapBytes(long valueEnd, int least) {
    int gap = least;
    while ((valueEnd + TRAILER_BYTES + gap) % PAGE_BYTES > PAGE_BYTES - TERMINATOR_BYTES) {
      gap += BOUNDARY;
    }
    return gap;
  }

  /** The two bytes at T+9 of an entry as a little-endian 16-bit word. */
  static short entryKind(int keyBytes) {
    return (short) (keyBytes << 8 | (SHORT_BINUNICODE & 0xff));
  }

  static boolean isEntryKind(short kind) {
    return (byte) kind == SHORT_BINUNICODE;
  }

  static int keyBytes(short kind) {
    return kind >>> 8 & 0xff;
  }

  static int commitNumber(long commitWord) {
    return (int) (commitWord >>> COMMIT_SHIFT);
  }

  static long withCommitNumber(long commitWord, int number) {
    long mask = 0xffffffffL << COMMIT_SHIFT;
    return (commitWord & ~mask) | ((long) number << COMMIT_SHIFT & mask);
  }

  static int nextCommitNumber(int number) {
    int plain = number & Integer.MAX_VALUE;
    return plain < FIRST_COMMIT_NUMBER || plain >= LAST_COMMIT_NUMBER
        ? FIRST_COMMIT_NUMBER
        : plain + 1;
  }

  /**
   * The commit number of a file that a vacuum replaces: negative, and of each vacuum that dies
   * before it has done so another one.
   */
  static int movedCommitNumber(int number) {
    return number | Integer.MIN_VALUE;
  }

  static boolean isMoved(long commitWord) {
    return commitNumber(commitWord) < 0;
  }

  /** Where a shim whose value starts here carries its epoch: the first aligned word inside. */
  static long epochOffset(long shimValue) {
    return shimValue + 2 + BOUNDARY - 1 & -BOUNDARY;
  }

  /** Where a shim's value ends, if it starts here: a byte string that ends as it should. */
  static long shimValueEnd(long shimValue) {
    long end = epochOffset(shimValue) + BOUNDARY + FRAME_PHASE;
    return end + gapBytes(end);
  }

  /** A frame's opcode and length. */
  static byte[] frameHead(long length) {
    return little(FRAME_HEAD_BYTES).put(FRAME).putLong(length).array();
  }

  static byte[] terminator() {
    return little(TERMINATOR_BYTES)
        .put(FRAME)
        .putLong(TERMINATOR_LENGTH)
        .putShort(TERMINATOR_KIND)
        .array();
  }

  static byte[] header(int commitNumber) {
    return little(HEADER_BYTES)
        .put(PROTO)
        .put((byte) 4)
        .put(FRAME)
        .putLong(HEADER_BYTES - 2 - FRAME_HEAD_BYTES)
        .put(BININT)
        .putInt(VERSION)
        .put(POP)
        .put(BININT)
        .putInt(commitNumber)
        .put(POP)
        .put(MARK)
        .array();
  }

  /** A pad of 0 or of 2 to 258 bytes, which every reader pushes and pops. Not to be changed. */
  static byte[] pad(int bytes) {
    return bytes < SMALL_PADS.length ? SMALL_PADS[bytes] : newPad(bytes);
  }

  private static byte[] newPad(int bytes) {
    return switch (bytes) {
      case 0 -> new byte[0];
      case 2 -> new byte[] {NONE, POP};
      default ->
          little(bytes).put(SHORT_BINBYTES).put((byte) (bytes - 3)).put(bytes - 1, POP).array();
    };
  }

  /** A shim's value, if it starts here. */
  static byte[] shimValue(long shimValue, long epoch) {
    int bytes = (int) (shimValueEnd(shimValue) - shimValue);
    return little(bytes)
        .put(SHORT_BINBYTES)
        .put((byte) (bytes - 2))
        .putLong((int) (epochOffset(shimValue) - shimValue), epoch)
        .array();
  }

  static byte[] shimKey() {
    return SHIM_KEY.getBytes(StandardCharsets.US_ASCII);
  }

  /** The key of a dead entry that holds what a killed writer left behind. */
  static byte[] tailKey() {
    return TAIL_KEY.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * A dead entry that only takes room, so that what follows starts where it should.
   *
   * @param bytes at least {@link #LEAST_FILLER_BYTES}
   */
  static byte[] filler(int bytes) {
    byte[] key = FILLER_KEY.getBytes(StandardCharsets.US_ASCII);
    return little(bytes)
        .put(FRAME)
        .putLong(bytes - KIND)
        .putShort(entryKind(key.length))
        .put(key)
        .put(BINBYTES)
        .putInt(bytes - LEAST_FILLER_BYTES)
        .put(bytes - TRAILER_BYTES, Trailer.bytes(1, DEAD))
        .array();
  }

  /** The key of a dead entry that holds a {@link StoredIndex}. */
  static byte[] indexKey() {
    return INDEX_KEY.getBytes(StandardCharsets.US_ASCII);
  }

  /** Where the content of an index starts whose entry starts at a frame. */
  static long indexStart(long frame) {
    long payload = frame + KEY + indexKey().length + 1 + Long.BYTES;
    return payload + StoredIndex.BUCKET_BYTES - 1 & -StoredIndex.BUCKET_BYTES;
  }

  /** Where the index is, said by the seven bytes behind the epoch of the first shim; 0 if none. */
  static long indexPointer(long wordBehindEpoch) {
    return wordBehindEpoch & INDEX_POINTER_MASK;
  }

  /** The word behind the epoch with another pointer; its last byte is not the pointer's. */
  static long withIndexPointer(long wordBehindEpoch, long frame) {
    return (wordBehindEpoch & ~INDEX_POINTER_MASK) | (frame & INDEX_POINTER_MASK);
  }

  /** The head of a byte string of any length. */
  static byte[] tailHead(long bytes) {
    return little(1 + Long.BYTES).put(BINBYTES8).putLong(bytes).array();
  }

  static byte[] headerOf(MemorySegment file) {
    return file.asSlice(0, HEADER_BYTES).toArray(ValueLayout.JAVA_BYTE);
  }

  /** Whether these are a header's bytes, whatever version and commit number they give. */
  static boolean isHeader(byte[] found) {
    ByteBuffer bytes = ByteBuffer.wrap(found).order(ByteOrder.LITTLE_ENDIAN);
    byte[] expected = header(bytes.getInt(COMMIT_NUMBER_OFFSET));
    ByteBuffer.wrap(expected)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(VERSION_OFFSET, bytes.getInt(VERSION_OFFSET));
    return Arrays.equals(found, expected);
  }

  static int version(byte[] header) {
    return ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getInt(VERSION_OFFSET);
  }

  /** The length that the frame at an offset states. */
  static long lengthOf(MemorySegment file, long frame) {
    return file.get(Little.LONG, frame + LENGTH);
  }

  /** Whether a frame of a length starts at an offset. */
  static boolean isFrame(MemorySegment file, long offset, long length) {
    return file.get(ValueLayout.JAVA_BYTE, offset) == FRAME && lengthOf(file, offset) == length;
  }

  static int i32(MemorySegment file, long offset) {
    return file.get(Little.INT, offset);
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
