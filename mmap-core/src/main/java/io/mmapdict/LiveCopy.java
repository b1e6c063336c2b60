package io.mmapdict;

import java.util.List;
import java.util.function.LongConsumer;

/**
 * Copies entries into a new file, one behind the other, without taking them apart. An entry that
 * would lie off its boundary gets a filler before it. Holes stay holes, and large parts pass from
 * file to file inside the kernel.
 */
final class LiveCopy {
  private static final int CACHE_LINE_BYTES = 64;
  private static final int BUFFER_BYTES = 1 << 20;

  /** From here on the kernel copies, and holes are looked for. */
  private static final int LARGE_BYTES = 1 << 16;

  /** How much the kernel copies before progress is told. */
  private static final long STEP_BYTES = 1L << 25;

  private final FileHandle from;
  private final FileHandle to;
  private final Output out;
  private final FileSink sink;
  private final LongConsumer copied;

  /** The part of the old file that is to be copied next, in one piece. */
  private long start;

  private long end;

  /**
   * A copy.
   *
   * @param out writes into {@code to}
   * @param copied told how many bytes were copied since it was told last
   */
  LiveCopy(FileHandle from, FileHandle to, Output out, LongConsumer copied) {
    this.from = from;
    this.to = to;
    this.out = out;
    this.sink = new FileSink(out, to.arena().allocate(BUFFER_BYTES, Long.BYTES), 0);
    this.copied = copied;
  }

  /**
   * Writes a whole file.
   *
   * @param head what it starts with
   * @param entries in file order
   */
  void write(byte[] head, List<FileEntry> entries) {
    sink.write(head);
    for (FileEntry entry : entries) {
      take(entry);
    }
    copyTaken();
    fill(FileLayout.fillerBytes(sink.position()));
    sink.write(FileLayout.terminator());
    sink.flush();
  }

  private void take(FileEntry entry) {
    int gap = gap(sink.position() + end - start, entry);
    long length = entry.end - entry.offset - FileLayout.KIND;
    boolean wrongHead = !FileLayout.isFrame(from.mapping(), entry.offset, length);
    if (gap > 0 || entry.offset != end || wrongHead) {
      copyTaken();
      fill(gap);
      start = entry.offset;
    }
    if (wrongHead) { // all that a repair found wrong with the entry
      sink.write(FileLayout.frameHead(length));
      start += FileLayout.KIND;
    }
    end = entry.end;
  }

  /** The larger an entry, the less room matters beside it. */
  private static int gap(long at, FileEntry entry) {
    if (!FileLayout.isAligned(entry.offset)) {
      return 0; // mmappickle's: nothing in it is aligned
    }
    long length = entry.end - entry.offset;
    int boundary =
        length < 1 << 10 ? Long.BYTES : length < 1 << 20 ? CACHE_LINE_BYTES : FileLayout.PAGE_BYTES;
    return FileLayout.fillerBytes(at, boundary, entry.offset & boundary - 1);
  }

  private void fill(int bytes) {
    if (bytes > 0) {
      sink.write(FileLayout.filler(bytes));
    }
  }

  private void copyTaken() {
    long length = end - start;
    if (length >= LARGE_BYTES) {
      sink.flush();
      copyLarge();
      sink.skip(length);
    } else if (length > 0) {
      sink.write(from.mapping().asSlice(start, length));
      copied.accept(length);
    }
    start = end;
  }

  private void copyLarge() {
    long shift = sink.position() - start;
    for (long at = start; at < end; ) {
      long data = Holes.nextData(from.fd(), at);
      data = data == -Native.ENXIO ? end : Math.clamp(data, at, end); // an error: no holes known
      copied.accept(data - at);
      long hole = data == end ? end : Holes.nextHole(from.fd(), data);
      hole = hole <= data ? end : Math.min(hole, end);
      copyData(data, hole, shift);
      at = hole;
    }
  }

  /** The kernel is several times faster where a page starts. */
  private void copyData(long first, long last, long shift) {
    for (long at = first; at < last; ) {
      long toPage = -at & FileLayout.PAGE_BYTES - 1;
      long length = Math.min(last - at, toPage > 0 ? toPage : STEP_BYTES);
      long done = toPage > 0 ? 0 : Holes.copy(from.fd(), at, to.fd(), at + shift, length);
      if (done <= 0 && done != -Native.EINTR) { // or it cannot, or not here
        out.write(at + shift, from.mapping().asSlice(at, length));
        done = length;
      }
      if (done > 0) {
        copied.accept(done);
        at += done;
      }
    }
  }
}
