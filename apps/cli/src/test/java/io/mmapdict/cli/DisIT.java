package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dis} as a user runs it, against Python's own. */
class DisIT {
  private static final String PYTHONS =
      """
      import io, pickletools, sys
      out = io.StringIO()
      with open(sys.argv[1], 'rb') as file:
          pickletools.dis(file, out)
      sys.stdout.buffer.write(out.getvalue().encode())
      """;

  static final Path JOBLIB =
      Path.of("../../formats/src/test/resources/golden/joblib/1.6.0-numpy-2.2.6");

  @TempDir private Path folder;

  @Test
  void aFileIsPrintedAsPythonDoes() {
    Path file = folder.resolve("scan.mmdpickle");
    write(file);
    assertEquals(Python.any().run(PYTHONS, file), Run.mmapdict("dis", file).done());
  }

  /** The lines of the value are those of the whole file but for their indentation. */
  @Test
  void aValueIsPrintedAlone() {
    Path file = folder.resolve("scan.mmdpickle");
    write(file);
    String whole = Run.mmapdict("dis", file).done().replaceAll(" +", " ");
    for (String key : List.of("exposure", "frame", "large")) {
      String value = Run.mmapdict("dis", file, key).done().replaceAll(" +", " ");
      int last = value.lastIndexOf("highest protocol among opcodes");
      assertTrue(last > 0, key);
      assertTrue(whole.contains("\n" + value.substring(0, last)), key);
    }
  }

  @Test
  void whatIsWrongIsSaidInOneLine() throws IOException {
    Path file = folder.resolve("scan.mmdpickle");
    write(file);
    Run missing = Run.mmapdict("dis", file, "exposur");
    missing.failed(
        file + ": no key 'exposur'; close to it: 'exposure' (3 keys; list them with mmapdict ls)");
    Path cut = folder.resolve("cut.pkl");
    Files.write(cut, new byte[] {(byte) 0x80, 4, ']', 'N'});
    Run run = Run.mmapdict("dis", cut);
    assertEquals(
        "    0: \\x80 PROTO      4\n    2: ]    EMPTY_LIST\n    3: N    NONE\n", run.out());
    run.failed(cut + ": no whole pickle: the pickle ends before its STOP (at offset 4)");
    Path none = folder.resolve("none.pkl");
    Run.mmapdict("dis", none).failed(none + ": cannot be read: there is no such file");
  }

  @Test
  void aDumpOfJoblibIsPrintedUpToItsFirstArray() {
    for (int protocol = 0; protocol <= 5; protocol++) {
      Path dump = JOBLIB.resolve("protocol" + protocol + ".pkl");
      Run run = Run.mmapdict("dis", dump);
      assertTrue(run.out().endsWith("BUILD\n"), run.out());
      assertTrue(run.err().startsWith("mmapdict: " + dump + ": no whole pickle: "), run.err());
      assertTrue(run.err().endsWith("; " + JoblibDump.HINT + "\n"), run.err());
      assertEquals(1, run.exit());
    }
  }

  private static void write(Path file) {
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("exposure", 0.25);
      dict.put("frame", NDArray.of(new double[] {0.5, 1, 2, 3}, 2, 2));
      dict.put("large", new byte[(2 << 20) + 1]);
    }
  }
}
