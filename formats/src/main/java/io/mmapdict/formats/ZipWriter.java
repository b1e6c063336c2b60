package io.mmapdict.formats;

import io.mmapdict.pickle.spi.PayloadSink;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.zip.CRC32;

/**
 * Writes a zip file of stored members, the bytes of each at a multiple of 64, as {@code zipalign}
 * pads them: by an extra field of the local header. Members and files beyond 4 GiB are ZIP64.
 */
final class ZipWriter {
  private static final int ALIGNMENT = 64;

  /** Android's padding: an id, a length, the alignment, zeros. */
  private static final int PADDING_EXTRA = 0xd935;

  private static final int PADDING_MIN = 6;
  private static final int ZIP64_EXTRA_BYTES = 20;
  private static final int VERSION = 20;
  private static final int VERSION_ZIP64 = 45;
  private static final int UNIX = 3 << 8;
  private static final int FIRST_DAY = 1 << 5 | 1; // of 1980: no clock in what is written
  private static final long PERMISSIONS = 0100644L << 16;
  private static final int CRC_AT = 14;
  private static final int AT_ONCE = 1 << 20;

  private record Written(String name, long crc, long size, long at) {}

  private final FileChannel channel;
  private final List<Written> members = new ArrayList<>();
  private final ByteBuffer piece = ByteBuffer.allocateDirect(AT_ONCE);

  /** From where on a size, an offset and a count are written in the larger form. */
  private final long limit;

  private final int countLimit;

  private final LongConsumer written;

  /**
   * @param written told how many bytes of the members more were written
   */
  ZipWriter(FileChannel channel, LongConsumer written) {
    this(channel, ZipDirectory.MAX32, ZipDirectory.MAX16, written);
  }

  /** With smaller limits, for tests. */
  ZipWriter(FileChannel channel, long limit, int countLimit, LongConsumer written) {
    this.channel = channel;
    this.written = written;
    this.limit = limit;
    this.countLimit = countLimit;
  }

  /**
   * Writes a member.
   *
   * @param size how many bytes there will be
   * @param content gives them to whom it is given, part by part
   */
  void member(String name, long size, Consumer<Consumer<MemorySegment>> content)
      throws IOException {
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    if (nameBytes.length > ZipDirectory.MAX16) {
      throw new IllegalArgumentException(
          "a member's name has at most 65535 bytes, not %d as '%.40s...'"
              .formatted(nameBytes.length, name));
    }
    long at = channel.position();
    boolean zip64 = size >= limit;
    NewFile.writeFully(channel, local(nameBytes, size, zip64, at));
    CRC32 crc = new CRC32();
    content.accept(part -> write(part, crc));
    ByteBuffer sum = little(Integer.BYTES).putInt((int) crc.getValue()).flip();
    channel.write(sum, at + CRC_AT);
    members.add(new Written(name, crc.getValue(), size, at));
  }

  private ByteBuffer local(byte[] name, long size, boolean zip64, long at) {
    int before = ZipDirectory.LOCAL_BYTES + name.length + (zip64 ? ZIP64_EXTRA_BYTES : 0);
    int padding = PADDING_MIN + Math.floorMod(-(at + before + PADDING_MIN), ALIGNMENT);
    int extra = (zip64 ? ZIP64_EXTRA_BYTES : 0) + padding;
    ByteBuffer out = little(before + padding).putInt(ZipDirectory.LOCAL);
    common(out, name, zip64).putInt(0).putInt(low(size, zip64)).putInt(low(size, zip64));
    out.putShort((short) name.length).putShort((short) extra).put(name);
    if (zip64) {
      out.putShort((short) ZipDirectory.ZIP64_EXTRA).putShort((short) (2 * Long.BYTES));
      out.putLong(size).putLong(size);
    }
    out.putShort((short) PADDING_EXTRA).putShort((short) (padding - 4)).putShort((short) ALIGNMENT);
    return out.position(out.limit()).flip();
  }

  /** What local header and directory both begin with. */
  private static ByteBuffer common(ByteBuffer out, byte[] name, boolean zip64) {
    boolean ascii = true;
    for (byte one : name) {
      ascii &= one >= 0;
    }
    out.putShort((short) (zip64 ? VERSION_ZIP64 : VERSION));
    out.putShort((short) (ascii ? 0 : ZipDirectory.UTF8));
    return out.putShort((short) ZipDirectory.Member.STORED)
        .putShort((short) 0)
        .putShort((short) FIRST_DAY);
  }

  /**
   * By the kernel what is mapped from a file, and summed up from what was written: somebody may
   * store to a mapping meanwhile, and one that another program cuts would end the JVM in a sum.
   */
  private void write(MemorySegment part, CRC32 crc) {
    try {
      long start = channel.position();
      PayloadSink.into(channel, written).write(part);
      for (long at = 0; at < part.byteSize(); at += piece.limit()) {
        piece.clear().limit((int) Math.min(AT_ONCE, part.byteSize() - at));
        while (piece.hasRemaining()) {
          if (channel.read(piece, start + at + piece.position()) < 0) {
            throw new EOFException("the file was cut while it was written");
          }
        }
        crc.update(piece.flip());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the directory, which ends the file. */
  void finish() throws IOException {
    long start = channel.position();
    for (Written member : members) {
      NewFile.writeFully(channel, central(member));
    }
    long end = channel.position();
    boolean zip64 = start >= limit || end - start >= limit || members.size() >= countLimit;
    if (zip64) {
      ByteBuffer out = little(ZipDirectory.END64_BYTES + ZipDirectory.LOCATOR64_BYTES);
      out.putInt(ZipDirectory.END64).putLong(ZipDirectory.END64_BYTES - 12);
      out.putShort((short) (UNIX | VERSION_ZIP64)).putShort((short) VERSION_ZIP64);
      out.putInt(0).putInt(0).putLong(members.size()).putLong(members.size());
      out.putLong(end - start).putLong(start);
      out.putInt(ZipDirectory.LOCATOR64).putInt(0).putLong(end).putInt(1);
      NewFile.writeFully(channel, out.flip());
    }
    short count = (short) (zip64 ? ZipDirectory.MAX16 : members.size());
    ByteBuffer out = little(ZipDirectory.END_BYTES).putInt(ZipDirectory.END).putInt(0);
    out.putShort(count).putShort(count).putInt(low(end - start, zip64)).putInt(low(start, zip64));
    NewFile.writeFully(channel, out.putShort((short) 0).flip());
  }

  private ByteBuffer central(Written member) {
    boolean large = member.size() >= limit;
    boolean far = member.at() >= limit;
    int extra = large || far ? 4 + (large ? 2 * Long.BYTES : 0) + (far ? Long.BYTES : 0) : 0;
    byte[] name = member.name().getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = little(ZipDirectory.CENTRAL_BYTES + name.length + extra);
    out.putInt(ZipDirectory.CENTRAL);
    out.putShort((short) (UNIX | (extra > 0 ? VERSION_ZIP64 : VERSION)));
    common(out, name, extra > 0).putInt((int) member.crc());
    out.putInt(low(member.size(), large)).putInt(low(member.size(), large));
    out.putShort((short) name.length).putShort((short) extra);
    out.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt((int) PERMISSIONS);
    out.putInt(low(member.at(), far)).put(name);
    if (extra > 0) {
      out.putShort((short) ZipDirectory.ZIP64_EXTRA).putShort((short) (extra - 4));
    }
    if (large) {
      out.putLong(member.size()).putLong(member.size());
    }
    if (far) {
      out.putLong(member.at());
    }
    return out.flip();
  }

  /** A number that fits 32 bits, or what says that it stands in the larger form. */
  private static int low(long number, boolean larger) {
    return (int) (larger ? ZipDirectory.MAX32 : number);
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
