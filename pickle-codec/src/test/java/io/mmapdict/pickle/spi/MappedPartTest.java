package io.mmapdict.pickle.spi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Command;
import io.mmapdict.testkit.Resident;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedPartTest {
  private static final int SIZE = (int) MappedPart.WORTH_BYTES + 5000;
  private static final byte[] BYTES = new byte[SIZE];

  static {
    new Random(7).nextBytes(BYTES);
  }

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void fill() throws IOException {
    file = folder.resolve("wéird name (deleted)\r x");
    Files.write(file, BYTES);
  }

  private MemorySegment map(MapMode mode) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(mode, 0, SIZE, Arena.ofAuto());
    }
  }

  private byte[] transferred(MemorySegment bytes) throws IOException {
    Path out = folder.resolve("out");
    try (FileChannel channel =
        FileChannel.open(
            out,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      long[] told = {0};
      long count = MappedPart.transfer(bytes, channel, 1 << 23, more -> told[0] += more);
      assertEquals(count, channel.position());
      assertEquals(count, told[0]);
    }
    return Files.readAllBytes(out);
  }

  @Test
  void mappedBytesAreFoundInTheirFile() throws IOException {
    MemorySegment mapped = map(MapMode.READ_ONLY);
    MappedPart whole = MappedPart.of(mapped).orElseThrow();
    assertEquals(file, whole.file());
    assertEquals(0, whole.offset());
    MappedPart inside = MappedPart.of(mapped.asSlice(4099)).orElseThrow();
    assertEquals(4099, inside.offset());
    try (FileChannel channel = FileChannel.open(file)) {
      MemorySegment late = channel.map(MapMode.READ_ONLY, 4096, SIZE - 4096, Arena.ofAuto());
      assertEquals(4097, MappedPart.of(late.asSlice(1, SIZE - 4097)).map(MappedPart::offset).get());
    }
  }

  @Test
  void whatStandsInNoFileAsItIsSeenIsNotFound() throws IOException {
    assertEquals(Optional.empty(), MappedPart.of(MemorySegment.ofArray(BYTES)));
    assertEquals(Optional.empty(), MappedPart.of(Arena.ofAuto().allocate(SIZE)));
    assertEquals(Optional.empty(), MappedPart.of(map(MapMode.PRIVATE)));
    assertEquals(
        Optional.empty(),
        MappedPart.of(map(MapMode.READ_ONLY).asSlice(0, MappedPart.WORTH_BYTES - 1)));
  }

  @Test
  void theKernelCopiesAndThisProcessDoesNotLook() throws IOException {
    MemorySegment mapped = map(MapMode.READ_ONLY);
    assertArrayEquals(Arrays.copyOfRange(BYTES, 11, SIZE), transferred(mapped.asSlice(11)));
    assertEquals(0, Resident.bytes(mapped));
  }

  @Test
  void whatIsStoredInTheMappingIsCopied() throws IOException {
    MemorySegment mapped = map(MapMode.READ_WRITE);
    byte[] expected = BYTES.clone();
    for (int i = 0; i < 10_000; i++) {
      expected[i] = (byte) i;
    }
    mapped.copyFrom(MemorySegment.ofArray(expected));
    assertArrayEquals(expected, transferred(mapped));
  }

  @Test
  void aMovedFileIsFollowed() throws IOException {
    MemorySegment mapped = map(MapMode.READ_ONLY);
    Files.move(file, folder.resolve("moved"));
    assertArrayEquals(BYTES, transferred(mapped));
  }

  @Test
  void anotherFileAtThePathIsNotTaken() throws IOException {
    MemorySegment mapped = map(MapMode.READ_ONLY);
    MappedPart part = MappedPart.of(mapped).orElseThrow();
    Files.delete(file);
    assertEquals(0, transferred(mapped).length); // "... (deleted)", says the kernel
    Files.write(Path.of(file + " (deleted)"), new byte[SIZE]);
    assertEquals(0, transferred(mapped).length);
    Files.write(file, BYTES);
    assertFalse(part.isThere());
    assertTrue(MappedPart.of(map(MapMode.READ_ONLY)).orElseThrow().isThere());
  }

  @Test
  void aPipeAtThePathIsNotWaitedFor() throws IOException {
    MemorySegment mapped = map(MapMode.READ_ONLY);
    Files.delete(file);
    Command.run("mkfifo", file + " (deleted)");
    assertEquals(0, transferred(mapped).length);
  }

  @Test
  void ofACutFileNothingIsCopied() throws IOException {
    MemorySegment mapped = map(MapMode.READ_ONLY);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(5);
      assertArrayEquals(Arrays.copyOf(BYTES, 5), transferred(mapped));
      channel.truncate(0);
      assertEquals(0, transferred(mapped).length);
    }
  }
}
