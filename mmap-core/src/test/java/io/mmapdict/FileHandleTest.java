package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mapping, and what is waited for. */
class FileHandleTest {
  @TempDir Path folder;

  /** Where the system grants few addresses the file is mapped again as it grows. */
  @Test
  void aFileOutgrowsItsMapping() {
    Path file = folder.resolve("grown.mmdpickle");
    try (MmapDict writer = open(file, 4096);
        MmapDict reader = open(file, 4096)) {
      for (int i = 0; i < 200; i++) {
        String value = i + "x".repeat(3_000);
        writer.set("key" + i, value);
        assertEquals(value, reader.get("key" + i));
      }
      assertEquals("0" + "x".repeat(3_000), reader.get("key0"));
      assertEquals(200, reader.size());
    }
    assertEquals(200, Oracle.load(file).size());
  }

  @Test
  void earlierMappingsLastUntilTheFileIsClosed() throws Exception {
    Path file = folder.resolve("mapped");
    Files.write(file, "first".getBytes(StandardCharsets.US_ASCII));
    FileHandle handle = FileHandle.open(file, true, 4096);
    MemorySegment early = handle.mapping();
    handle.write(10_000, early.asSlice(0, 5));
    handle.ensureMapped(10_005);
    assertEquals((byte) 'f', handle.get(10_000));
    assertEquals((byte) 'f', early.get(ValueLayout.JAVA_BYTE, 0));
    assertTrue(handle.mapping().byteSize() >= 10_005);
    handle.close();
    assertThrows(IllegalStateException.class, () -> early.get(ValueLayout.JAVA_BYTE, 0));
    assertThrows(IllegalStateException.class, handle::size);
  }

  /** Against a power cut: the disk has all of the entry before it is committed, and the commit. */
  @Test
  void thePowerCutIsWaitedForBeforeAndAfterTheCommit() {
    Path file = folder.resolve("durable.mmdpickle");
    Recording recording = new Recording();
    try (MmapDict dict = recording.open(file, Durability.POWER)) {
      dict.set("a", "one");
      List<Recording.Step> steps = recording.steps();
      int commit = indexOfCommit(steps);
      assertTrue(steps.get(commit - 2).isSync(), "nothing before the length and the commit");
      assertTrue(steps.get(commit + 1).isSync(), "nothing after the commit");
      recording.forget();
      dict.delete("a");
      assertTrue(recording.steps().getLast().isSync(), "a removal is not waited for");
    }
    recording.forget();
    try (MmapDict dict = recording.open(file, Durability.PROCESS)) {
      dict.set("a", "one");
      assertTrue(recording.steps().stream().noneMatch(Recording.Step::isSync));
    }
  }

  /** For mmappickle: it walks again, should we die, and finds a terminator at the end. */
  @Test
  void theNumberMovesFirstAndTheFileGrowsByItsTerminator() throws Exception {
    Path file = folder.resolve("order.mmdpickle");
    Recording recording = new Recording();
    try (MmapDict dict = recording.open(file, Durability.PROCESS)) {
      dict.set("a", "one");
      List<Recording.Step> steps = recording.steps();
      assertEquals(FileLayout.COMMIT_WORD_OFFSET, steps.getFirst().offset());
      assertEquals(FileLayout.COMMIT_WORD_OFFSET, steps.getLast().offset());
      checkGrowth(file, steps.get(1));
      recording.forget();
      dict.set("large", "x".repeat(5000)); // over the end of a page
      checkGrowth(file, recording.steps().get(1));
      assertEquals(FileLayout.TERMINATOR_BYTES, recording.steps().get(1).bytes().length);
    }
  }

  /** The first write ends the file in a terminator, and the kernel makes it visible as a whole. */
  private static void checkGrowth(Path file, Recording.Step grows) throws IOException {
    long end = grows.offset() + grows.bytes().length;
    assertEquals(Files.size(file), end);
    byte[] all = Files.readAllBytes(file);
    assertArrayEquals(
        FileLayout.terminator(),
        Arrays.copyOfRange(all, all.length - FileLayout.TERMINATOR_BYTES, all.length));
    assertEquals(grows.offset() / 4096, (end - 1) / 4096, "written in two pages");
  }

  private static int indexOfCommit(List<Recording.Step> steps) {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).kind() == Recording.Kind.STORE
          && steps.get(i).bytes().length == Short.BYTES) {
        return i;
      }
    }
    throw new AssertionError("no commit");
  }

  private static MmapDict open(Path file, long rangeBytes) {
    return OpenFiles.dict(
        file, OpenMode.CREATE, Durability.PROCESS, UnaryOperator.identity(), rangeBytes);
  }
}
