package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeTest {
  private static final int FLAGS = Native.O_RDWR | Native.O_CREAT | Native.O_CLOEXEC;

  @TempDir private Path folder;

  @Test
  void rangeLocksOfTwoDescriptionsExcludeEachOtherWhereTheyConflict() {
    int one = Native.open(folder.resolve("file").toString(), FLAGS, 0600);
    int other = Native.open(folder.resolve("file").toString(), FLAGS, 0600);
    long byteOfOne = (1L << 62) + 7;
    assertEquals(0, RangeLocks.set(one, RangeLocks.F_RDLCK, byteOfOne, 1));
    assertEquals(0, RangeLocks.set(other, RangeLocks.F_RDLCK, byteOfOne, 1));
    assertEquals(-Native.EAGAIN, RangeLocks.set(other, RangeLocks.F_WRLCK, 1L << 62, 1L << 32));
    assertEquals(byteOfOne, RangeLocks.conflict(other, RangeLocks.F_WRLCK, 1L << 62, 1L << 32));
    assertEquals(
        RangeLocks.NO_CONFLICT, RangeLocks.conflict(other, RangeLocks.F_RDLCK, 1L << 62, 1L << 32));
    Native.close(one);
    assertEquals(0, RangeLocks.set(other, RangeLocks.F_WRLCK, 1L << 62, 1L << 32));
    assertEquals(0, RangeLocks.set(other, RangeLocks.F_UNLCK, 1L << 62, 1L << 32));
    Native.close(other);
  }

  @Test
  void holesAreMadeFoundAndCopiedAround() throws Exception {
    int from = Native.open(folder.resolve("from").toString(), FLAGS, 0600);
    assertEquals(0, Native.fallocate(from, 0, 0, 1 << 20));
    assertEquals(1 << 20, Native.size(from));
    byte[] block = new byte[1 << 16];
    block[0] = 42;
    Files.write(folder.resolve("to"), block);
    int to = Native.open(folder.resolve("to").toString(), FLAGS, 0600);
    assertEquals(1 << 16, Holes.copy(to, 0, from, 1 << 18, 1 << 16));
    assertEquals(0, Native.fallocate(from, Native.PUNCH_HOLE, 0, 1 << 18));
    assertEquals(0, Native.fallocate(from, Native.PUNCH_HOLE, (1 << 18) + (1 << 16), 1 << 19));
    assertEquals(1 << 18, Holes.nextData(from, 0));
    assertEquals((1 << 18) + (1 << 16), Holes.nextHole(from, 1 << 18));
    assertEquals(-Native.ENXIO, Holes.nextData(to, 1 << 16));
    Native.close(from);
    Native.close(to);
    assertEquals(42, Files.readAllBytes(folder.resolve("from"))[1 << 18]);
  }
}
