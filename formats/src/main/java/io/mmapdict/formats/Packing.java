package io.mmapdict.formats;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.SingleXZInputStream;

/** The compressions that a library undoes, told by the first bytes, which joblib looks at, too. */
enum Packing {
  BZ2("BZh"),
  XZ("\u00fd7zXZ"),
  LZMA("]\0"),
  LZ4("\4\"M\30");

  /** {@code xz -9} needs half of it; Python writes what needs more only if told so at length. */
  private static final long MOST_MEMORY = 128 << 20;

  private final String magic;

  Packing(String magic) {
    this.magic = magic;
  }

  /** Whether a stream's first bytes, one to a char, are of this. */
  boolean starts(String text) {
    return text.startsWith(magic);
  }

  /**
   * What comes out of one stream. At its end as much was read as it has, so the next may start
   * there. It holds nothing that must be closed.
   */
  InputStream open(InputStream in) throws IOException {
    return switch (this) {
      case BZ2 -> new BZip2CompressorInputStream(in);
      case XZ -> new SingleXZInputStream(in, memoryLimit());
      case LZMA -> new LZMAInputStream(in, memoryLimit());
      case LZ4 -> new FramedLZ4CompressorInputStream(in);
    };
  }

  /** In KiB: a header may ask for 4 GiB, whatever follows. */
  private static int memoryLimit() {
    return (int) (Math.min(MOST_MEMORY, Runtime.getRuntime().maxMemory() / 2) >> 10);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
