package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.HoleCodec.Hole;
import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.testkit.Python;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of 20 GiB, nearly all of it a hole. */
class LargeFileTest {
  private static final long SIZE = 20L << 30;

  @TempDir Path folder;

  @Test
  void offsetsAreLongThroughout() throws Exception {
    Path file = folder.resolve("large.mmdpickle");
    ByteSlice held;
    try (MmapDict dict = MmapDict.open(file);
        MmapDict reader = MmapDict.open(file, OpenMode.READ_ONLY)) {
      dict.set("before", "small");
      dict.set("hole", new Hole(SIZE));
      dict.set("after", "small too");
      assertTrue(Files.size(file) > SIZE);
      held = assertNotNullSlice(dict);
      MemorySegment hole = held.segment();
      assertEquals(SIZE, hole.byteSize());
      assertEquals(0, held.offset() % 4096);
      for (long at : new long[] {0, SIZE / 2, SIZE - 1}) {
        assertEquals(0, hole.get(JAVA_BYTE, at));
        hole.set(JAVA_BYTE, at, (byte) 7);
      }
      ByteSlice read = assertNotNullSlice(reader);
      assertEquals(7, read.segment().get(JAVA_BYTE, SIZE - 1));
      assertEquals(7, read.segment().get(JAVA_BYTE, SIZE / 2));
      assertEquals("small too", reader.get("after"));
      dict.set("before", "replaced behind it all");
      assertEquals(List.of("hole", "after", "before"), List.copyOf(reader.keySet()));
    }
    assertThrows(IllegalStateException.class, () -> held.segment().get(JAVA_BYTE, 0));
    try (MmapDict dict = MmapDict.open(file)) {
      assertEquals(3, dict.size());
      assertTrue(dict.delete("hole"));
      assertEquals("replaced behind it all", dict.get("before"));
    }
    String script =
        """
        import os, sys
        with open(sys.argv[1], 'rb') as f:
            f.seek(-11, 2)
            print(f.read().hex(), os.fstat(f.fileno()).st_blocks * 512 < 1 << 20)
        """;
    assertEquals("950200000000000000642e True", Python.any().run(script, file).strip());
  }

  private static ByteSlice assertNotNullSlice(MmapDict dict) {
    ByteSlice slice = dict.get("hole", ByteSlice.class);
    assertNotNull(slice);
    return slice;
  }
}
