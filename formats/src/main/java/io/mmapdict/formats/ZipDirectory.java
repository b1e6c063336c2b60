package io.mmapdict.formats;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The members of a zip file, by its central directory, ZIP64 too: where their bytes lie, which
 * {@code java.util.zip} does not tell. Bytes in front of the zip and a comment behind it are passed
 * over. The format: PKWARE's APPNOTE.TXT 6.3.10, the chapters in the comments.
 */
final class ZipDirectory {
  /**
   * A member.
   *
   * @param dataAt where its bytes start in the file
   * @param packed how many these are
   * @param size how many they are once inflated
   */
  record Member(String name, int method, long crc, long dataAt, long packed, long size) {
    static final int STORED = 0;
    static final int DEFLATED = 8;
  }

  static final int LOCAL = 0x04034b50; // 4.3.7
  static final int CENTRAL = 0x02014b50; // 4.3.12
  static final int END64 = 0x06064b50; // 4.3.14
  static final int LOCATOR64 = 0x07064b50; // 4.3.15
  static final int END = 0x06054b50; // 4.3.16
  static final int LOCAL_BYTES = 30;
  static final int CENTRAL_BYTES = 46;
  static final int END64_BYTES = 56;
  static final int LOCATOR64_BYTES = 20;
  static final int END_BYTES = 22;
  static final int UTF8 = 1 << 11; // 4.4.4

  /** The extra field of a member with sizes beyond 32 bits, 4.5.3. */
  static final int ZIP64_EXTRA = 1;

  static final long MAX32 = 0xffff_ffffL;
  static final int MAX16 = 0xffff;

  private static final int ENCRYPTED = 1;
  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MappedFile file;

  /** Where the directory starts and ends. */
  private long start;

  private long end;

  /** How many bytes stand in front of the zip: what all its offsets leave out. */
  private long base;

  private long count;

  private ZipDirectory(MappedFile file) {
    this.file = file;
  }

  /**
   * All members, in the directory's order.
   *
   * @throws FormatException if the file is no zip, or its parts do not fit together
   */
  static List<Member> read(MappedFile file) {
    ZipDirectory directory = new ZipDirectory(file);
    directory.find();
    return directory.members();
  }

  private void find() {
    long at = endRecord();
    count = u16(at + 10);
    long size = u32(at + 12);
    long offset = u32(at + 16);
    end = at;
    long locator = at - LOCATOR64_BYTES;
    if (locator >= 0 && u32(locator) == LOCATOR64) {
      end = end64(locator);
      count = positive(end + 32, "count of members");
      size = positive(end + 40, "size of the directory");
      offset = positive(end + 48, "offset of the directory");
    }
    start = end - size;
    base = start - offset;
    if (start < 0 || base < 0) {
      throw file.fault(
          end,
          "expected a directory of %d bytes at offset %d in front of its end record"
              .formatted(size, offset));
    }
  }

  /** Behind it stands nothing but the comment, whose length it says. */
  private long endRecord() {
    long first = Math.max(0, file.size() - END_BYTES - MAX16);
    for (long at = file.size() - END_BYTES; at >= first; at--) {
      if (u32(at) == END && at + END_BYTES + u16(at + 20) == file.size()) {
        return at;
      }
    }
    throw file.fault(
        file.size(),
        "expected the end record of a zip file in the last bytes, found none: it is none or cut");
  }

  /** With bytes in front of the zip it is not where the locator says, but right before that. */
  private long end64(long locator) {
    long said = u64(locator + 8);
    for (long at : new long[] {locator - END64_BYTES, said}) {
      if (at >= 0 && at <= locator - END64_BYTES && u32(at) == END64) {
        return at;
      }
    }
    throw file.fault(locator, "expected a ZIP64 end record at " + Long.toUnsignedString(said));
  }

  private List<Member> members() {
    List<Member> members = new ArrayList<>();
    long at = start;
    for (long i = 0; i < count; i++) {
      file.need(at, CENTRAL_BYTES, end, "an entry of the directory");
      if (u32(at) != CENTRAL) {
        throw file.fault(at, "expected an entry of the zip's directory, PK 1 2");
      }
      int name = u16(at + 28);
      int extra = u16(at + 30);
      long length = (long) CENTRAL_BYTES + name + extra + u16(at + 32);
      file.need(at, length, end, "an entry of the directory");
      members.add(member(at, name, extra));
      at += length;
    }
    if (at != end) {
      throw file.fault(
          at, "expected the end of the zip's directory, found " + (end - at) + " more");
    }
    return members;
  }

  private Member member(long at, int nameBytes, int extraBytes) {
    int flags = u16(at + 8);
    String name = name(at + CENTRAL_BYTES, nameBytes, (flags & UTF8) != 0);
    if ((flags & ENCRYPTED) != 0) {
      throw file.fault(at, "member '" + name + "' is encrypted");
    }
    long[] sizes = {u32(at + 24), u32(at + 20), u32(at + 42)};
    long extraAt = at + CENTRAL_BYTES + nameBytes;
    extend(sizes, extraAt, extraAt + extraBytes);
    long packed = sizes[1];
    long local = base + sizes[2];
    if (local < 0 || sizes[2] < 0 || local > start) {
      throw file.fault(at, "member '" + name + "' lies outside the file, at " + local);
    }
    file.need(local, LOCAL_BYTES, start, "the header of member '" + name + "'");
    if (u32(local) != LOCAL) {
      throw file.fault(local, "expected the header of member '" + name + "', PK 3 4");
    }
    long heading = (long) LOCAL_BYTES + u16(local + 26) + u16(local + 28);
    file.need(local, heading, start, "the header of member '" + name + "'");
    if (packed < 0 || sizes[0] < 0) {
      throw file.fault(at, "member '" + name + "' has more bytes than a long counts");
    }
    long dataAt = local + heading;
    file.need(dataAt, packed, start, "the bytes of member '" + name + "'");
    return new Member(name, u16(at + 10), u32(at + 16), dataAt, packed, sizes[0]);
  }

  /** Those of size, packed size and offset that do not fit 32 bits stand in an extra field. */
  private void extend(long[] sizes, long extraAt, long extraEnd) {
    long at = extraAt;
    while (at + 4 <= extraEnd) {
      long fieldEnd = at + 4 + u16(at + 2);
      if (u16(at) == ZIP64_EXTRA) {
        long value = at + 4;
        for (int i = 0; i < sizes.length; i++) {
          if (sizes[i] == MAX32 && value + Long.BYTES <= Math.min(fieldEnd, extraEnd)) {
            sizes[i] = u64(value);
            value += Long.BYTES;
          }
        }
        return;
      }
      at = fieldEnd;
    }
  }

  private String name(long at, int length, boolean utf8) {
    byte[] bytes = file.bytes().asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
    String name = new String(bytes, StandardCharsets.UTF_8);
    if (!utf8 && !StandardCharsets.US_ASCII.newEncoder().canEncode(name)) {
      name = new String(bytes, Charset.forName("IBM437")); // appendix D
    }
    if (name.indexOf('\0') >= 0) {
      throw file.fault(at, "expected a member's name, found one with a zero byte");
    }
    return name;
  }

  private long positive(long at, String what) {
    long value = u64(at);
    if (value < 0) {
      throw file.fault(at, what + " beyond what a long counts");
    }
    return value;
  }

  private int u16(long at) {
    return Short.toUnsignedInt(file.bytes().get(U16, at));
  }

  private long u32(long at) {
    return Integer.toUnsignedLong(file.bytes().get(U32, at));
  }

  private long u64(long at) {
    return file.bytes().get(U64, at);
  }
}
