package io.mmapdict;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Switched values, written byte by byte: what Python, mmappickle and we make of them. */
@Damaged
class SwitchTest {
  /** 23 bytes, so that the next frame is aligned. */
  private static final String BEFORE = Hex.entry("62", "8c 01 78", 1, "88");

  /** The number 7, and behind the eight bytes of the skip: POP, 7, memo max 1, NONE, POP, POP. */
  private static final String SEVEN = " 09 00 00 00 00 00 00 00 30 4b 07 4a 01 00 00 00 4e 30 30";

  @TempDir Path folder;

  @ParameterizedTest(name = "{0} and {1}")
  @CsvSource({
    "47, 88, true, 0", // live
    "8e, 4e, false, 0", // dead
    "47, 30, false, 0", // removed by mmappickle
    "47, 4e, true, 1", // somebody was killed half-way
    "8e, 88, false, 1", // a power cut, where the disk keeps no order
  })
  void pythonAndWeAgree(String on, String valid, boolean live, int findings) throws IOException {
    Path file = write(on + SEVEN, valid);
    Map<String, String> expected = live ? Map.of("'b'", "'x'", "'a'", "7") : Map.of("'b'", "'x'");
    for (Python each : Python.all()) {
      List<byte[]> states = List.of(Files.readAllBytes(file));
      String loaded = Oracle.loadAll(each, folder.resolve("x"), states).getFirst();
      assertEquals(live ? "[('a', 7), ('b', 'x')]" : "[('b', 'x')]", loaded);
    }
    assertEquals(expected, Oracle.load(file));
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      assertEquals(live ? 7L : null, dict.get("a"));
      assertEquals(live ? 2 : 1, dict.size());
    }
    CheckReport report = FileCheck.of(file);
    assertTrue(report.isSound(), report::toString);
    assertEquals(findings, report.findings().size(), report::toString);
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set("a", "new");
      assertEquals("new", dict.get("a"));
      dict.delete("a");
      assertEquals(Map.of("b", "x"), Map.copyOf(dict));
    }
    assertEquals(Map.of("'b'", "'x'"), Oracle.load(file));
  }

  /** mmappickle's vacuum has moved it, and then a writer of ours was killed. */
  @Test
  void anUnalignedOneIsFinished() throws IOException {
    String hex = Hex.HEADER + Hex.entry("61", "47" + SEVEN, 1, "4e") + Hex.END;
    Path file = Files.write(folder.resolve("unaligned.mmdpickle"), Hex.bytes(hex));
    try (MmapDict dict = MmapDict.open(file)) {
      assertEquals(7L, dict.get("a"));
      dict.set("b", "put");
    }
    assertEquals(Map.of("'a'", "7", "'b'", "'put'"), Oracle.load(file));
    assertEquals(List.of(), FileCheck.of(file).findings());
  }

  /**
   * mmappickle would remove the one that Python does not see, and then Python would miss others.
   */
  @ParameterizedTest
  @CsvSource({"47, 4e, 88", "8e, 88, 4e"})
  void theNextWriterBringsSwitchAndValidByteTogether(String on, String valid, String then)
      throws IOException {
    Path file = write(on + SEVEN, valid);
    MmapDict.open(file).close();
    byte[] bytes = Files.readAllBytes(file);
    assertEquals(then, HexFormat.of().toHexDigits(bytes[bytes.length - 11 - 2]));
  }

  /** mmappickle removes only what it sees live, so nobody leaves this: Python loses {@code b}. */
  @Test
  void fsckFindsWhereSwitchAndValidByteTogetherPopTooMuch() throws IOException {
    CheckReport report = FileCheck.of(write("8e" + SEVEN, "30"));
    assertEquals(1, report.findings().size());
    assertTrue(
        report.findings().getFirst().what().startsWith("the entry is switched off in front"),
        report::toString);
    assertFalse(report.isSound());
  }

  /** What is no switch is a value: a float, and bytes. */
  @ParameterizedTest
  @CsvSource({
    "47 3f f8 00 00 00 00 00 00, 1.5",
    "8e 03 00 00 00 00 00 00 00 30 30 30, b'000'",
    // a skip that leads elsewhere: the number in front is popped all the same
    "47 08 00 00 00 00 00 00 00 30 4b 07 4a 01 00 00 00 4e 30 30, 7"
  })
  void aValueMayLookLikeOne(String value, String expected) throws IOException {
    Path file = write(value, "88");
    assertEquals(expected, Oracle.load(file).get("'a'"));
    try (MmapDict dict = MmapDict.open(file)) {
      String text =
          dict.get("a") instanceof byte[] bytes
              ? "b'" + new String(bytes, US_ASCII) + "'"
              : String.valueOf(dict.get("a"));
      assertEquals(expected, text);
      dict.delete("a");
    }
    assertEquals(Map.of("'b'", "'x'"), Oracle.load(file));
  }

  private Path write(String value, String valid) throws IOException {
    String hex = Hex.HEADER + BEFORE + Hex.entry("61", value, 1, valid) + Hex.END;
    return Files.write(folder.resolve("switched.mmdpickle"), Hex.bytes(hex));
  }
}
