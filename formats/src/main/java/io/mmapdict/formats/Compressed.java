package io.mmapdict.formats;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.zip.CRC32;

/** The forms in which joblib compresses, told by their first bytes. */
final class Compressed {
  /** That of zstd, which joblib does not write, but others compress a whole dump by it. */
  private static final String ZSTD = "(\u00b5/\u00fd";

  /** joblib's own form before 0.10: this, the size in hexadecimal digits, what zlib wrote. */
  private static final String ZFILE = "ZF";

  private static final int SIZE_BYTES = "0x10000000000000000".length();
  private static final String GZIP = "\37\u008b";
  private static final int GZIP_HEADER = 10;
  private static final int HEADER_SUM = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MappedFile file;
  private final Inflated inflated;

  private Compressed(MappedFile file, Inflated inflated) {
    this.file = file;
    this.inflated = inflated;
  }

  /**
   * A file mapped, or what it is once inflated.
   *
   * @param read told now and then how many bytes more of a compressed file were read
   * @throws FormatException if it is compressed otherwise, or is and shall be changed
   */
  static MappedFile open(Path path, Access access, LongConsumer read) {
    MappedFile first = MappedFile.open(path, Access.READ_ONLY);
    String magic = first.magic(0);
    if (magic.startsWith(ZSTD)) {
      throw first.fault(
          0,
          "expected a dump as joblib writes it, found it compressed by zstd; unzstd undoes that");
    }
    Optional<Packing> packing =
        Arrays.stream(Packing.values()).filter(form -> form.starts(magic)).findFirst();
    boolean zlib = magic.startsWith("x");
    if (packing.isEmpty() && !zlib && !magic.startsWith(GZIP) && !magic.startsWith(ZFILE)) {
      return MappedFile.open(path, access);
    }
    if (access == Access.READ_WRITE) {
      throw first.fault(0, "a compressed file cannot be changed in place");
    }
    if (packing.isPresent()) {
      return of(first, Unpacked.of(first, packing.get(), access, read));
    }
    Compressed compressed = new Compressed(first, new Inflated(first, access, read));
    return zlib
        ? compressed.inflated(0, Long.MAX_VALUE)
        : magic.startsWith(ZFILE) ? compressed.zfile() : compressed.gzip();
  }

  private static MappedFile of(MappedFile file, MemorySegment inflated) {
    return new MappedFile(file.path(), inflated, false);
  }

  private MappedFile inflated(long start, long most) {
    inflated.read().accept(start);
    Inflated.Result result =
        inflated.from(start, file.size(), most, true, (bytes, from, length) -> {});
    return of(file, result.bytes());
  }

  private MappedFile zfile() {
    long sizeAt = ZFILE.length();
    file.need(sizeAt, SIZE_BYTES, "the size of a z-file of joblib");
    String digits = file.text(sizeAt, SIZE_BYTES).strip();
    long size;
    try {
      size = Long.parseLong(digits.replaceFirst("^0x", ""), 16);
    } catch (NumberFormatException e) {
      throw file.fault(sizeAt, "expected the size of a z-file, found '" + digits + "'");
    }
    long start = sizeAt + SIZE_BYTES;
    // Up to 0.8.4 in Python 2 there was one space more, which zlib never begins with.
    if (start < file.size() && file.bytes().get(ValueLayout.JAVA_BYTE, start) == ' ') {
      start++;
    }
    MappedFile inflated = inflated(start, size);
    if (inflated.size() != size) {
      throw file.fault(
          sizeAt, "expected %d bytes once inflated, found %d".formatted(size, inflated.size()));
    }
    return inflated;
  }

  /** RFC 1952. */
  private MappedFile gzip() {
    long start = behindHeader();
    inflated.read().accept(start);
    CRC32 crc = new CRC32();
    Inflated.Result result = inflated.from(start, file.size(), Long.MAX_VALUE, false, crc::update);
    file.need(result.end(), 2 * Integer.BYTES, "the checksum and size of gzip");
    int sum = file.bytes().get(U32, result.end());
    int size = file.bytes().get(U32, result.end() + Integer.BYTES);
    if (sum != (int) crc.getValue() || size != (int) result.bytes().byteSize()) {
      throw file.fault(
          result.end(),
          "expected what gives the checksum %08x, found %08x".formatted(sum, crc.getValue()));
    }
    return of(file, result.bytes());
  }

  private long behindHeader() {
    file.need(0, GZIP_HEADER, "the header of gzip");
    int flags = file.bytes().get(ValueLayout.JAVA_BYTE, 3);
    long at = GZIP_HEADER;
    if ((flags & EXTRA) != 0) {
      file.need(at, Short.BYTES, "the extra field of gzip");
      int extra = Short.BYTES + Short.toUnsignedInt(file.bytes().get(U16, at));
      file.need(at, extra, "the extra field of gzip");
      at += extra;
    }
    at = (flags & NAME) == 0 ? at : behindZero(at);
    at = (flags & COMMENT) == 0 ? at : behindZero(at);
    int sum = (flags & HEADER_SUM) == 0 ? 0 : Short.BYTES;
    file.need(at, sum, "the checksum of gzip's header");
    return at + sum;
  }

  private long behindZero(long start) {
    for (long at = start; at < file.size(); at++) {
      if (file.bytes().get(ValueLayout.JAVA_BYTE, at) == 0) {
        return at + 1;
      }
    }
    throw file.fault(start, "expected a text of gzip's header that ends with a zero byte");
  }
}
