package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.testkit.Command;
import io.mmapdict.testkit.Folder;
import io.mmapdict.testkit.LineProcess;
import io.mmapdict.testkit.Missing;
import io.mmapdict.testkit.Mount;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real disks that are really full: what was there stands, and the error says what was wanted. */
class FullDiskTest {
  private static final int LARGE = 24 << 20;

  private static final String LOAD =
      """
      import pickle, sys
      d = pickle.load(open(sys.argv[1], 'rb'))
      assert d == {'a': 'small', 'b': bytes(2 << 20)}, d.keys()
      """;

  @TempDir Path folder;

  @Test
  void aFullTmpfsKeepsWhatIsThere() throws Exception {
    try (Mount _ = Mount.of("tmpfs", "size=16m", folder)) {
      fillsUp(folder.resolve("full.mmdpickle"));
    }
  }

  @Test
  void aFullExt4KeepsWhatIsThere() throws Exception {
    Path image = folder.resolve("image");
    try (java.io.RandomAccessFile file = new java.io.RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(20 << 20);
    }
    try {
      Command.run("mkfs.ext4", "-q", "-F", "-O", "^has_journal", "-m", "0", image);
    } catch (IOException e) {
      throw Missing.skip("mkfs.ext4");
    }
    Path disk = Files.createDirectory(folder.resolve("disk"));
    try (Mount _ = Mount.image(image, disk)) {
      fillsUp(disk.resolve("full.mmdpickle"));
    }
  }

  private static void fillsUp(Path file) throws Exception {
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("a", "small");
      dict.put("b", new byte[2 << 20]);
      long free = Files.getFileStore(file).getUsableSpace();
      for (String key : new String[] {"a", "b", "new"}) {
        NoSpaceException e =
            assertThrows(NoSpaceException.class, () -> dict.set(key, new byte[LARGE]));
        assertEquals(key, e.key());
        assertEquals(file, e.file());
        assertTrue(e.wantedBytes() >= LARGE && e.wantedBytes() < LARGE + 10_000, e.getMessage());
        assertTrue(e.freeBytes() >= 0 && e.freeBytes() <= free, e.getMessage());
        long freeAgain = Files.getFileStore(file).getUsableSpace();
        assertTrue(freeAgain > free - 100_000, "given back: of " + free + " are " + freeAgain);
      }
      String text = "t".repeat(LARGE); // no byte string
      assertEquals("t", assertThrows(NoSpaceException.class, () -> dict.set("t", text)).key());
      Python.any().run(LOAD, file);
      smallOnes(dict, file);
      assertEquals("small", dict.get("a"));
      assertEquals(2 << 20, ((byte[]) dict.get("b")).length);
    }
    MmapDict.open(file).close(); // recovers what is to be recovered on the full disk
  }

  /** What went in before stays, of the rest nothing is there, and the error says where it ends. */
  @Test
  void ofABatchAsMuchIsStoredAsTheErrorSays() throws Exception {
    Path file = folder.resolve("batch.mmdpickle");
    try (Mount _ = Mount.of("tmpfs", "size=4m", folder);
        MmapDict dict = MmapDict.open(file)) {
      Map<String, Object> small = new LinkedHashMap<>();
      for (int i = 0; i < 60; i++) {
        small.put("small " + i, new byte[100_000]);
      }
      NoSpaceException e = assertThrows(NoSpaceException.class, () -> dict.putAll(small));
      int stored = dict.size();
      assertTrue(stored > 20 && stored <= (4 << 20) / 100_000, stored + " are stored");
      assertEquals("small " + stored, e.key());
      assertTrue(e.wantedBytes() > 1_000_000 && e.wantedBytes() < 1_200_000, e.getMessage());
      String said = "; of the batch " + stored + " entries are stored, not this one and the ";
      assertTrue(e.getMessage().contains(said), e.getMessage());
      Map<String, Object> large = new LinkedHashMap<>();
      large.put("one", "fits");
      large.put("large", new byte[LARGE]);
      large.put("last", "is not stored");
      e = assertThrows(NoSpaceException.class, () -> dict.putAll(large));
      assertEquals("large", e.key());
      assertTrue(e.wantedBytes() >= LARGE && e.wantedBytes() < LARGE + 10_000, e.getMessage());
      assertTrue(
          e.getMessage().contains("; of the batch 1 entry is stored, not this one;"),
          e.getMessage());
      List<String> keys = new ArrayList<>(small.keySet()).subList(0, stored);
      keys.add("one");
      assertEquals(
          keys.toString() + "\n",
          Python.any()
              .run(
                  """
                  import pickle, sys
                  with open(sys.argv[1], 'rb') as f:
                      d = pickle.load(f)
                  assert all(v == bytes(100000) for k, v in d.items() if k != 'one')
                  print('[' + ', '.join(d) + ']')
                  """,
                  file));
    }
  }

  @Test
  @Damaged
  void aRepairThatFindsNoRoomNamesTheFileAndLeavesIt() throws Exception {
    Path file = folder.resolve("damaged.mmdpickle");
    try (Mount _ = Mount.of("tmpfs", "size=4m", folder)) {
      try (MmapDict dict = MmapDict.open(file)) {
        dict.put("a", new byte[3 << 20]);
      }
      byte[] whole = Files.readAllBytes(file);
      byte[] damaged = Arrays.copyOf(whole, whole.length - 1);
      Files.write(file, damaged);
      NoSpaceException e = assertThrows(NoSpaceException.class, () -> FileCheck.repair(file));
      assertEquals(file, e.file());
      assertTrue(e.wantedBytes() > 3 << 20 && e.wantedBytes() < 4 << 20, e.getMessage());
      assertArrayEquals(damaged, Files.readAllBytes(file));
      assertEquals(List.of(file), Folder.files(folder), "something was left beside it");
    }
  }

  /** A hole has no room of its own, what is reserved has. */
  @Test
  void whatIsReservedCanBeFilledWhenTheDiskIsFull() throws Exception {
    try (Mount _ = Mount.of("tmpfs", "size=16m", folder);
        MmapDict dict = MmapDict.open(folder.resolve("reserved.mmdpickle"))) {
      NoSpaceException e =
          assertThrows(
              NoSpaceException.class, () -> dict.set("key", new HoleCodec.Reserved(LARGE)));
      assertTrue(e.wantedBytes() >= LARGE && e.wantedBytes() < LARGE + 10_000, e.getMessage());
      dict.set("reserved", new HoleCodec.Reserved(8 << 20));
      dict.set("hole", new HoleCodec.Hole(4 << 20));
      fill(folder.resolve("other"));
      ByteSlice reserved = (ByteSlice) dict.get("reserved");
      reserved.segment().fill((byte) 1);
      assertEquals(1, reserved.segment().get(JAVA_BYTE, (8 << 20) - 1));
      ByteSlice hole = (ByteSlice) dict.get("hole");
      assertThrows(InternalError.class, () -> hole.segment().set(JAVA_BYTE, 1 << 20, (byte) 1));
    }
  }

  /** A ramfs knows no call that asks for blocks. */
  @Test
  void whatIsReservedIsWrittenWhereNobodyCanBeAsked() throws Exception {
    try (Mount _ = Mount.of("ramfs", "mode=700", folder);
        MmapDict dict = MmapDict.open(folder.resolve("reserved.mmdpickle"))) {
      dict.set("key", new HoleCodec.Reserved((2 << 20) + 5));
      byte[] zeros = ((ByteSlice) dict.get("key")).segment().toArray(JAVA_BYTE);
      assertArrayEquals(new byte[(2 << 20) + 5], zeros);
    }
  }

  @Test
  void aNewFileThatFindsNoRoomIsNotMade() throws Exception {
    try (Mount _ = Mount.of("tmpfs", "size=1m", folder)) {
      fill(folder.resolve("other"));
      Path file = folder.resolve("new.mmdpickle");
      NoSpaceException e = assertThrows(NoSpaceException.class, () -> MmapDict.open(file));
      assertEquals(file, e.file());
      assertEquals(0, e.freeBytes(), e.getMessage());
      assertArrayEquals(new String[] {"other"}, folder.toFile().list());
    }
  }

  private static void fill(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] some = new byte[1 << 12];
      while (true) {
        out.write(some);
      }
    } catch (IOException e) {
      assertEquals(0, Files.getFileStore(file).getUsableSpace() >> 12, e.toString());
    }
  }

  /** Until nothing goes in any more, each of a page's fraction. */
  private static void smallOnes(MmapDict dict, Path file) throws IOException {
    byte[] some = new byte[100_000];
    int count = 0;
    NoSpaceException e = null;
    while (e == null) {
      try {
        dict.set("small " + count, some);
        count++;
      } catch (NoSpaceException full) {
        e = full;
      }
    }
    assertEquals("small " + count, e.key());
    assertTrue(count > 10, count + " went in");
    for (int i = 0; i < count; i++) {
      assertEquals(some.length, ((byte[]) dict.get("small " + i)).length);
      dict.delete("small " + i);
    }
    Python.any().run(LOAD, file);
  }

  /** {@code ulimit -f}: SIGXFSZ would end most programs. */
  @Test
  void aLimitOnTheSizeOfFilesIsAnError() throws Exception {
    Path file = folder.resolve("limited.mmdpickle");
    ProcessBuilder limited = Jvm.builder(Limited.class, file);
    String command =
        String.join(" ", limited.command().stream().map(FullDiskTest::quoted).toList());
    limited.command("sh", "-c", "ulimit -f 20000; exec " + command);
    try (LineProcess process = new LineProcess(limited.redirectErrorStream(true).start())) {
      process.end();
    }
    Python.any().run(LOAD, file);
  }

  private static String quoted(String argument) {
    return "'" + argument.replace("'", "'\\''") + "'";
  }

  /** A writer with a limit of 10 MB. */
  static final class Limited {
    private Limited() {}

    public static void main(String[] arguments) {
      try (MmapDict dict = MmapDict.open(Path.of(arguments[0]))) {
        dict.put("a", "small");
        dict.put("b", new byte[2 << 20]);
        NoSpaceException e =
            assertThrows(NoSpaceException.class, () -> dict.set("b", new byte[LARGE]));
        assertTrue(e.getMessage().contains("larger than"), e.getMessage());
      }
    }
  }

  @Test
  void readOnlyMediaAreReadAndNotWritten() throws Exception {
    try (Mount _ = Mount.of("tmpfs", "size=16m", folder)) {
      Path file = folder.resolve("still.mmdpickle");
      try (MmapDict dict = MmapDict.open(file)) {
        dict.put("a", 1);
      }
      Command.run("mount", "-o", "remount,ro", folder);
      try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
        assertEquals(1L, dict.get("a"));
      }
      MmapDictException e = assertThrows(MmapDictException.class, () -> MmapDict.open(file));
      assertTrue(e.getMessage().contains("file system is read-only"), e.getMessage());
      assertTrue(e.getMessage().contains("OpenMode.READ_ONLY"), e.getMessage());
    }
  }
}
