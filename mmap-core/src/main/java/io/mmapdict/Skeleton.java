package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.mmapdict.pickle.spi.ByteRange;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What of a file on another machine its keys take: the index, the heads of entries with the first
 * opcodes of their values, so that the type and shape of an array are there, their trailers, and
 * the terminator. Where there is an index, it says where the entries are, and their heads come by a
 * few requests. What it does not cover is gone over from frame to frame: small ones with those that
 * follow, and where large ones have equal lengths, those that may follow are asked for, too.
 */
final class Skeleton {
  /** Of an entry, from its start on, and in front of its end. */
  private static final int HEAD_BYTES = 512;

  private static final int TAIL_BYTES = 256;
  private static final int BEHIND_BYTES = 64;

  private static final long INDEX_BYTES = 1 << 16;
  private static final long LEAST_WINDOW = 1 << 14;
  private static final long MOST_WINDOW = 1 << 20;
  private static final int MOST_AHEAD = 160;

  /** How often to look for what was appended while the rest was fetched. */
  private static final int MOST_LOOKS = 8;

  private final Replica replica;
  private final FileHandle file;

  Skeleton(Replica replica, FileHandle file) {
    this.replica = replica;
    this.file = file;
  }

  /**
   * Fetches what is live, and what is not covered by an index.
   *
   * <p>What is appended is looked at last: an entry that was seen switched off has its replacement
   * there by then.
   */
  void fetch() {
    long size = replica.size();
    if (size < FileLayout.HEADER_BYTES || !FileLayout.isHeader(FileLayout.headerOf(mapping()))) {
      replica.keep(List.of(new ByteRange(Math.max(0, size - 1), size))); // it may be a pickle
      return;
    }
    int changes = replica.changes();
    StoredIndex index = index();
    boolean indexed = index != null && fetchEntries(index);
    long end = walk(indexed ? index.covered() : FileLayout.HEADER_BYTES, Long.MAX_VALUE);
    for (int look = 0; look < MOST_LOOKS && replica.changes() != changes; look++) {
      changes = replica.changes();
      replica.keepAnew(end, HEAD_BYTES);
      end = walk(end, Long.MAX_VALUE);
    }
  }

  /**
   * Fetches the same of entries that are dead, and of the values of those that are live what stands
   * behind their first byte strings: in front of the elements of a large array stands a pad.
   */
  void fetchAll(long end) {
    walk(FileLayout.HEADER_BYTES, end);
    List<ByteRange> behind = new ArrayList<>();
    long at = FileLayout.HEADER_BYTES;
    while (at < end
        && FrameReader.read(mapping(), at, replica.size()) instanceof Frame.Whole whole) {
      FileEntry entry = whole.entry();
      ValueScan scan = new ValueScan(replica, entry.valueOffset, entry.valueEnd());
      scan.advance(entry.valueOffset);
      if (whole.live() && !scan.isAtEnd() && scan.at() > entry.valueOffset + HEAD_BYTES) {
        behind.add(within(scan.at(), scan.at() + BEHIND_BYTES));
      }
      at = entry.end;
    }
    replica.keep(behind);
  }

  /** The index in the file, all of it here; null if there is none. */
  private @Nullable StoredIndex index() {
    long size = replica.size();
    long epochOffset = StoredIndex.epochOffset(file, size);
    if (epochOffset == 0) {
      return null;
    }
    long frame = FileLayout.indexPointer(file.getLongVolatile(epochOffset + Long.BYTES));
    if (frame <= epochOffset || FileLayout.indexStart(frame) + StoredIndex.BUCKET_BYTES > size) {
      return null;
    }
    keep(frame, frame + INDEX_BYTES);
    long end = frame + FileLayout.KIND + FileLayout.lengthOf(mapping(), frame);
    boolean isFrame = mapping().get(JAVA_BYTE, frame) == FileLayout.FRAME;
    boolean isIndex = mapping().get(Little.LONG, FileLayout.indexStart(frame)) == StoredIndex.MAGIC;
    if (!isFrame || !isIndex || end <= frame || end > size) {
      return null;
    }
    keep(frame, end);
    return StoredIndex.open(file, size);
  }

  /** Fetches heads and trailers of all that an index has. False if that is not what it says. */
  private boolean fetchEntries(StoredIndex index) {
    long[] known = index.offsets();
    if (known == null) {
      return false;
    }
    long[] watched = LongStream.range(0, index.watchedCount()).map(index::watched).toArray();
    long[] offsets = LongStream.concat(Arrays.stream(known), Arrays.stream(watched)).toArray();
    Arrays.sort(offsets);
    List<ByteRange> heads = new ArrayList<>();
    for (long offset : offsets) {
      if (offset < FileLayout.HEADER_BYTES || offset >= index.covered()) {
        return false;
      }
      heads.add(around(offset));
    }
    replica.keep(heads);
    List<ByteRange> tails = new ArrayList<>();
    for (long offset : offsets) {
      long end = offset + FileLayout.KIND + FileLayout.lengthOf(mapping(), offset);
      if (end <= offset || end > index.covered()) {
        return false;
      }
      tails.add(new ByteRange(Math.max(offset, end - TAIL_BYTES), end));
    }
    replica.keep(tails);
    return Arrays.stream(offsets)
        .allMatch(offset -> FrameCursor.isFramed(mapping(), offset, index.covered()));
  }

  /** Goes from frame to frame up to an offset or the terminator; gives where it ended. */
  private long walk(long start, long stop) {
    Ahead ahead = new Ahead();
    FrameCursor cursor = new FrameCursor(mapping());
    long at = start;
    replica.keep(ahead.at(at));
    while (at < stop) {
      long end = endOf(at);
      if (end == at) {
        return at;
      }
      ahead.passed(end - at);
      replica.keep(ahead.at(end)); // with the trailer of this one
      if (cursor.read(at, replica.size()) != FrameCursor.Found.ENTRY) {
        return at;
      }
      at = end;
    }
    return at;
  }

  /** Where the entry at an offset ends; the offset itself where none stands. */
  private long endOf(long at) {
    long end = statedEnd(at);
    if (end > replica.size() || end < at) { // appended since, or just being written
      replica.keepAnew(at, HEAD_BYTES);
      end = statedEnd(at);
    }
    return end > replica.size() || end < at ? at : end;
  }

  private long statedEnd(long at) {
    if (replica.size() - at < FileLayout.TERMINATOR_BYTES) {
      return at;
    }
    short kind = mapping().get(Little.SHORT, at + FileLayout.KIND);
    long length = FileLayout.lengthOf(mapping(), at);
    return FileLayout.isEntryKind(kind)
        ? at + FileLayout.KIND + (length <= FileLayout.TERMINATOR_LENGTH ? -1 - at : length)
        : at;
  }

  private void keep(long start, long end) {
    replica.keep(List.of(within(start, end)));
  }

  private ByteRange around(long frame) {
    return within(frame - TAIL_BYTES, frame + HEAD_BYTES);
  }

  private ByteRange within(long start, long end) {
    long size = replica.size();
    long from = Math.clamp(start, 0, size);
    return new ByteRange(from, Math.clamp(end, from, size));
  }

  private MemorySegment mapping() {
    return file.mapping();
  }

  /** What to ask for with a frame. */
  private final class Ahead {
    private long window = LEAST_WINDOW;
    private long lastBytes;
    private int equal;
    private int guesses = 1;

    /** Notes how long the frame was. */
    void passed(long bytes) {
      equal = bytes == lastBytes ? equal + 1 : 0;
      guesses = equal == 0 ? 1 : guesses;
      lastBytes = bytes;
    }

    List<ByteRange> at(long frame) {
      ByteRange needed = around(frame);
      if (replica.keptFrom(needed.start()) >= needed.end()) {
        return List.of();
      }
      if (lastBytes <= window) {
        ByteRange wide = within(frame - TAIL_BYTES, frame + window);
        window = Math.min(MOST_WINDOW, 2 * window);
        return List.of(wide);
      }
      window = LEAST_WINDOW;
      List<ByteRange> all = new ArrayList<>(List.of(needed));
      if (equal > 0) {
        for (int i = 1; i <= guesses; i++) {
          ByteRange guess = around(frame + i * lastBytes);
          if (guess.byteSize() == TAIL_BYTES + HEAD_BYTES) {
            all.add(guess);
          }
        }
        guesses = Math.min(MOST_AHEAD, 2 * guesses + 1);
      }
      return all;
    }
  }
}
