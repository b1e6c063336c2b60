package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of every kind, and values that cannot be stored. */
class KeyTest {
  /** 7 under both halves of a surrogate pair, each by itself, and 8 under the pair. */
  private static final String HALVES_AND_PAIR =
      Hex.entry("eda0b4edb49e", "4b07", 1, "88") + Hex.entry("f09d849e", "4b08", 1, "88");

  @TempDir Path folder;

  @Test
  void everyTextUpTo255BytesIsAKey() {
    List<String> keys =
        List.of(
            "",
            "a",
            "hé/☃",
            "𝄞 and 😀",
            "\0",
            "\n\t",
            "k".repeat(255),
            "☃".repeat(85),
            "𝄞".repeat(63));
    Path file = folder.resolve("keys.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      keys.forEach(key -> dict.set(key, key));
      assertEquals(keys, List.copyOf(dict.keySet()));
      keys.forEach(key -> assertEquals(key, dict.get(key)));
    }
    String script =
        """
        import pickle, sys
        with open(sys.argv[1], 'rb') as f:
            d = pickle.load(f)
        assert all(k == v for k, v in d.items())
        print(len(d), [len(k) for k in d])
        """;
    assertEquals("9 [0, 1, 4, 7, 1, 2, 255, 85, 63]", Python.any().run(script, file).strip());
  }

  @Test
  void keysThatCannotBeAreRefusedAndTheFileStays() throws IOException {
    Path file = folder.resolve("refused.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set("a", "one");
      byte[] before = Files.readAllBytes(file);
      refuse(dict, "k".repeat(256), "x", "256 bytes", "255");
      refuse(dict, "☃".repeat(86), "x", "258 bytes");
      refuse(dict, "half \uD834", "x", "surrogate");
      refuse(dict, "\uDD1E", "x", "surrogate");
      refuse(dict, "thread", Thread.currentThread(), "java.lang.Thread");
      NullPointerException none =
          assertThrows(NullPointerException.class, () -> dict.put("none", null));
      assertTrue(none.getMessage().contains("\"none\""), none.getMessage());
      assertTrue(none.getMessage().contains(file.toString()), none.getMessage());
      assertThrows(NullPointerException.class, () -> dict.put(null, "x"));
      assertThrows(NullPointerException.class, () -> dict.get(null));
      assertArrayEquals(before, Files.readAllBytes(file));
      assertNull(dict.get("k".repeat(256)));
    }
  }

  /** Python writes half a surrogate pair as three bytes. */
  @Test
  void loneSurrogatesAreRead() throws IOException {
    Path file = folder.resolve("surrogate.mmdpickle");
    String script =
        """
        import struct, sys
        key = b'a\\xed\\xa0\\xb4b\\xed\\xb4\\x9e'
        body = b'\\x8c' + bytes([len(key)]) + key + b'K\\x07' + b'J\\x01\\0\\0\\0000' + b'\\x880'
        with open(sys.argv[1], 'wb') as f:
            f.write(b'\\x80\\x04\\x95' + struct.pack('<Q', 13) + b'J\\x01\\0\\0\\0000J\\0\\0\\0\\0000(')
            f.write(b'\\x95' + struct.pack('<Q', len(body)) + body)
            f.write(b'\\x95' + struct.pack('<Q', 2) + b'd.')
        """;
    Python.any().run(script, file);
    assertEquals("{'a\\ud834b\\udd1e'=7}", Oracle.load(file).toString());
    try (MmapDict dict = MmapDict.open(file)) {
      assertEquals(List.of("a\uD834b\uDD1E"), List.copyOf(dict.keySet()));
      assertTrue(dict.delete("a\uD834b\uDD1E"));
      assertTrue(dict.isEmpty());
    }
  }

  /** To Java they are a pair, which is four bytes: the key is listed, and asked for not found. */
  @Test
  void bothHalvesOfAPairEachByItselfAreListed() throws IOException {
    Path file = folder.resolve("halves.mmdpickle");
    String entry = Hex.entry("eda0b4edb49e", "4b07", 1, "88");
    Files.write(file, Hex.bytes(Hex.HEADER + entry + Hex.END));
    assertEquals("{'\\ud834\\udd1e'=7}", Oracle.load(file).toString());
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      assertEquals(List.of("\uD834\uDD1E"), List.copyOf(dict.keySet()));
      assertEquals(List.of(7L), List.copyOf(dict.values()));
      assertNull(dict.get("\uD834\uDD1E"));
    }
  }

  /** Two keys to Python, one to Java: whoever copies the file copies both. */
  @Test
  void aPairAndBothItsHalvesAreTwoKeys() throws IOException {
    Path file = folder.resolve("both.mmdpickle");
    Files.write(file, Hex.bytes(Hex.HEADER + HALVES_AND_PAIR + Hex.END));
    Map<String, String> both = Oracle.load(file);
    assertEquals(2, both.size());
    try (MmapDict dict = MmapDict.open(file)) {
      dict.vacuum();
    }
    assertEquals(both, Oracle.load(file));
    Files.write(file, Hex.bytes(Hex.HEADER + HALVES_AND_PAIR));
    assertEquals(2, FileCheck.repair(file).entries());
    assertEquals(both, Oracle.load(file));
    Files.delete(folder.resolve("both.mmdpickle.damaged"));
  }

  /** As mmappickle removes a key; whoever had the file open looks for what replaced it. */
  @Test
  void halvesThatAreRemovedDoNotShowThePairTwice() throws IOException {
    Path file = folder.resolve("removed.mmdpickle");
    Files.write(file, Hex.bytes(Hex.HEADER + HALVES_AND_PAIR + Hex.END));
    try (MmapDict writer = MmapDict.open(file)) {
      writer.set("a", 1L); // gives it an epoch
      try (MmapDict reader = MmapDict.open(file, OpenMode.READ_ONLY)) {
        assertEquals(List.of(7L, 8L, 1L), List.copyOf(reader.values()));
        EntryInfo halves = reader.entries().getFirst();
        long valid = halves.offset() + halves.length() - FileLayout.VALID_FROM_END;
        try (FileHandle foreign = FileHandle.open(file, true, FileHandle.USUAL_RANGE_BYTES)) {
          foreign.storeByte(valid, FileLayout.DEAD);
        }
        assertEquals(List.of(8L, 1L), List.copyOf(reader.values()));
        assertEquals(2, reader.size());
        assertEquals(2, reader.snapshot().size());
        assertEquals(List.of("\uD834\uDD1E", "a"), List.copyOf(reader.keySet()));
      }
    }
  }

  @Test
  void bytesThatAreNoTextAreNoKey() {
    for (String hex : List.of("ff", "c3", "c0 80", "ed a0", "f4 90 80 80", "61 ed a0 b4 80")) {
      assertNull(Key.decode(java.util.HexFormat.ofDelimiter(" ").parseHex(hex)), hex);
    }
  }

  private static void refuse(MmapDict dict, String key, Object value, String... words) {
    MmapDictException e = assertThrows(MmapDictException.class, () -> dict.put(key, value));
    assertEquals(key, e.key());
    assertEquals(dict.path(), e.file());
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), e.getMessage());
    }
  }
}
