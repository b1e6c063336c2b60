package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.HoleCodec.Hole;
import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.testkit.LineProcess;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks given back while nothing moves. */
class ReclaimTest {
  private static final int LARGE = 5_000_000;

  /** The pages at both ends, and one that ext4 may want for its map of one extent more. */
  private static final int NOT_SAVED = 3 * 4096;

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = folder.resolve("reclaimed.mmdpickle");
  }

  @Test
  void deadByteStringsGiveTheirBlocksBack() throws IOException {
    byte[] bytes = new byte[LARGE];
    Arrays.fill(bytes, (byte) 0x80); // an opcode where none may stand
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set("before", "small");
      dict.set("bytes", bytes);
      dict.set("called", new Hole(LARGE));
      slice(dict, "called").segment().fill((byte) 0x80);
      dict.set("kept", new Hole(LARGE));
      slice(dict, "kept").segment().fill((byte) 7);
      dict.set("list", List.of(bytes, List.of("text", bytes.clone())));
      dict.set("text", "x".repeat(LARGE));
      for (String key : List.of("before", "bytes", "called", "list", "text")) {
        dict.delete(key);
      }
      List<EntryInfo> entries = dict.entries();
      Savings savings = dict.reclaim();
      assertEquals(entries, dict.entries());
      assertEquals(savings.sizeBefore(), savings.sizeAfter());
      long gone = savings.diskSaved();
      assertTrue(gone > 4L * LARGE - 8 * 4096 && gone <= 4L * LARGE, savings.toString());
      assertEquals(0, dict.reclaim().diskSaved());
      ByteSlice kept = slice(dict, "kept");
      for (long at = 0; at < LARGE; at++) {
        assertEquals(7, kept.segment().get(JAVA_BYTE, at));
      }
      assertEquals(List.of("kept"), List.copyOf(dict.keySet()));
      dict.set("after", 1L);
    }
    assertEquals(2, Oracle.load(file).size());
  }

  @Test
  void theIndexInTheFileIsNoWaste() throws IOException {
    try (MmapDict dict = MmapDict.open(file)) {
      Map<String, Long> many = new HashMap<>();
      for (long i = 0; i < 2 * IndexKeeper.LEAST_FRAMES; i++) {
        many.put("key " + i, i);
      }
      dict.putAll(many);
      dict.set("large", new byte[LARGE]);
      dict.delete("large");
    }
    try (MmapDict dict = MmapDict.open(file)) {
      EntryInfo index =
          dict.entries().stream()
              .filter(entry -> entry.key().equals("mmapdict: where the entries are"))
              .findFirst()
              .orElseThrow();
      byte[] before = bytes(index);
      Savings savings = dict.reclaim();
      assertTrue(savings.diskSaved() > LARGE - NOT_SAVED, savings.toString());
      assertArrayEquals(before, bytes(index));
    }
  }

  private byte[] bytes(EntryInfo entry) throws IOException {
    return Arrays.copyOfRange(
        Files.readAllBytes(file), (int) entry.offset(), (int) (entry.offset() + entry.length()));
  }

  /** Python makes the calls of a dead entry, too: they must go on working. */
  @Test
  void bytesThatACallTakesApartStay() throws IOException {
    String script =
        """
        import fcntl, pickle, struct, sys, zlib
        class Packed:
            def __reduce__(self):
                return zlib.decompress, (zlib.compress(bytes(range(256)) * 400, 0),)
        value = pickle.dumps(Packed(), 3)[2:-1]
        body = b'\\x8c\\x06packed' + value + b'J\\x0a\\0\\0\\x000' + b'00'
        with open(sys.argv[1], 'rb+') as f:
            f.seek(-11, 2)
            end = f.read()
            f.seek(-11, 2)
            f.write(b'\\x95' + struct.pack('<Q', len(body)) + body + end)
        """;
    MmapDict.open(file).close();
    Python.any().run(script, file);
    assertEquals(0, Oracle.load(file).size());
    try (MmapDict dict = MmapDict.open(file)) {
      EntryInfo packed = dict.entries().getLast();
      assertEquals("packed", packed.key());
      assertTrue(packed.length() > 100_000, packed.toString());
      assertEquals(0, dict.reclaim().diskSaved());
    }
    assertEquals(0, Oracle.load(file).size());
  }

  @Test
  void itIsRefusedWhileAnybodyElseHasTheFile() throws Exception {
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set("bytes", new byte[LARGE]);
      dict.delete("bytes");
      String own = "another handle of this process (" + ProcessHandle.current().pid() + ")";
      try (MmapDict reader = MmapDict.open(file, OpenMode.READ_ONLY)) {
        refused(dict, own);
        assertTrue(reader.isEmpty());
      }
      try (MmapDict writer = MmapDict.open(file)) {
        refused(dict, own);
        assertTrue(writer.isEmpty());
      }
      try (LineProcess other = HoldingReader.start(file)) {
        refused(dict, "process " + other.pid() + " has it open");
      }
      Savings savings = dict.reclaim();
      assertTrue(savings.diskSaved() > LARGE - NOT_SAVED, savings.toString());
      assertTrue(Files.size(file) > LARGE);
    }
  }

  private static void refused(MmapDict dict, String why) {
    String message = assertThrows(MmapDictException.class, dict::reclaim).getMessage();
    assertTrue(message.contains(why), message);
  }

  private static ByteSlice slice(MmapDict dict, String key) {
    ByteSlice slice = dict.get(key, ByteSlice.class);
    assertNotNull(slice);
    return slice;
  }
}
