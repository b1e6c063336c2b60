package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.testkit.Folder;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the repair keeps, where the rest goes, and when it is refused. */
@Damaged
class FileRepairTest {
  private static final String A = Hex.entry("61", "4b 01", 1, "88");
  private static final String B = Hex.entry("62", "8c 01 78", 1, "88");
  private static final String C = Hex.entry("63", "5d 4b 03 61", 1, "88");
  private static final String ALL = "[('a', 1), ('b', 'x'), ('c', [3])]";
  private static final String TWO = "[('a', 1), ('b', 'x')]";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"killed-in-entry, 17", "killed-no-terminator, 19"})
  void everyWholeEntryOfAKilledMmappickleIsKept(String name, int entries) throws IOException {
    Path file = Golden.copy(name + ".mmdpickle", folder.resolve("file.mmdpickle"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    byte[] before = Files.readAllBytes(file);
    RepairReport report = FileCheck.repair(file);
    assertEquals(entries, report.entries());
    assertEquals(folder.resolve("file.mmdpickle.damaged"), report.original());
    assertArrayEquals(before, Files.readAllBytes(folder.resolve("file.mmdpickle.damaged")));
    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals(List.of(), FileCheck.of(file).findings());
    Path whole = Golden.copy("values.mmdpickle", folder.resolve("whole"));
    Map<String, String> expected = Oracle.load(whole);
    expected.keySet().removeAll(entries == 19 ? List.of() : List.of("'decimal'", "'shared'"));
    Map<String, String> loaded = Oracle.load(file);
    assertEquals(expected.keySet(), loaded.keySet());
    expected.remove("'frozenset'"); // Python prints it in any order
    loaded.remove("'frozenset'");
    assertEquals(expected, loaded);
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("new", "value");
      assertEquals("value", dict.get("new"));
    }
    assertEquals(3, Folder.files(folder).size(), "something else was left");
  }

  /** mmappickle's put is six writes out of order; it is killed within each of them. */
  @Test
  void aPutOfMmappickleKilledAnywhereLosesNothingElse() throws IOException {
    String before = Hex.HEADER + A + B;
    int at = Hex.length(before);
    byte[] c = Hex.bytes(C);
    List<byte[]> states = new ArrayList<>();
    byte[] file = Hex.bytes(before + Hex.END);
    file = write(states, file, at, Hex.bytes("95 0000000000000000"));
    file = write(states, file, at + 9, Arrays.copyOfRange(c, 9, 12));
    file = write(states, file, at + 12, Arrays.copyOfRange(c, 12, c.length - 8));
    int written = states.size();
    file = write(states, file, at + c.length - 8, Hex.bytes(Hex.trailer(1, "88") + Hex.END));
    int whole = states.size();
    write(states, file, at + 1, Arrays.copyOfRange(c, 1, 9));
    List<byte[]> repaired = new ArrayList<>();
    for (byte[] state : states) {
      repaired.add(repair(state));
    }
    List<String> loaded = Oracle.loadAll(Python.any(), folder.resolve("scratch"), repaired);
    for (int i = 0; i < states.size(); i++) {
      boolean complete = i >= whole - 1;
      boolean open = i >= written && !complete; // the terminator is half-written
      String found = loaded.get(i);
      assertTrue(found.equals(complete ? ALL : TWO) || (open && found.equals(ALL)), i + found);
    }
    assertEquals(ALL, loaded.getLast());
  }

  /** Appends the file's states after each byte of a write. */
  private static byte[] write(List<byte[]> states, byte[] file, int at, byte[] bytes) {
    byte[] now = file;
    for (int i = 0; i < bytes.length; i++) {
      now = Arrays.copyOf(now, Math.max(now.length, at + i + 1));
      now[at + i] = bytes[i];
      states.add(now);
    }
    return now;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "no header       | 0 | 00 | 3",
        "no frame        | 46 | 00 | 3",
        "a length        | 47 | ff | 3",
        "a negative one  | 54 | ff | 3",
        "no key          | 55 | 00 | 2",
        "no UTF-8        | 57 | ff | 2",
        "no opcode       | 58 | 00 | 2",
        "a length inside | 59 | ff | 2",
        "no trailer      | 61 | 00 | 2",
        "neither on nor off | 67 | 00 | 2",
        "no end          | 102 | 00 | 3",
      })
  void whatStandsBehindTheDamageIsKept(String name, int at, String hex, int kept)
      throws IOException {
    byte[] bytes = Hex.bytes(Hex.HEADER + A + B + C + Hex.END);
    bytes[at] = Hex.bytes(hex)[0];
    Path file = folder.resolve("file");
    Files.write(file, repair(bytes));
    String expected = kept == 3 ? ALL : "[('a', 1), ('c', [3])]";
    assertEquals(
        List.of(expected),
        Oracle.loadAll(Python.any(), folder.resolve("scratch"), List.of(Files.readAllBytes(file))),
        name);
  }

  @Test
  void ofOneKeyTheLaterIsKeptAndDeadOnesAreNot() throws IOException {
    String dead = Hex.entry("64", "4b 01", 1, "30");
    String later = Hex.entry("61", "4b 02", 1, "88");
    Path file = folder.resolve("file");
    Files.write(file, repair(Hex.bytes(Hex.HEADER + A + dead + B + later)));
    assertEquals(Map.of("'a'", "2", "'b'", "'x'"), Oracle.load(file));
    assertEquals(2, FileCheck.of(file).live());
  }

  /** Large holes stay holes, and what was aligned stays so. */
  @Test
  void holesAndAlignmentAreKept() throws IOException {
    Path file = folder.resolve("file");
    long bytes = 256L << 20;
    long before;
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("some", "text");
      dict.put("hole", new HoleCodec.Hole(bytes));
      dict.put("last", "text");
      dict.remove("some");
      before = slice(dict.get("hole")).offset();
    }
    byte[] head = {0};
    try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
      channel.position(0).write(ByteBuffer.wrap(head));
    }
    assertEquals(2, FileCheck.repair(file).entries());
    try (MmapDict dict = MmapDict.open(file)) {
      ByteSlice slice = slice(dict.get("hole"));
      assertEquals(bytes, slice.segment().byteSize());
      assertEquals(before % 4096, slice.offset() % 4096);
    }
    try (FileHandle repaired = FileHandle.open(file, false, FileHandle.USUAL_RANGE_BYTES)) {
      long inside = bytes / 2;
      assertEquals(inside, Holes.nextHole(repaired.fd(), inside), "the hole was filled");
    }
  }

  private static ByteSlice slice(@Nullable Object value) {
    return (ByteSlice) Objects.requireNonNull(value);
  }

  @Test
  void theOriginalOfEachRepairIsKept() throws IOException {
    Path file = folder.resolve("file");
    for (String name : List.of("file.damaged", "file.damaged-2", "file.damaged-3")) {
      Files.write(file, Hex.bytes(Hex.HEADER + A));
      assertEquals(folder.resolve(name), FileCheck.repair(file).original());
    }
  }

  /** Its file beside, and the second name of the damaged one. */
  @Test
  void whatAKilledRepairLeftIsTakenUp() throws IOException {
    Path file = Files.write(folder.resolve("file"), Hex.bytes(Hex.HEADER + A));
    Files.write(folder.resolve("file.damaged"), new byte[1]);
    Path second = Files.createLink(folder.resolve("file.damaged-2"), file);
    String inode = Long.toHexString((long) Files.getAttribute(file, "unix:ino"));
    Files.write(folder.resolve(".mmapdict-repair-" + inode), new byte[7]);
    RepairReport report = FileCheck.repair(file);
    assertEquals(second, report.original());
    assertArrayEquals(Hex.bytes(Hex.HEADER + A), Files.readAllBytes(second));
    assertEquals(
        "[('a', 1)]",
        Oracle.loadAll(Python.any(), folder.resolve("all"), List.of(Files.readAllBytes(file)))
            .getFirst());
    assertEquals(4, Folder.files(folder).size(), "something else was left");
  }

  @Test
  void aSoundFileIsLeftAsItIs() throws IOException {
    Path file = folder.resolve("file");
    byte[] bytes = Hex.bytes(Hex.HEADER + A + B + Hex.END + "01 02 03");
    Files.write(file, bytes);
    Object inode = Files.getAttribute(file, "unix:ino");
    assertNull(FileCheck.repair(file).original());
    assertEquals(inode, Files.getAttribute(file, "unix:ino"));
    assertArrayEquals(bytes, Files.readAllBytes(file));
  }

  @Test
  void whatIsNoneOfOursIsRefused() throws IOException {
    String header = Hex.HEADER.replace("4a 01000000", "4a 07000000");
    refused(Hex.bytes("89 50 4e 47 0d 0a"), "neither a header nor a whole entry");
    refused("x".repeat(1000).getBytes(StandardCharsets.UTF_8), "neither a header");
    refused(new byte[0], "neither a header");
    refused(Hex.bytes(header + A + Hex.END), "version 7");
    assertThrows(MmapDictException.class, () -> FileCheck.repair(folder.resolve("missing")));
    assertThrows(MmapDictException.class, () -> FileCheck.repair(folder));
  }

  @Test
  void aFileOfTwoNamesIsRefused() throws IOException {
    Files.createLink(folder.resolve("other"), Files.createFile(folder.resolve("file")));
    refused(Hex.bytes(Hex.HEADER + A), "2 names");
  }

  @Test
  void aFileThatSomebodyHasLockedIsRefused() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    try (FileHandle other = FileHandle.open(file, true, FileHandle.USUAL_RANGE_BYTES);
        FileLock.Held held = new FileLock(other).shared()) {
      assertNotNull(held);
      refused(Hex.bytes(Hex.HEADER + A), "locked");
    }
  }

  @Test
  void aFileThatAnotherHandleMayWriteToIsRefused() throws IOException {
    Path file = folder.resolve("file");
    Files.write(file, Hex.bytes(Hex.HEADER + A));
    long self = ProcessHandle.current().pid();
    try (MmapDict writer = MmapDict.open(file, OpenMode.READ_WRITE)) {
      assertEquals(1, writer.size());
      refused(Hex.bytes(Hex.HEADER + A), "another handle of this process (" + self + ")");
    }
    try (MmapDict reader = MmapDict.open(file, OpenMode.READ_ONLY)) {
      assertEquals(1, FileCheck.repair(file).entries());
      assertEquals(1L, reader.get("a"), "the reader goes on");
    }
  }

  /** Who opened the damaged file by its name, and waits for the repair, writes into the new one. */
  @Test
  @Timeout(60)
  void whoOpensItMeanwhileGoesOnWithTheNewOne() throws Exception {
    Path file = folder.resolve("file");
    Path other = folder.resolve("other");
    Files.write(file, Hex.bytes(Hex.HEADER + A + Hex.END));
    Files.write(other, Hex.bytes(Hex.HEADER + A + Hex.END));
    CompletableFuture<Void> put;
    try (FileHandle repaired = FileHandle.open(file, false, FileHandle.USUAL_RANGE_BYTES);
        FileLock.Held held = new FileLock(repaired).exclusive()) {
      assertNotNull(held);
      put =
          CompletableFuture.runAsync(() -> {
            try (MmapDict writer = MmapDict.open(file, OpenMode.READ_WRITE)) {
              writer.set("b", "acknowledged");
            }
          });
      awaitWaiter(FileStatus.of(repaired).inode());
      Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    }
    put.get();
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      assertEquals("acknowledged", dict.get("b"));
    }
  }

  /** Until somebody waits for the lock of a file. */
  private static void awaitWaiter(long inode) throws IOException, InterruptedException {
    while (Files.readAllLines(Path.of("/proc/locks")).stream()
        .noneMatch(line -> line.contains("-> FLOCK") && line.contains(":" + inode + " "))) {
      Thread.sleep(1);
    }
  }

  private void refused(byte[] bytes, String why) throws IOException {
    Path file = folder.resolve("file");
    Files.write(file, bytes);
    String message =
        assertThrows(MmapDictException.class, () -> FileCheck.repair(file)).getMessage();
    assertTrue(message.contains(why), message);
    assertTrue(message.contains(file.toString()), message);
    assertArrayEquals(bytes, Files.readAllBytes(file));
    assertFalse(Files.exists(folder.resolve("file.damaged")));
  }

  /** The repaired bytes, of a file that is damaged. */
  private byte[] repair(byte[] bytes) throws IOException {
    Path file = Files.createTempFile(folder, "repair", "");
    Files.write(file, bytes);
    RepairReport report = FileCheck.repair(file);
    if (report.original() != null) {
      assertArrayEquals(bytes, Files.readAllBytes(report.original()));
      Files.delete(report.original());
      assertEquals(List.of(), FileCheck.of(file).findings());
    }
    byte[] repaired = Files.readAllBytes(file);
    Files.delete(file);
    return repaired;
  }
}
