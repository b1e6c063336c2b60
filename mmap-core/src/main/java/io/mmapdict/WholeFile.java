package io.mmapdict;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Collection;

/**
 * Writes a new file of entries of another one. Holes stay holes, and each entry keeps its place
 * modulo 64, a large one modulo a page, so that arrays stay aligned.
 */
final class WholeFile {
  private static final int BOUNDARY = 64;
  private static final int LARGE_BOUNDARY = 4096;
  private static final long LARGE_BYTES = 1 << 20;

  private final FileHandle from;
  private final FileHandle to;

  WholeFile(FileHandle from, FileHandle to) {
    this.from = from;
    this.to = to;
  }

  /** Writes all of it: header, shim, entries, terminator. */
  void write(Collection<FileEntry> entries) {
    byte[] empty = NewFile.bytes(Appender.newEpoch());
    write(0, empty);
    long at = (long) empty.length - FileLayout.TERMINATOR_BYTES;
    for (FileEntry entry : entries) {
      at = fill(at, gap(at, entry));
      copyEntry(entry, at);
      at += entry.end - entry.offset;
    }
    at = fill(at, FileLayout.fillerBytes(at));
    write(at, FileLayout.terminator());
  }

  /** An entry of mmappickle's lies anywhere: it is aligned here. */
  private static int gap(long at, FileEntry entry) {
    if (!FileLayout.isAligned(entry.offset)) {
      return FileLayout.fillerBytes(at);
    }
    boolean large = entry.end - entry.offset >= LARGE_BYTES;
    int boundary = large ? LARGE_BOUNDARY : BOUNDARY;
    return FileLayout.fillerBytes(at, boundary, entry.offset & boundary - 1);
  }

  private long fill(long at, int bytes) {
    if (bytes > 0) {
      write(at, FileLayout.filler(bytes));
    }
    return at + bytes;
  }

  /** The length is written anew: it may have been all that was wrong. The trailer is data. */
  private void copyEntry(FileEntry entry, long at) {
    write(at, FileLayout.frameHead(entry.end - entry.offset - FileLayout.KIND));
    long shift = at - entry.offset;
    long done = entry.offset + FileLayout.KIND;
    while (done < entry.end) {
      long data = known(Native.nextData(from.fd(), done), done);
      long end = Math.min(known(Native.nextHole(from.fd(), data), entry.end), entry.end);
      to.write(data + shift, from.mapping().asSlice(data, end - data));
      done = end;
    }
  }

  /** Where the file system knows no holes, all is data. */
  private static long known(long found, long otherwise) {
    return found < 0 ? otherwise : found;
  }

  private void write(long at, byte[] bytes) {
    try (Arena arena = Arena.ofConfined()) {
      to.write(at, arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes));
    }
  }
}
