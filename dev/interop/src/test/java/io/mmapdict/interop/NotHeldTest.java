package io.mmapdict.interop;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.CheckReport;
import io.mmapdict.FileCheck;
import io.mmapdict.Finding;
import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import io.mmapdict.OpenMode;
import io.mmapdict.testkit.EachPython;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;

/** Values that Python builds and nothing here holds: no damage, and nothing loses them. */
class NotHeldTest {
  /** Those that a codec knows and cannot hold; of the rest nobody knows anything. */
  private static final List<String> NOT_HELD = List.of("masked objects", "unsigned");

  @TempDir private Path scratch;

  @EachPython
  void checkNotesThemAndVacuumAndRepairKeepThem(Python python) throws IOException {
    Path file = scratch.resolve("odd.mmdpickle");
    Scripts.run(python, "odd_values", "put", file);
    assertSound(file);
    try (MmapDict dict = MmapDict.open(file)) {
      assertThrows(MmapDictException.class, () -> dict.get("masked objects"));
      dict.set("broken", "this one is broken below");
      dict.set("last", 1L);
      dict.vacuum();
    }
    assertSound(file);
    Scripts.run(python, "odd_values", "check", file);
    breakOne(file);
    Files.delete(requireNonNull(FileCheck.repair(file).original()));
    assertSound(file);
    Scripts.run(python, "odd_values", "check", file);
  }

  private static void assertSound(Path file) {
    CheckReport report = FileCheck.of(file);
    assertTrue(report.isSound(), report::toString);
    Map<String, String> notes = new TreeMap<>();
    for (Finding finding : report.findings()) {
      notes.put(finding.key(), finding.what());
    }
    assertEquals(NOT_HELD, List.copyOf(notes.keySet()));
    notes.values().forEach(what -> assertTrue(what.contains("only the opcodes are checked"), what));
  }

  private static void breakOne(Path file) throws IOException {
    long value;
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      value =
          dict.entries().stream()
              .filter(entry -> entry.key().equals("broken"))
              .findFirst()
              .orElseThrow()
              .valueOffset();
    }
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(value + 1);
      bytes.write(255);
    }
    assertTrue(!FileCheck.of(file).isSound());
  }
}
