package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.MappedPart;
import io.mmapdict.testkit.Resident;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that are mapped from a file, put into a map: by the kernel, where they stand there. */
class MappedValueTest {
  private static final int SIZE = (int) MappedPart.WORTH_BYTES * 2 + 77;

  @TempDir Path folder;

  private static byte[] random() {
    byte[] bytes = new byte[SIZE];
    new Random(3).nextBytes(bytes);
    return bytes;
  }

  private static MemorySegment mapped(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, SIZE, Arena.ofAuto());
    }
  }

  private static ByteSlice value(MemorySegment bytes) {
    return new ByteSlice(bytes, -1, false);
  }

  @Test
  void theKernelCopiesThem() throws IOException {
    byte[] bytes = random();
    Path source = folder.resolve("source");
    Files.write(source, bytes);
    MemorySegment mapped = mapped(source);
    List<Long> written = new ArrayList<>();
    try (MmapDict dict = MmapDict.open(folder.resolve("map"))) {
      dict.set("bytes", value(mapped), written::add);
      assertEquals(0, Resident.bytes(mapped));
      assertArrayEquals(bytes, (byte[]) dict.get("bytes"));
    }
    int opcode = 1 + Long.BYTES; // BINBYTES8 and the length
    assertEquals(opcode + SIZE, written.stream().mapToLong(Long::longValue).sum());
  }

  @Test
  void anotherFileInTheirsPlaceIsNotTaken() throws IOException {
    byte[] bytes = random();
    Path source = folder.resolve("source");
    Files.write(source, bytes);
    MemorySegment mapped = mapped(source);
    Files.delete(source);
    Files.write(source, new byte[SIZE]);
    try (MmapDict dict = MmapDict.open(folder.resolve("map"))) {
      dict.set("bytes", value(mapped));
      assertArrayEquals(bytes, (byte[]) dict.get("bytes"));
    }
  }

  @Test
  void fromOneKeyToAnother() throws IOException {
    byte[] bytes = random();
    try (MmapDict dict = MmapDict.open(folder.resolve("map"))) {
      dict.set("one", new HoleCodec.Hole(SIZE));
      MemorySegment one = ((ByteSlice) dict.get("one")).segment();
      one.copyFrom(MemorySegment.ofArray(bytes));
      dict.set("other", value(one));
      assertArrayEquals(bytes, (byte[]) dict.get("other"));
    }
  }
}
