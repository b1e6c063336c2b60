package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Where the next frame starts, whatever stands before it. */
class FileLayoutTest {
  private static final int SEVERAL_PAGES = 3 * 4096;

  @Test
  void behindAnyValueTheTerminatorIsAlignedAndInOnePage() {
    for (long valueEnd = 40; valueEnd < SEVERAL_PAGES; valueEnd++) {
      int pad = FileLayout.padBytes(valueEnd);
      assertNotEquals(1, pad, "there is no pad of one byte");
      assertEquals(pad, FileLayout.pad(pad).length);
      assertMayStart(valueEnd + pad + FileLayout.TRAILER_BYTES);
      int gap = FileLayout.gapBytes(valueEnd);
      assertMayStart(valueEnd + gap + FileLayout.TRAILER_BYTES);
    }
  }

  @Test
  void behindAShimAnywhereToo() {
    for (long frame = FileLayout.HEADER_BYTES; frame < SEVERAL_PAGES; frame++) {
      long value = frame + FileLayout.KEY + FileLayout.shimKey().length;
      long end = FileLayout.shimValueEnd(value) + FileLayout.TRAILER_BYTES;
      assertMayStart(end);
      assertTrue(end - frame - FileLayout.KIND < 256, "a shim's length is one byte");
      assertEquals(FileLayout.shimValueEnd(value) - value, FileLayout.shimValue(value, 1).length);
    }
  }

  private static void assertMayStart(long frame) {
    assertTrue(FileLayout.isAligned(frame), () -> "not 7 mod 8: " + frame);
    long last = frame + FileLayout.TERMINATOR_BYTES - 1;
    assertEquals(frame / 4096, last / 4096, () -> "across two pages: " + frame);
  }
}
