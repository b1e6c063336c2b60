package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An index in the file whose checksums are right, and that lies: the frames are walked over. */
@Damaged
class HostileIndexTest {
  private static final int POINTER =
      (int) FileLayout.epochOffset(FileLayout.HEADER_BYTES + FileLayout.KEY + 46) + Long.BYTES;
  private static final int BUCKETS = 1;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, StoredIndex.BUCKET_SLOTS + 1, 1L << 31, 1L << 40})
  void howManyKeysItHasIsChecked(long keys) throws IOException {
    Path file = folder.resolve("keys.mmdpickle");
    write(file, 0, keys, 0);
    isWalkedOver(file);
    CheckReport report = FileCheck.of(file);
    assertFalse(report.isSound());
    assertTrue(report.findings().toString().contains("index"), report::toString);
  }

  /** A file of holes may say so without taking room on the disk. */
  @ParameterizedTest
  @ValueSource(longs = {1, 1L << 28, 1L << 31, 1L << 33})
  void nothingIsAllocatedForWhatItSaysIsWatched(long watched) throws Exception {
    Path file = folder.resolve("watched.mmdpickle");
    write(file, watched * Long.BYTES, 0, watched);
    Process small = Jvm.builder(Reading.class, file).start();
    assertEquals(0, small.waitFor());
  }

  /** An index of as many keys as there is room for, of buckets that are holes. */
  @Test
  void nothingIsAllocatedForTheKeysItSaysItHas() throws Exception {
    Path file = folder.resolve("holes.mmdpickle");
    long buckets = Integer.MAX_VALUE / StoredIndex.BUCKET_SLOTS;
    write(file, buckets * StoredIndex.BUCKET_BYTES, Integer.MAX_VALUE / 2, 0, buckets);
    Process small = Jvm.builder(Reading.class, file).start();
    assertEquals(0, small.waitFor());
  }

  /** Reads in a process with a small heap. */
  static final class Reading {
    private Reading() {}

    public static void main(String[] arguments) {
      isWalkedOver(Path.of(arguments[0]));
    }
  }

  private static void isWalkedOver(Path file) {
    for (OpenMode mode : List.of(OpenMode.READ_ONLY, OpenMode.READ_WRITE)) {
      try (MmapDict dict = MmapDict.open(file, mode)) {
        assertEquals(1, dict.size());
        assertEquals("first", dict.get("a"));
        assertNull(dict.get("b"));
        assertEquals(Map.of("a", "first"), dict);
      }
    }
  }

  private static void write(Path file, long roomBytes, long keys, long watched) throws IOException {
    write(file, roomBytes + BUCKETS * StoredIndex.BUCKET_BYTES, keys, watched, BUCKETS);
  }

  /** A file of one key, and an index whose header says what it likes of what is all holes. */
  private static void write(Path file, long roomBytes, long keys, long watched, long buckets)
      throws IOException {
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set("a", "first");
    }
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Arena arena = Arena.ofConfined()) {
      MemorySegment start =
          channel.map(FileChannel.MapMode.READ_WRITE, 0, POINTER + Long.BYTES, arena);
      long epoch = start.get(Little.LONG, POINTER - Long.BYTES);
      long frame = channel.size() - FileLayout.TERMINATOR_BYTES;
      long header = FileLayout.indexStart(frame);
      byte[] key = FileLayout.indexKey();
      long content = frame + FileLayout.KEY + key.length + 1 + Long.BYTES;
      long contentEnd = header + StoredIndex.BUCKET_BYTES + roomBytes;
      contentEnd += FileLayout.padBytes(contentEnd);
      long end = contentEnd + FileLayout.TRAILER_BYTES;
      put(channel, frame, FileLayout.frameHead(end - frame - FileLayout.KIND));
      ByteBuffer kind = ByteBuffer.allocate(2).put((byte) 0x8c).put((byte) key.length);
      put(channel, frame + FileLayout.KIND, kind.array());
      put(channel, frame + FileLayout.KEY, key);
      put(channel, content - 1 - Long.BYTES, FileLayout.tailHead(contentEnd - content));
      MemorySegment words = arena.allocate(StoredIndex.BUCKET_BYTES, Long.BYTES);
      words.setAtIndex(Little.LONG, 0, StoredIndex.MAGIC);
      words.setAtIndex(Little.LONG, 1, epoch);
      words.setAtIndex(Little.LONG, 2, frame);
      words.setAtIndex(Little.LONG, 3, buckets);
      words.setAtIndex(Little.LONG, 4, keys);
      words.setAtIndex(Little.LONG, 5, watched);
      words.setAtIndex(Little.LONG, 6, StoredIndex.checksum(epoch, new long[0]));
      words.setAtIndex(Little.LONG, 7, StoredIndex.checksum(epoch, 0, words, 0));
      channel.write(words.asByteBuffer(), header);
      put(channel, contentEnd, Trailer.bytes(1, FileLayout.DEAD));
      put(channel, end, FileLayout.terminator());
      long word = start.get(Little.LONG, POINTER);
      start.set(Little.LONG, POINTER, FileLayout.withIndexPointer(word, frame));
    }
  }

  private static void put(FileChannel channel, long offset, byte[] bytes) throws IOException {
    channel.write(ByteBuffer.wrap(bytes), offset);
  }
}
