package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the check says of files written byte by byte here, and of those that others wrote. */
@Damaged
class FileCheckTest {
  /** {@code "a": 1}, 22 bytes at 24. */
  private static final String A = Hex.entry("61", "4b 01", 1, "88");

  /** {@code "b": "x"}, 23 bytes. */
  private static final String B = Hex.entry("62", "8c 01 78", 1, "88");

  @TempDir Path folder;

  @Test
  void aSoundFileHasNoFindings() throws IOException {
    CheckReport report = check(Hex.HEADER + A + B + Hex.END);
    assertEquals(List.of(), report.findings());
    assertTrue(report.isSound());
    assertEquals(24 + 22 + 23 + 11, report.sizeBytes());
    assertEquals(2, report.live());
    assertEquals(22 + 23, report.liveBytes());
    assertEquals(0, report.dead());
    assertFalse(report.hasEpoch());
  }

  @Test
  void aFileOfOursHasNoFindings() throws IOException {
    Path file = folder.resolve("ours.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.putAll(Map.of("a", 1L, "b", List.of("x", Map.of("c", 2.5))));
      dict.put("a", new byte[3000]);
      dict.put("hole", new HoleCodec.Hole(1 << 21));
      dict.remove("b");
    }
    CheckReport report = FileCheck.of(file);
    assertEquals(List.of(), report.findings());
    assertEquals(2, report.live());
    assertTrue(report.hasEpoch());
    assertEquals(
        report.sizeBytes(),
        FileLayout.HEADER_BYTES
            + report.liveBytes()
            + report.deadBytes()
            + FileLayout.TERMINATOR_BYTES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"arrays", "deleted", "empty", "keys", "masked", "memo", "vacuumed", "values"})
  void filesOfMmappickleHaveNoFindings(String name) throws IOException {
    Path file = Golden.copy(name + ".mmdpickle", folder.resolve("golden"));
    assertEquals(List.of(), FileCheck.of(file).findings());
  }

  @Test
  void tellsHowFarItIs() throws IOException {
    Path file = folder.resolve("ours.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.putAll(Map.of("a", 1L, "b", new byte[3000]));
    }
    long size = Files.size(file);
    List<Long> told = new ArrayList<>();
    CheckReport report =
        FileCheck.of(
            file,
            (done, total) -> {
              assertEquals(size, total);
              told.add(done);
            });
    assertEquals(List.of(), report.findings());
    assertEquals(size, told.getLast());
    assertEquals(told.stream().sorted().toList(), told);
    assertFalse(FileCheck.of(damaged(file)).isSound());
    told.clear();
    FileCheck.repair(file, (done, total) -> told.add(total - done));
    assertEquals(0, told.getLast());
    assertTrue(FileCheck.of(file).isSound());
    assertThrows(
        IllegalStateException.class,
        () ->
            FileCheck.of(
                file,
                (done, total) -> {
                  throw new IllegalStateException("enough");
                }));
  }

  /** Its last bytes are gone. */
  private static Path damaged(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return Files.write(file, Arrays.copyOf(bytes, bytes.length - 20));
  }

  @Test
  void whatAKilledMmappickleLeftIsDamaged() throws IOException {
    CheckReport cut = FileCheck.of(Golden.copy("killed-in-entry.mmdpickle", folder.resolve("cut")));
    assertFalse(cut.isSound());
    assertEquals(17, cut.live());
    CheckReport end =
        FileCheck.of(Golden.copy("killed-no-terminator.mmdpickle", folder.resolve("end")));
    assertEquals(19, end.live());
    assertEquals(
        List.of(
            new Finding(
                Finding.Severity.DAMAGE,
                end.sizeBytes(),
                null,
                "expected a frame or the terminator of 11 bytes, found 0 bytes and the end of the file")),
        end.findings());
  }

  /** A value of an entry with the key "a" at 36, of which each opcode is checked. */
  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "00          | 36 | expected a pickle opcode, found the byte 0x00",
        "4b 01 4b 02 | 40 | the value leaves 2 objects and 0 marks, expected one object",
        "4e 30       | 38 | the value leaves 0 objects and 0 marks, expected one object",
        "4e 28       | 38 | the value leaves 1 objects and 1 marks, expected one object",
        "30          | 36 | POP expects an object on the stack, found none",
        "85          | 36 | TUPLE1 expects an object on the stack, found none",
        "74          | 36 | TUPLE expects a mark on the stack, found none",
        "28 4e 64    | 38 | DICT expects keys and values in turn above the mark, found 1",
        "4e 4e 61    | 38 | APPEND expects a list on the stack, found None",
        "5d 28 4e 75 | 39 | SETITEMS expects keys and values in turn above the mark, found 1",
        "28 30 28 6f | 39 | OBJ expects an object above the mark, found none",
        "4e 4e 93    | 38 | STACK_GLOBAL expects a str on the stack, found None",
        "63 61 0a 62 0a 5d 52 | 42 | REDUCE expects a tuple of arguments on the stack, found list",
        "68 00       | 36 | BINGET takes index 0 of the memo, which is not set",
        "4e 71 01    | 37 | BINPUT sets index 1 of the memo, the entry's memo max is 1",
        "4e 72 ffffffff | 37 | LONG_BINPUT sets index 4294967295 of the memo, the entry's memo max is 1",
        "4e 94       | 37 | MEMOIZE stands inside a value, which may not hold it",
        "80 04 4e    | 36 | PROTO stands inside a value, which may not hold it",
        "4e 2e       | 37 | STOP stands inside a value, which may not hold it",
        "95 0100000000000000 4e | 36 | FRAME stands inside a value, which may not hold it",
        "82 01       | 36 | EXT1 names something outside the file",
        "55 01 f2    | 36 | SHORT_BINSTRING expects ASCII, found the byte f2",
        "97          | 36 | NEXT_BUFFER names something outside the file",
        "8c 02 ff ff | 38 | expected UTF-8, found a byte that cannot stand there",
        "42 ffffffff | 36 | BINBYTES expects 4294967295 bytes, but 0 are left: the pickle is cut off or its length is wrong",
        "8e ffffffffffffffff | 36 | BINBYTES8 expects a length below 2^63, found 18446744073709551615",
        "5d 7d 4e 73 | 39 | SETITEM expects a dict on the stack, found list",
      })
  void everyOpcodeIsChecked(String value, long offset, String what) throws IOException {
    CheckReport report = check(Hex.HEADER + Hex.entry("61", value, 1, "88") + B + Hex.END);
    String bytes = "; bytes 24 to " + (24 + 20 + Hex.length(value) - 1) + " are in no whole entry";
    Finding found = report.findings().getFirst();
    assertEquals(Finding.Severity.DAMAGE, found.severity());
    assertEquals("a", found.key());
    assertEquals(what + bytes, found.what());
    assertEquals(offset, found.offset());
    assertEquals(1, report.live(), "the entry behind it");
    // A dead entry is run by Python, too.
    assertFalse(check(Hex.HEADER + Hex.entry("61", value, 1, "30") + B + Hex.END).isSound());
  }

  /** The value stands well in the file, and yet no codec can build it. */
  @Test
  void everyValueIsBuilt() throws IOException {
    String memoryview = "8c 08 6275696c74696e73 8c 0a 6d656d6f727976696577 93 4b 05 85 52";
    for (String valid : List.of("88", "30")) {
      CheckReport report = check(Hex.HEADER + Hex.entry("61", memoryview, 1, valid) + Hex.END);
      assertEquals(1, report.findings().size());
      Finding found = report.findings().getFirst();
      assertEquals(
          "the value cannot be read: memoryview of no bytearray (at offset " + found.offset() + ")",
          found.what());
    }
    CheckReport key = check(Hex.HEADER + Hex.entry("61", "7d 5d 4e 73", 1, "88") + Hex.END);
    assertTrue(key.findings().getFirst().what().startsWith("the value cannot be read: "));
  }

  @ParameterizedTest(name = "{0} {1}: {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "0  | 00 | 0  | the header is 00 here, expected 80",
        "1  | 05 | 1  | the header is 05 here, expected 04",
        "3  | 0e | 3  | the header is 0e here, expected 0d",
        "12 | 02 | 12 | the header is 02 here, expected 01",
        "23 | 29 | 23 | the header is 29 here, expected 28",
        "24 | 94 | 24 | expected a frame (95), found 94; the entry's opcodes are whole and end at 46",
        "25 | 0e | 36 | REDUCE",
        "25 | ff | 25 | expected an entry's length from 12 to 47, found 255; the entry's opcodes are whole and end at 46",
        "32 | 80 | 25 | expected an entry's length from 12 to 47, found -9223372036854775795; the entry's opcodes are whole and end at 46",
        "25 | 24 | 46 | FRAME stands inside a value, which may not hold it; the entry's opcodes are whole and end at 46",
        "33 | 8d | 33 | expected a key (8c) or the end (64 2e), found 8d; bytes 24 to 45 are in no whole entry",
        "35 | ff | 35 | expected a key in UTF-8, found ff; bytes 24 to 45 are in no whole entry",
        "38 | 4b | 38 | expected the entry's trailer (4a .. .. .. .. 30, 88 or 30, 30), found 4b 01 00 00 00 30 88 30; bytes 24 to 45 are in no whole entry",
        "44 | 89 | 38 | expected the entry's trailer (4a .. .. .. .. 30, 88 or 30, 30), found 4a 01 00 00 00 30 89 30; bytes 24 to 45 are in no whole entry",
        "69 | 94 | 69 | expected a frame (95), found 94; bytes 69 to 79 are in no whole entry",
        "70 | 03 | 70 | the terminator's length is 3, expected 2",
        "78 | 65 | 78 | expected a key (8c) or the end (64 2e), found 65; bytes 69 to 79 are in no whole entry",
        "79 | 2f | 78 | expected a key (8c) or the end (64 2e), found 64; bytes 69 to 79 are in no whole entry",
      })
  void everyByteOfTheFrameIsChecked(int at, String hex, long offset, String what)
      throws IOException {
    byte[] file = Hex.bytes(Hex.HEADER + A + B + Hex.END);
    file[at] = Hex.bytes(hex)[0];
    CheckReport report = check(file);
    Finding found = report.findings().getFirst();
    if (what.equals("REDUCE")) {
      assertFalse(report.isSound());
      return;
    }
    assertEquals(what, found.what());
    assertEquals(offset, found.offset());
    assertFalse(report.isSound());
    assertTrue(report.live() >= 1, "the other entry is still found");
  }

  @Test
  void whatOnlyDeservesANoteIsSound() throws IOException {
    CheckReport tail = check(Hex.HEADER + A + Hex.END + "01 02 03");
    assertTrue(tail.isSound());
    assertEquals(3, tail.tailBytes());
    assertEquals(
        List.of(
            new Finding(
                Finding.Severity.NOTE,
                57,
                null,
                "3 bytes behind the terminator were never committed; readers ignore them")),
        tail.findings());
    CheckReport twice = check(Hex.HEADER + A + A + Hex.END);
    assertTrue(twice.isSound());
    assertEquals(2, twice.live());
    assertEquals("a later entry at 46 bears this key, too, and counts", only(twice));
    long self = ProcessHandle.current().pid();
    String mine = Hex.entry("61", "4b 01", (int) -self, "30");
    assertEquals(
        "reserved by process " + self + ", which is filling it",
        only(check(Hex.HEADER + mine + Hex.END)));
    String gone = Hex.entry("61", "4b 01", -Integer.MAX_VALUE, "30");
    assertEquals(
        "reserved by process 2147483647, which is gone: it was never finished",
        only(check(Hex.HEADER + gone + Hex.END)));
    String moved = Hex.HEADER.replace("4a 00000000", "4a 00000080");
    assertEquals(
        "the commit number is -2147483648: the file was moved while it was vacuumed, or the vacuum"
            + " died",
        only(check(moved + A + Hex.END)));
  }

  @Test
  void behindDamageOnlyWholeEntriesCount() throws IOException {
    // No opcodes lead over these bytes, and no length: the next entry is searched for.
    CheckReport report = check(Hex.HEADER + A + "ff ff ff 95 8c" + B + Hex.END);
    assertEquals(
        List.of(
            "expected a frame (95), found ff; bytes 46 to 50 are in no whole entry",
            "found behind the damage: whole entries follow from here on"),
        report.findings().stream().map(Finding::what).toList());
    assertEquals(List.of(46L, 51L), report.findings().stream().map(Finding::offset).toList());
    assertEquals(2, report.live());
  }

  /** A file inside a value: its entries are bytes, whatever happens around them. */
  @Test
  void aFileInsideAValueIsNotTakenForEntries() throws IOException {
    String inner = Hex.HEADER + A + Hex.END;
    String value = "42" + HexFormat.of().toHexDigits((byte) Hex.length(inner)) + "000000" + inner;
    byte[] file =
        Hex.bytes(Hex.HEADER + Hex.entry("62", value, 1, "88") + B.replace("62", "63") + Hex.END);
    for (int broken : new int[] {24, 25, 26, 33}) {
      byte[] damaged = file.clone();
      damaged[broken] ^= 1;
      CheckReport report = check(damaged);
      assertFalse(report.isSound());
      assertEquals(0, report.findings().stream().filter(f -> "a".equals(f.key())).count());
      assertTrue(report.live() >= 1 && report.live() <= 2, report::toString);
    }
  }

  @Test
  void otherFilesAreSaidToBe() throws IOException {
    CheckReport empty = check("");
    assertEquals(
        List.of(
            "the file ends inside its header of 24 bytes",
            "expected a frame or the terminator of 11 bytes, found 0 bytes and the end of the file"),
        empty.findings().stream().map(Finding::what).toList());
    assertFalse(check("89 50 4e 47 0d 0a").isSound());
    Path missing = folder.resolve("missing");
    String message =
        assertThrows(MmapDictException.class, () -> FileCheck.of(missing)).getMessage();
    assertTrue(message.contains("no such file"), message);
    assertThrows(MmapDictException.class, () -> FileCheck.of(folder));
  }

  private static String only(CheckReport report) {
    assertEquals(1, report.findings().size(), report::toString);
    assertTrue(report.isSound(), report::toString);
    return report.findings().getFirst().what();
  }

  private CheckReport check(String hex) throws IOException {
    return check(Hex.bytes(hex));
  }

  /** Checks that nothing is written, too. */
  private CheckReport check(byte[] bytes) throws IOException {
    Path file = folder.resolve("file");
    Files.write(file, bytes);
    CheckReport report = FileCheck.of(file);
    assertArrayEquals(bytes, Files.readAllBytes(file));
    return report;
  }
}
