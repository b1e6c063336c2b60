package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files made of many entries that have to be remembered one by one: what takes seconds here took
 * many minutes when each of them was held against all others.
 */
@Damaged
@Timeout(value = 100, threadMode = ThreadMode.SEPARATE_THREAD)
class ManyOddEntriesTest {
  private static final byte[] NONE = {FileLayout.NONE};

  /** More than any process has. */
  private static final int NOBODY = -0x7ffffff0;

  @TempDir Path folder;

  @Test
  void reservedOnes() throws IOException {
    int many = 100_000;
    Path file = folder.resolve("reserved.mmdpickle");
    FileBytes bytes = new FileBytes(file);
    bytes.entry("first", NONE, 1, FileLayout.LIVE);
    for (int i = 0; i < many; i++) {
      bytes.entry("k" + i, NONE, NOBODY, FileLayout.DEAD);
    }
    bytes.writeTo(file);
    try (MmapDict reader = MmapDict.open(file, OpenMode.READ_ONLY)) {
      for (int i = 0; i < 100_000; i++) {
        assertTrue(reader.containsKey("first"));
      }
      assertNull(reader.get("k7"));
      try (MmapDict writer = MmapDict.open(file)) {
        writer.set("k7", "put");
        assertEquals("put", reader.get("k7"));
      }
      assertEquals(2, reader.size());
    }
    assertTrue(FileCheck.of(file).isSound());
  }

  @Test
  void supersededOnesInAnyOrder() throws IOException {
    int many = 300_000;
    Path file = folder.resolve("superseded.mmdpickle");
    FileBytes bytes = new FileBytes(file);
    for (int i = 0; i < many; i++) {
      bytes.entry("k" + i, NONE, 1, FileLayout.LIVE);
    }
    for (int i = many - 1; i >= 0; i--) {
      bytes.entry("k" + i, new byte[] {(byte) 0x4b, 7}, 1, FileLayout.LIVE);
    }
    bytes.writeTo(file);
    try (MmapDict dict = MmapDict.open(file)) {
      assertEquals(many, dict.size());
      assertEquals(7L, dict.get("k1"));
      dict.set("k1", "put");
      assertEquals("put", dict.get("k1"));
      assertEquals(many, dict.size());
    }
  }

  /** Each of the broken frames leads, by its opcodes, to the same ones behind all entries. */
  @Test
  void brokenOnesWhoseOpcodesLeadFar() throws IOException {
    int many = 20_000;
    Path file = folder.resolve("broken.mmdpickle");
    byte[] far = new byte[4 << 20];
    Arrays.fill(far, FileLayout.POP);
    far[far.length - 1] = FileLayout.STOP;
    long target = 0;
    FileBytes bytes = new FileBytes(file);
    for (int round = 0; round < 2; round++) { // where the first ends, the second leads to
      bytes = new FileBytes(file);
      for (int i = 0; i < many; i++) {
        bytes.brokenEntry(target);
        bytes.entry("k" + i, NONE, 1, FileLayout.LIVE);
      }
      target = bytes.size();
    }
    bytes.add(far);
    bytes.writeTo(file);
    CheckReport report = FileCheck.of(file);
    assertFalse(report.isSound());
    assertEquals(many, report.live(), "the whole entries between them are found");
  }

  /** A file written byte by byte, behind what a new one begins with. */
  private static final class FileBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    FileBytes(Path file) throws IOException {
      Files.deleteIfExists(file);
      MmapDict.open(file).close();
      byte[] empty = Files.readAllBytes(file);
      out.write(empty, 0, empty.length - FileLayout.TERMINATOR_BYTES);
    }

    int size() {
      return out.size();
    }

    void add(byte[] bytes) {
      out.writeBytes(bytes);
    }

    void entry(String key, byte[] value, int memoMax, byte valid) {
      int valueEnd = size() + FileLayout.KEY + key.length() + value.length;
      byte[] pad = FileLayout.pad(FileLayout.padBytes(valueEnd));
      int end = valueEnd + pad.length + FileLayout.TRAILER_BYTES;
      add(FileLayout.frameHead(end - size() - FileLayout.KIND));
      add(key(key));
      add(value);
      add(pad);
      add(Trailer.bytes(memoMax, valid));
    }

    /** A frame of an impossible length, whose key and byte string lead to an offset. */
    void brokenEntry(long target) {
      add(FileLayout.frameHead(1L << 62));
      add(key("broken"));
      add(FileLayout.tailHead(target == 0 ? 0 : target - size() - 1 - Long.BYTES));
    }

    void writeTo(Path file) throws IOException {
      add(FileLayout.terminator());
      Files.write(file, out.toByteArray());
    }

    private static byte[] key(String key) {
      byte[] text = key.getBytes(StandardCharsets.US_ASCII);
      return ByteBuffer.allocate(2 + text.length)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putShort(FileLayout.entryKind(text.length))
          .put(text)
          .array();
    }
  }
}
