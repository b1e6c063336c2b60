package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Files with an index in them, and the same without. */
final class StoredIndexes {
  /** Where the file says where its index is. */
  static final int POINTER =
      (int) FileLayout.epochOffset(FileLayout.HEADER_BYTES + FileLayout.KEY + 46) + Long.BYTES;

  static final int POINTER_BYTES = 7;

  private StoredIndexes() {}

  /** Puts so many keys and two odd ones, replaces some and deletes some. */
  static void fill(Path file, int keys) {
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set("", "the empty key");
      dict.set("hé/☃", "no ASCII");
      for (int i = 0; i < keys; i++) {
        dict.set("key" + i, "value" + i);
        if (i % 5 == 1) {
          dict.set("key" + (i - 1), "again" + i);
        }
        if (i % 7 == 6) {
          dict.delete("key" + i);
        }
      }
    }
  }

  /** The live entry of a key. */
  static EntryInfo entry(MmapDict dict, String key) {
    return dict.entries().stream()
        .filter(entry -> entry.live() && entry.key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  /** Makes an entry one that someone fills, or one that he has filled. */
  static void store(OpenFile open, long end, byte valid, int memoMax) {
    try (FileLock.Held _ = open.lock.exclusive()) {
      byte[] bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(memoMax).array();
      for (int i = 0; i < bytes.length; i++) {
        open.file.storeByte(end - FileLayout.MEMO_MAX_FROM_END + i, bytes[i]);
      }
      open.file.storeByte(end - FileLayout.VALID_FROM_END, valid);
      long word = open.file.getLongVolatile(FileLayout.COMMIT_WORD_OFFSET);
      int number = FileLayout.nextCommitNumber(FileLayout.commitNumber(word));
      open.file.storeLong(FileLayout.COMMIT_WORD_OFFSET, FileLayout.withCommitNumber(word, number));
    }
  }

  /** Writes an index; false where that cannot be. */
  static boolean keep(Path file) {
    OpenFile open = OpenFiles.toWrite(file);
    boolean kept = open.keeper.keep();
    open.close();
    if (kept) {
      assertNotNull(stored(file));
    }
    return kept;
  }

  /** The index in a file, or null. It is closed: it tells nothing but that it was there. */
  static @Nullable StoredIndex stored(Path file) {
    FileHandle handle = FileHandle.open(file, false, FileHandle.USUAL_RANGE_BYTES);
    StoredIndex index = StoredIndex.open(handle, handle.size());
    handle.close();
    return index;
  }

  /** What a file holds. */
  static Map<String, Object> read(Path file) {
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      return new LinkedHashMap<>(dict);
    }
  }

  /** What a copy of the file holds that points to no index. */
  static Map<String, Object> walked(Path file) {
    try {
      Path copy = file.resolveSibling("walked.mmdpickle");
      Files.write(copy, withoutPointer(Files.readAllBytes(file)));
      return read(copy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file that points to no index. */
  static byte[] withoutPointer(byte[] bytes) {
    byte[] without = bytes.clone();
    for (int i = 0; i < POINTER_BYTES; i++) {
      without[POINTER + i] = 0;
    }
    return without;
  }
}
