package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Folder;
import io.mmapdict.testkit.Missing;
import io.mmapdict.testkit.Mount;
import io.mmapdict.testkit.Python;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are not written where locks do not hold; the numbers are those of {@code statfs(2)}. */
class FileSystemsTest {
  /** Serves a file or a folder, which another name holds, to the kernel: a FUSE of 70 lines. */
  private static final String FUSE =
      """
      import ctypes, os, stat, struct, sys
      point, behind = sys.argv[1:3]
      libc = ctypes.CDLL(None, use_errno=True)
      dev = os.open('/dev/fuse', os.O_RDWR)
      paths = {1: behind}
      mode = stat.S_IFMT(os.stat(behind).st_mode)
      options = f'fd={dev},rootmode={mode:o},user_id=0,group_id=0'.encode()
      if libc.mount(b'fuse', point.encode(), b'fuse', 6, options):
          sys.exit('cannot mount: ' + os.strerror(ctypes.get_errno()))
      print('mounted', flush=True)
      def attributes(node):
          s = os.stat(paths[node])
          return struct.pack('<QQQQQQIIIIIIIIII', node, s.st_size, (s.st_size + 511) // 512, 0, 0, 0,
                             0, 0, 0, s.st_mode, s.st_nlink, 0, 0, 0, 4096, 0)
      def entry(path):
          node = next((n for n, p in paths.items() if p == path), len(paths) + 1)
          paths[node] = path
          return struct.pack('<QQQQII', node, 0, 0, 0, 0, 0) + attributes(node)
      def named(body):
          return os.path.join(behind, body.split(b'\\0')[0].decode())
      def answer_to(opcode, node, body):
          if opcode == 26:          # INIT
              return struct.pack('<IIIIHHIIHHI', 7, 31, 65536, 0, 12, 10, 65536, 1, 0, 0, 0) + bytes(28)
          if opcode == 1:           # LOOKUP
              return entry(named(body))
          if opcode in (3, 4):      # GETATTR, SETATTR
              return struct.pack('<QII', 0, 0, 0) + attributes(node)
          if opcode == 35:          # CREATE
              os.close(os.open(named(body[16:]), os.O_CREAT | os.O_EXCL, 0o600))
              return entry(named(body[16:])) + struct.pack('<QII', 0, 0, 0)
          if opcode == 10:          # UNLINK
              os.unlink(named(body))
              return b''
          if opcode in (14, 27):    # OPEN, OPENDIR
              return struct.pack('<QII', 0, 0, 0)
          if opcode == 15:          # READ
              _, offset, size = struct.unpack_from('<QQI', body)
              with open(paths[node], 'rb') as f:
                  return os.pread(f.fileno(), size, offset)
          if opcode == 16:          # WRITE
              _, offset, size = struct.unpack_from('<QQI', body)
              with open(paths[node], 'rb+') as f:
                  return struct.pack('<II', os.pwrite(f.fileno(), body[40:40 + size], offset), 0)
          if opcode == 17:          # STATFS
              return struct.pack('<QQQQQIIII', 1 << 20, 1 << 19, 1 << 19, 9, 9, 4096, 255, 4096, 0) + bytes(24)
          if opcode in (18, 25, 20, 29):  # RELEASE, FLUSH, FSYNC, RELEASEDIR
              return b''
          raise OSError(38, 'not known here')
      while True:
          try:
              request = os.read(dev, 1 << 20)
          except OSError:
              break
          length, opcode, unique, node = struct.unpack_from('<IIQQ', request)
          if opcode in (2, 36, 42):  # FORGET, INTERRUPT, BATCH_FORGET
              continue
          try:
              error, answer = 0, answer_to(opcode, node, request[40:])
          except OSError as e:
              error, answer = -e.errno, b''
          os.write(dev, struct.pack('<IiQ', 16 + len(answer), error, unique) + answer)
      """;

  @TempDir Path folder;

  @Test
  void whatIsSharedBetweenHostsIsNamed() {
    Map<Long, String> shared =
        Map.ofEntries(
            Map.entry(0x6969L, "NFS"),
            Map.entry(0x517BL, "SMB/CIFS"),
            Map.entry(0xFF534D42L, "SMB/CIFS"),
            Map.entry(0xFE534D42L, "SMB/CIFS"),
            Map.entry(0x01021997L, "9p"),
            Map.entry(0x65735546L, "FUSE"),
            Map.entry(0x00C36400L, "Ceph"),
            Map.entry(0x0BD00BD0L, "Lustre"),
            Map.entry(0x47504653L, "GPFS"),
            Map.entry(0x5346414FL, "AFS"),
            Map.entry(0x6B414653L, "AFS"),
            Map.entry(0x73757245L, "Coda"),
            Map.entry(0x786F4256L, "VirtualBox shared folder"));
    shared.forEach((magic, name) -> assertEquals(name, FileSystems.networkName(magic)));
    // tmpfs, ramfs, ext2 to 4, xfs, btrfs, f2fs, overlayfs, zfs, bcachefs, gfs2, ocfs2
    for (long local :
        new long[] {
          0x01021994L,
          0x858458F6L,
          0xEF53L,
          0x58465342L,
          0x9123683EL,
          0xF2F52010L,
          0x794C7630L,
          0x2FC12FC1L,
          0xCA451A4EL,
          0x01161970L,
          0x7461636FL
        }) {
      assertNull(FileSystems.networkName(local), Long.toHexString(local));
    }
  }

  @Test
  void thisMachinesOwnFileSystemsAreWritten() throws Exception {
    for (Path place : List.of(folder, Path.of("/dev/shm"))) {
      Path file = place.resolve("FileSystemsTest-" + ProcessHandle.current().pid());
      try (MmapDict dict = MmapDict.open(file)) {
        dict.put("a", 1);
        assertEquals(1L, dict.get("a"));
      } finally {
        Files.deleteIfExists(file);
      }
    }
  }

  @Test
  void overlayIsWritten() throws Exception {
    Path merged = Files.createDirectory(folder.resolve("merged"));
    StringBuilder options = new StringBuilder();
    for (String part : List.of("lowerdir", "upperdir", "workdir")) {
      Path path = Files.createDirectory(folder.resolve(part));
      options.append(options.isEmpty() ? "" : ",").append(part).append('=').append(path);
    }
    try (Mount _ = Mount.of("overlay", options, merged);
        MmapDict dict = MmapDict.open(merged.resolve("a.mmdpickle"))) {
      dict.put("a", 1);
      assertEquals(1L, dict.get("a"));
    }
  }

  /** A real FUSE mount: read, and refused to be written unless somebody trusts it. */
  @Test
  void fuseIsReadAndNotWritten() throws Exception {
    Path behind = folder.resolve("behind.mmdpickle");
    try (MmapDict dict = MmapDict.open(behind)) {
      dict.put("a", "in the file");
    }
    byte[] before = Files.readAllBytes(behind);
    Path point = Files.createFile(folder.resolve("point.mmdpickle"));
    Process server = Python.any().start(List.of(), FUSE, point, behind);
    try (Mount _ = Mount.byAnother(point);
        BufferedReader output = server.inputReader(StandardCharsets.UTF_8)) {
      requireMounted(output);
      try (MmapDict dict = MmapDict.open(point, OpenMode.READ_ONLY)) {
        assertEquals("in the file", dict.get("a"));
      }
      UntrustedLocksException refused =
          assertThrows(UntrustedLocksException.class, () -> MmapDict.open(point));
      assertEquals("FUSE", refused.actual());
      assertTrue(refused.getMessage().contains("MMAPDICT_TRUST_FLOCK=1"), refused.getMessage());
      assertArrayEquals(before, Files.readAllBytes(behind));
      ProcessBuilder trusting = Jvm.builder(Trusting.class, point);
      trusting.environment().put(FileSystems.TRUST, "1");
      assertEquals(0, trusting.start().waitFor());
    } finally {
      server.waitFor();
    }
    try (MmapDict dict = MmapDict.open(behind, OpenMode.READ_ONLY)) {
      assertEquals("through FUSE", dict.get("b"));
    }
  }

  private static void requireMounted(BufferedReader output) throws IOException {
    String said = String.valueOf(output.readLine());
    if (!said.equals("mounted")) {
      throw Missing.skip("FUSE mounts (" + said + ")");
    }
  }

  /** What is refused there leaves nothing behind. */
  @Test
  @Damaged
  void aRepairThatIsRefusedLeavesTheFolderAsItIs() throws Exception {
    Path behind = Files.createDirectory(folder.resolve("behind"));
    Path file = behind.resolve("file.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("a", "in the file");
    }
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    Path point = Files.createDirectory(folder.resolve("point"));
    Process server = Python.any().start(List.of(), FUSE, point, behind);
    try (Mount _ = Mount.byAnother(point);
        BufferedReader output = server.inputReader(StandardCharsets.UTF_8)) {
      requireMounted(output);
      Path there = point.resolve("file.mmdpickle");
      assertThrows(UntrustedLocksException.class, () -> FileCheck.repair(there));
    } finally {
      server.waitFor();
    }
    assertEquals(List.of(file), Folder.files(behind));
  }

  /** A writer in an environment that trusts every file system. */
  static final class Trusting {
    private Trusting() {}

    public static void main(String[] arguments) {
      try (MmapDict dict = MmapDict.open(Path.of(arguments[0]))) {
        dict.put("b", "through FUSE");
      }
    }
  }
}
