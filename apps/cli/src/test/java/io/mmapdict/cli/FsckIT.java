package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.Damaged;
import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fsck} as a user runs it. */
@Damaged
class FsckIT {
  @TempDir private Path folder;

  @Test
  void aDamagedFileIsSaidToBeAndRepaired() throws IOException {
    Path file = folder.resolve("scan.mmdpickle");
    long value;
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("exposure", 0.25);
      dict.put("frame", NDArray.of(new double[] {0.5, 1, 2, 3}, 2, 2));
      value =
          dict.entries().stream()
              .filter(entry -> entry.key().equals("exposure"))
              .findFirst()
              .orElseThrow()
              .valueOffset();
    }
    String sound = Run.mmapdict("fsck", file).done();
    assertTrue(sound.startsWith("2 live entries in ") && sound.endsWith("\nsound\n"), sound);
    assertEquals(sound, Run.mmapdict("fsck", file, "--repair").done());
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) value] = 0;
    Files.write(file, bytes);

    Run check = Run.mmapdict("fsck", file);
    assertEquals(1, check.exit());
    String first =
        "damage  offset "
            + value
            + ", key \"exposure\": expected a pickle opcode, found the byte 0x00";
    assertTrue(check.out().startsWith(first), check.out());
    assertTrue(check.out().endsWith("\ndamaged\n"), check.out());
    assertEquals(
        "mmapdict: " + file + ": damaged in 1 place; mmapdict fsck --repair keeps what is whole\n",
        check.err());
    Run json = Run.mmapdict("fsck", file, "--json");
    assertEquals(1, json.exit());
    assertTrue(json.out().contains("\"sound\":false"), json.out());
    assertTrue(json.out().contains("\"live\":1"), json.out());
    assertArrayEquals(bytes, Files.readAllBytes(file));
    assertFalse(Files.exists(folder.resolve("scan.mmdpickle.damaged")));

    String repaired = Run.mmapdict("fsck", file, "--repair").done();
    Path original = folder.resolve("scan.mmdpickle.damaged");
    assertTrue(
        repaired.endsWith(
            "\nrepaired: 1 entries are kept; the damaged file, with the rest, is now "
                + original
                + "\n"),
        repaired);
    assertArrayEquals(bytes, Files.readAllBytes(original));
    assertTrue(Run.mmapdict("fsck", file).done().endsWith("\nsound\n"));
    assertTrue(Run.mmapdict("ls", file).done().contains("frame"));
  }

  @Test
  void anArrayThatDoesNotFitItsShapeIsDamage() throws IOException {
    Path file = folder.resolve("scan.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("frame", NDArray.of(new double[] {0.5, 1, 2, 3}, 2, 2));
    }
    byte[] bytes = Files.readAllBytes(file);
    int dims = 0;
    for (int i = 0; i < bytes.length - 10; i++) {
      if (bytes[i] == (byte) 0x8a && bytes[i + 1] == 8 && bytes[i + 2] == 2) {
        dims = i + 2;
      }
    }
    bytes[dims] = 3;
    Files.write(file, bytes);
    Run check = Run.mmapdict("fsck", file);
    assertEquals(1, check.exit());
    assertTrue(check.out().contains("key \"frame\": the value cannot be read: numpy"), check.out());
    // It stands well in the file: nothing is to be repaired, and nothing is guessed.
    Run repair = Run.mmapdict("fsck", file, "--repair");
    assertEquals(1, repair.exit());
    assertTrue(repair.err().contains("put them again or remove them"), repair.err());
    assertArrayEquals(bytes, Files.readAllBytes(file));
  }

  @Test
  void whatIsNoFileIsRefused() {
    Run check = Run.mmapdict("fsck", folder.resolve("missing"));
    assertEquals(1, check.exit());
    assertTrue(check.err().contains("no such file"), check.err());
  }
}
