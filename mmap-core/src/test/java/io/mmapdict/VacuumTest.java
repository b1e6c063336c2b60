package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.HoleCodec.Hole;
import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.testkit.Folder;
import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vacuum, and the handles of this process beside it. */
class VacuumTest {
  private static final int LARGE = 3_000_000;

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = folder.resolve("vacuumed.mmdpickle");
  }

  @Test
  void deadEntriesGoAndTheOthersStayInOrder() throws IOException {
    Map<String, Object> expected = new HashMap<>();
    try (MmapDict dict = MmapDict.open(file)) {
      Random random = new Random(Seed.next("VacuumTest"));
      for (int i = 0; i < 500; i++) {
        String key = "key" + random.nextInt(100);
        byte[] value = new byte[random.nextInt(20) == 0 ? random.nextInt(300_000) : i];
        random.nextBytes(value);
        dict.set(key, value);
        expected.put(key, value);
        if (random.nextInt(3) == 0) {
          dict.delete(key);
          expected.remove(key);
        }
      }
      List<String> order = List.copyOf(dict.keySet());
      int number = dict.commitNumber();
      long size = Files.size(file);
      Savings savings = dict.vacuum();
      assertEquals(size, savings.sizeBefore());
      assertEquals(Files.size(file), savings.sizeAfter());
      long live =
          dict.entries().stream().filter(EntryInfo::live).mapToLong(EntryInfo::length).sum();
      assertTrue(savings.sizeAfter() < live * 1.1 + 1_000, savings + ", live " + live);
      assertTrue(number != dict.commitNumber(), "whoever waits for a change sees none");
      assertEquals(order, List.copyOf(dict.keySet()));
      expected.forEach((key, value) -> assertArrayEquals((byte[]) value, (byte[]) dict.get(key)));
      dict.set("new", "after");
      assertEquals("after", dict.get("new"));
      dict.delete("new");
    }
    assertEquals(expected.size(), Oracle.load(file).size());
    assertEquals(List.of(file), Folder.files(folder));
    try (MmapDict dict = MmapDict.open(file)) {
      expected.forEach((key, value) -> assertArrayEquals((byte[]) value, (byte[]) dict.get(key)));
    }
  }

  /** Where an aligned payload lies in its boundary, it lies afterwards. */
  @Test
  void payloadsKeepTheirBoundaries() {
    try (MmapDict dict = MmapDict.open(file)) {
      for (int i = 0; i < 40; i++) {
        dict.set("small" + i, "x".repeat(i * 7));
        dict.set("hole" + i, new Hole(40_000L * i));
        if (i % 2 == 0) {
          dict.delete("small" + i);
          dict.delete("hole" + (i - 1));
        }
      }
      assertEquals(0, slice(dict, "hole20").offset() % 4096);
      dict.vacuum();
      for (int i = 0; i < 40; i += 2) {
        long size = 40_000L * i;
        long boundary = size < 1 << 20 ? 64 : 4096;
        assertEquals(0, slice(dict, "hole" + i).offset() % boundary, "hole" + i);
      }
      for (EntryInfo entry : dict.entries()) {
        assertTrue(!entry.live() || FileLayout.isAligned(entry.offset()), entry.toString());
      }
    }
    assertEquals(41, Oracle.load(file).size());
  }

  @Test
  void holesStayHoles() {
    long size = 1L << 32;
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set("gone", new byte[LARGE]);
      dict.set("hole", new Hole(size));
      slice(dict, "hole").segment().set(JAVA_BYTE, size / 2, (byte) 7);
      dict.delete("gone");
      Savings savings = dict.vacuum();
      assertTrue(savings.diskAfter() < 1 << 20, savings.toString());
      assertEquals(7, slice(dict, "hole").segment().get(JAVA_BYTE, size / 2));
      assertEquals(size, slice(dict, "hole").segment().byteSize());
    }
  }

  /** Also of a file that has nothing, or of which everything is dead. */
  @Test
  void anEmptyFileStaysOne() throws IOException {
    try (MmapDict dict = MmapDict.open(file)) {
      dict.vacuum();
      assertTrue(dict.isEmpty());
      long size = Files.size(file);
      dict.set("a", 1L);
      dict.delete("a");
      dict.vacuum();
      assertEquals(size, Files.size(file));
    }
    assertEquals(Map.of(), Oracle.load(file));
  }

  @Test
  void modeOwnerAndSymbolicLinkStay() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    Path real = Files.createDirectory(folder.resolve("deep")).resolve("real.mmdpickle");
    Files.delete(link);
    Files.createSymbolicLink(link, real);
    MmapDict.open(real).close();
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
    boolean root = Files.getAttribute(real, "unix:uid").equals(0);
    if (root) {
      Files.setAttribute(real, "unix:uid", 12345);
      Files.setAttribute(real, "unix:gid", 54321);
    }
    try (MmapDict dict = MmapDict.open(link)) {
      dict.set("a", 1L);
      Object inode = Files.getAttribute(real, "unix:ino");
      dict.vacuum();
      assertFalse(inode.equals(Files.getAttribute(real, "unix:ino")), "no new file");
      assertEquals(1L, dict.get("a"));
      dict.set("b", 2L);
    }
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(real)));
    if (root) {
      assertEquals(12345, Files.getAttribute(real, "unix:uid"));
      assertEquals(54321, Files.getAttribute(real, "unix:gid"));
    }
    try (MmapDict dict = MmapDict.open(real)) {
      assertEquals(2L, dict.get("b"));
    }
  }

  @Test
  void handlesGoOnWithTheNewFile() {
    ByteSlice mapped;
    try (MmapDict dict = MmapDict.open(file);
        MmapDict reader = MmapDict.open(file, OpenMode.READ_ONLY)) {
      for (int i = 0; i < 10; i++) {
        dict.set("key" + i, "value" + i);
      }
      dict.set("large", new Hole(LARGE));
      slice(dict, "large").segment().fill((byte) 5);
      ByteSlice held = slice(reader, "large");
      ByteSlice own = slice(dict, "large");
      Iterator<Map.Entry<String, Object>> half = reader.entrySet().iterator();
      Map.Entry<String, Object> first = half.next();
      for (int round = 0; round < 3; round++) {
        dict.delete("key" + round);
        dict.vacuum();
        dict.set("round", (long) round);
        assertEquals((long) round, reader.get("round"));
        assertEquals(11 - round, reader.size());
        assertEquals(dict.commitNumber(), reader.commitNumber());
        assertFalse(reader.containsKey("key" + round));
      }
      assertEquals("value0", first.getValue(), "an iterator shows what was there");
      List<String> rest = new ArrayList<>();
      half.forEachRemaining(entry -> rest.add(entry.getKey()));
      assertEquals(10, rest.size());
      for (long at = 0; at < LARGE; at += 1000) {
        assertEquals(5, held.segment().get(JAVA_BYTE, at));
        assertEquals(5, own.segment().get(JAVA_BYTE, at));
      }
      assertEquals(5, slice(reader, "large").segment().get(JAVA_BYTE, LARGE - 1));
      mapped = own;
    }
    assertThrows(IllegalStateException.class, () -> mapped.segment().get(JAVA_BYTE, 0));
  }

  /** A put that waited for the lock lands in the new file. */
  @Test
  void whoWaitedGoesOnWithTheNewFile() throws Exception {
    try (MmapDict dict = MmapDict.open(file)) {
      for (int i = 0; i < 40; i++) {
        dict.set("large" + i, new Hole(LARGE));
        slice(dict, "large" + i).segment().fill((byte) i);
      }
      List<FutureTask<Object>> puts = new ArrayList<>();
      CountDownLatch started = new CountDownLatch(8);
      Savings savings =
          dict.vacuum((done, total) -> {
            assertTrue(done <= total);
            while (puts.size() < 8) {
              String key = "put" + puts.size();
              puts.add(
                  new FutureTask<>(() -> {
                    started.countDown();
                    return dict.put(key, key);
                  }));
              Thread.ofPlatform().start(puts.getLast());
            }
          });
      assertTrue(savings.sizeAfter() > 40L * LARGE);
      started.await();
      for (FutureTask<Object> put : puts) {
        put.get(1, TimeUnit.MINUTES);
      }
      for (int i = 0; i < puts.size(); i++) {
        assertEquals("put" + i, dict.get("put" + i));
      }
      assertEquals(48, dict.size());
      assertEquals(8, puts.size());
    }
    assertEquals(48, Oracle.load(file).size());
  }

  @Test
  void whatProgressThrowsStopsIt() throws IOException {
    try (MmapDict dict = MmapDict.open(file)) {
      for (int i = 0; i < 20; i++) {
        dict.set("large" + i, new Hole(LARGE));
        slice(dict, "large" + i).segment().fill((byte) i);
      }
      Object inode = Files.getAttribute(file, "unix:ino");
      IllegalStateException thrown = new IllegalStateException("enough");
      assertEquals(
          thrown,
          assertThrows(
              IllegalStateException.class,
              () ->
                  dict.vacuum((done, total) -> {
                    throw thrown;
                  })));
      dict.set("a", 1L);
      assertEquals(21, dict.size());
      assertNotNull(inode);
      assertEquals(List.of(file), Folder.files(folder));
    }
  }

  @Test
  void itIsRefused() throws IOException {
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set("a", 1L);
      try (MmapDict other = MmapDict.open(file)) {
        String own = "another handle of this process (" + ProcessHandle.current().pid() + ")";
        refused(dict, own);
        refused(other, own);
      }
      Path link = Files.createLink(folder.resolve("link"), file);
      refused(dict, "2 names (hard links)");
      Files.delete(link);
      Path aside = Files.move(file, folder.resolve("aside"));
      refused(dict, "no longer at its path");
      MmapDict.open(file).close();
      refused(dict, "another file is at its path");
      Files.move(aside, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      dict.vacuum();
      assertEquals(List.of(file), Folder.files(folder));
    }
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      assertThrows(UnsupportedOperationException.class, dict::vacuum);
      assertThrows(UnsupportedOperationException.class, dict::reclaim);
    }
  }

  /** The mark of a vacuum that died, and what it left beside the file. */
  @Test
  void aVacuumThatDiedIsGoneOver() throws IOException {
    try (MmapDict dict = MmapDict.open(file);
        MmapDict reader = MmapDict.open(file, OpenMode.READ_ONLY)) {
      dict.set("a", 1L);
      int number = dict.commitNumber();
      mark(FileLayout.movedCommitNumber(number + 1));
      assertEquals(1L, reader.get("a"));
      assertTrue(reader.commitNumber() > 0);
      try (MmapDict again = MmapDict.open(file, OpenMode.READ_ONLY)) {
        assertEquals(1L, again.get("a"));
      }
      dict.set("b", 2L);
      assertEquals(2L, reader.get("b"));
      assertTrue(dict.commitNumber() > number, "a writer sets a fresh number");
      assertEquals(dict.commitNumber(), reader.commitNumber());
      mark(FileLayout.movedCommitNumber(dict.commitNumber()));
      assertEquals(2, reader.size());
      Path left =
          folder.resolve(
              ".mmapdict-vacuum-" + Long.toHexString((long) Files.getAttribute(file, "unix:ino")));
      Files.write(left, new byte[1000]);
      dict.vacuum(); // its mark differs from the one that the reader has settled with
      assertEquals(List.of(file), Folder.files(folder));
      dict.set("c", 3L);
      assertEquals(3L, reader.get("c"));
    }
    assertEquals(3, Oracle.load(file).size());
  }

  private void mark(int number) throws IOException {
    String script =
        """
        import struct, sys
        with open(sys.argv[1], 'rb+') as f:
            f.seek(18)
            f.write(struct.pack('<i', int(sys.argv[2])))
        """;
    Python.any().run(script, file, number);
  }

  private static void refused(MmapDict dict, String why) {
    String message = assertThrows(MmapDictException.class, dict::vacuum).getMessage();
    assertTrue(message.contains(why), message);
    assertEquals(1L, dict.get("a"));
  }

  private static ByteSlice slice(MmapDict dict, String key) {
    ByteSlice slice = dict.get(key, ByteSlice.class);
    assertNotNull(slice);
    return slice;
  }
}
