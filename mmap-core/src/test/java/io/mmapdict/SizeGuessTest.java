package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A look-up guesses how large an entry is; the last ones, which are smaller, end with the file. */
class SizeGuessTest {
  private static final int LARGER = 1_000;
  private static final int LAST = 200;

  @TempDir Path folder;

  @Test
  void nothingBehindTheEndIsTouched() {
    Path file = folder.resolve("sizes.mmdpickle");
    String larger = "x".repeat(3_900);
    try (MmapDict dict = MmapDict.open(file)) {
      for (int i = 0; i < LARGER; i++) {
        dict.set("larger" + i, larger);
      }
      for (int i = 0; i < LAST; i++) {
        lookUpLarger(dict);
        dict.set("last" + i, i);
        assertTrue(dict.containsKey("last" + i));
        assertEquals((long) i, dict.get("last" + i));
      }
    }
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      lookUpLarger(dict);
      for (int i = 0; i < LAST; i++) {
        assertEquals((long) i, dict.get("last" + i));
      }
      assertEquals(larger, dict.get("larger7"));
    }
  }

  /** As many as make one of them the guess. */
  private static void lookUpLarger(MmapDict dict) {
    for (int i = 0; i < LARGER; i++) {
      assertTrue(dict.containsKey("larger" + i));
    }
  }
}
