package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Folder;
import io.mmapdict.testkit.Mount;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code convert} as a user runs it: pickles of real Python go in, and Python compares. */
class ConvertIT {
  private static final int MIB = 1 << 20;

  /** Less than the large arrays take. */
  private static final Map<String, String> SMALL_HEAP = Map.of("JDK_JAVA_OPTIONS", "-Xmx32m");

  private static final String MAKE =
      """
      import pickle, sys, numpy as np
      path, protocol, large = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
      grid = np.arange(24, dtype='i2').reshape(2, 3, 4)
      shared = [1, 2]
      d = {
          'large': np.arange(large // 8, dtype='f8'),
          'nested': [grid, {'deep': (grid.T, grid[:, ::2]), 'same': grid}, shared, shared],
          'fortran': np.asfortranarray(grid[0]),
          'masked': np.ma.array([1.5, 2.5, 3.5], mask=[0, 1, 0]),
          'scalar': np.float32(0.1),
          'text': 'h\\u00e9\\u2603', 'bytes': bytes(range(256)), 'int': 1 << 70, 'none': [None, True],
      }
      with open(path, 'wb') as f:
          pickle.dump(d, f, protocol)
      """;

  private static final String COMPARE =
      """
      import pickle, sys, numpy as np
      def same(a, b):
          assert type(a) is type(b), (type(a), type(b))
          if isinstance(a, dict):
              assert list(a) == list(b), (list(a), list(b))
              return all(same(a[k], b[k]) for k in a)
          if isinstance(a, (list, tuple)):
              return len(a) == len(b) and all(map(same, a, b))
          if isinstance(a, np.ma.MaskedArray):
              return same(a.data, b.data) and same(a.mask, b.mask)
          if isinstance(a, np.ndarray):
              return (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes())
          return a == b
      def load(path):
          with open(path, 'rb') as f:
              return pickle.load(f)
      a, b = map(load, sys.argv[1:3])
      assert same(a, b)
      assert b['nested'][0] is b['nested'][1]['same'] and b['nested'][2] is b['nested'][3]
      assert b['fortran'].flags.f_contiguous and b['large'].flags.writeable
      """;

  @TempDir private Path folder;
  private Path in;
  private Path out;

  @BeforeEach
  void nameFiles() {
    in = folder.resolve("in.pkl");
    out = folder.resolve("out.mmdpickle");
  }

  private static Run inSmallHeap(Object... arguments) {
    List<Object> command = Stream.concat(Stream.of(Run.LAUNCHER), Stream.of(arguments)).toList();
    return Run.command(Path.of("").toAbsolutePath(), SMALL_HEAP, "", command);
  }

  /** From protocol 3 on an array's bytes stand in the pickle as they are. */
  @Test
  void arraysLargerThanTheHeapGoThrough() throws IOException {
    for (int protocol = 3; protocol <= 5; protocol++) {
      everythingIsTheSame(protocol, 64 * MIB);
    }
  }

  /** In protocols 0 to 2 they are text, which has to be decoded. */
  @Test
  void oldProtocolsGoThrough() throws IOException {
    for (int protocol = 0; protocol <= 2; protocol++) {
      everythingIsTheSame(protocol, MIB);
    }
  }

  private void everythingIsTheSame(int protocol, int largeBytes) throws IOException {
    Python.any().run(MAKE, in, protocol, largeBytes);
    byte[] before = Files.readAllBytes(in);
    Run run = inSmallHeap("convert", in, out);
    assertEquals(0, run.exit(), run.err());
    assertEquals("9 entries: " + out + "\n", run.out());
    assertArrayEquals(before, Files.readAllBytes(in), "the source");
    Python.any().run(COMPARE, in, out);
    Run.mmapdict("fsck", out).done();
    Files.delete(out);
  }

  @Test
  void textOfAnOldProtocolThatDoesNotFitIsRefusedInASentence() throws IOException {
    Python.any().run(MAKE, in, 2, 64 * MIB);
    Run run = inSmallHeap("convert", in, out);
    assertEquals(1, run.exit());
    String said = run.err().lines().filter(line -> !line.startsWith("NOTE: ")).toList().toString();
    assertTrue(said.startsWith("[mmapdict: ") && said.contains("memory"), said);
    assertFalse(said.contains("\tat "), said);
    nothingIsMade();
  }

  @Test
  void keysThatAreNoTextAreNamed() throws IOException {
    refused("{'a': 1, 7: 2}", ", key \"7\": the key is of type int, not str; rename it in Python");
    refused(
        "{('a', 1): 2}",
        ", key \"(a, 1)\": the key is of type tuple, not str; rename it in Python");
    refused("{b'a': 1}", ", key \"a\": the key is of type bytes, not str; rename it in Python");
  }

  @Test
  void whatIsNoDictIsNamed() throws IOException {
    refused(
        "[1, 2]",
        ": holds an object of type list, not dict; dump dict(...) or {'name': value} from Python and"
            + " convert that");
    refused(
        "__import__('numpy').zeros(3)",
        ": holds an object of type numpy.ndarray, not dict; dump dict(...) or {'name': value} from"
            + " Python and convert that");
    Files.writeString(in, "hello world\n");
    Run.mmapdict("convert", in, out)
        .failed(
            in
                + ", offset 0: no whole pickle: it is another kind of file: expected one that starts"
                + " with 80 (PROTO) or ends with 2e (STOP), found 68 and 0a");
    nothingIsMade();
  }

  @Test
  void aTargetThatCannotBeMadeIsNamed() {
    Python.any().run(MAKE, in, 5, 80);
    Run.mmapdict("convert", in, "/proc/new")
        .failed("/proc/new: cannot be made: no such file or folder");
  }

  private void refused(String value, String why) throws IOException {
    Python.any().run("import pickle, sys\npickle.dump(" + value + ", open(sys.argv[1], 'wb'))", in);
    Run run = Run.mmapdict("convert", in, out);
    assertEquals(1, run.exit());
    assertEquals("mmapdict: " + in + why + "\n", run.err());
    nothingIsMade();
  }

  @Test
  void aCutPickleIsRefused() throws IOException {
    Python.any().run(MAKE, in, 4, MIB);
    byte[] whole = Files.readAllBytes(in);
    for (int length : new int[] {0, 1, 40, MIB / 2, whole.length - 1}) {
      Files.write(in, Arrays.copyOf(whole, length));
      Run run = Run.mmapdict("convert", in, out);
      assertEquals(1, run.exit());
      assertTrue(run.err().startsWith("mmapdict: " + in + ", offset "), run.err());
      assertTrue(run.err().contains("no whole pickle: "), run.err());
      assertEquals(1, run.err().lines().count());
      nothingIsMade();
    }
  }

  @Test
  void aFileThatIsThereIsNotTouched() throws IOException {
    Python.any().run(MAKE, in, 5, 80);
    Files.writeString(out, "somebody's");
    Run.mmapdict("convert", in, out)
        .failed(out + ": is there already; name a file that does not exist");
    assertEquals("somebody's", Files.readString(out));
    Run.mmapdict("convert", in, in)
        .failed(in + ": is there already; name a file that does not exist");
    Run.mmapdict("convert", folder.resolve("none"), folder.resolve("new"))
        .failed(folder.resolve("none") + ": there is no such file");
    Path nowhere = folder.resolve("none/new");
    Run.mmapdict("convert", in, nowhere)
        .failed(nowhere + ": its folder does not exist; make it first");
  }

  @Test
  void aFullDiskLeavesNothing() throws IOException {
    Python.any().run(MAKE, in, 5, 16 * MIB);
    Path full = Files.createDirectory(folder.resolve("full"));
    try (Mount _ = Mount.of("tmpfs", "size=8m", full)) {
      Path there = full.resolve("out.mmdpickle");
      Run run = Run.mmapdict("convert", in, there);
      assertEquals(1, run.exit());
      assertTrue(run.err().startsWith("mmapdict: " + there + ", key \"large\": "), run.err());
      assertTrue(run.err().contains("no space left on the device"), run.err());
      assertEquals(1, run.err().lines().count());
      assertEquals(List.of(), Folder.files(full));
    }
  }

  private void nothingIsMade() throws IOException {
    assertEquals(List.of(in), Folder.files(folder));
  }
}
