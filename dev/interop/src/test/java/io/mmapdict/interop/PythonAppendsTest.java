package io.mmapdict.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.Damaged;
import io.mmapdict.FileCheck;
import io.mmapdict.Finding;
import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.pickle.PyByteArray;
import io.mmapdict.testkit.EachPython;
import io.mmapdict.testkit.Folder;
import io.mmapdict.testkit.LineProcess;
import io.mmapdict.testkit.Python;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mmapdict_file.py} of dev/example-python, without a runner. */
class PythonAppendsTest {
  private static final int LARGE_BYTES = 3_000_000;

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("file.mmdpickle");
  }

  private String run(Python python, String script, Object... arguments) {
    return python.run(
        PythonWorkers.script("import pickle\nfrom mmapdict_file import DictFile\n" + script),
        arguments);
  }

  private void assertNoFindings() {
    assertEquals(List.of(), FileCheck.of(file()).findings());
  }

  @Test
  void killedAtEachLineItLeavesAWholeFile() throws Exception {
    Python python = Python.any();
    try (MmapDict dict = MmapDict.open(file())) {
      dict.put("other", List.of("x", 1L));
    }
    killedAtEachLine(python, file());
    Path theirs = folder.resolve("theirs.mmdpickle"); // by mmappickle: neither aligned nor an epoch
    Files.copy(Scripts.resource("golden/memo.mmdpickle"), theirs);
    killedAtEachLine(python, theirs);
  }

  private void killedAtEachLine(Python python, Path start) throws Exception {
    run(python, "DictFile(sys.argv[1])['key'] = {'text': 'old', 'list': [1, 2.5]}", start);
    Path left = Files.createDirectory(folder.resolve("left by " + start.getFileName()));
    int lines = Integer.parseInt(Scripts.run(python, "killed_appender", start, left).strip());
    List<Path> files = Folder.files(left);
    assertEquals(2 * (lines + 1), files.size());
    for (Path file : files) {
      List<Finding> findings = FileCheck.of(file).findings();
      if (file.getFileName().toString().startsWith("after")) {
        assertEquals(List.of(), findings, file::toString);
      } else {
        assertTrue(
            findings.stream().allMatch(each -> each.severity() == Finding.Severity.NOTE),
            () -> file + ": " + findings);
      }
    }
  }

  @EachPython
  void bothHaveTheSameArrays(Python python) {
    run(
        python,
        """
        import numpy
        MADE = {
            'scalar': numpy.zeros((), '>f4'), 'none': numpy.zeros((0, 3)),
            'fortran': numpy.asfortranarray(numpy.arange(6).reshape(2, 3)),
            'strided': numpy.arange(20, dtype='u1')[::3], 'bools': numpy.array([True, False]),
            'times': numpy.array(['2020-01-01', 'NaT'], 'M8[D]'),
            'texts': numpy.array(['a', 'bcd']), 'large': numpy.arange(1 << 18),
            'fields': numpy.array([(1, 2.5)], [('a', '<i4'), ('b', '<f8')]),
            'inside': {'two': [numpy.arange(3), numpy.arange(1 << 14, dtype='i4')]},
        }
        scan = DictFile(sys.argv[1])
        for key, value in MADE.items():
            scan[key] = value
        for key, value in MADE.items():
            if key != 'inside':
                read = scan[key]
                assert read.dtype == value.dtype and read.shape == value.shape, key
                assert read.tobytes() == value.tobytes(), key
        assert not scan['large'].flags.writeable and not scan['large'].ctypes.data % 4096
        with open(sys.argv[1], 'rb') as file:
            assert list(pickle.load(file)) == list(MADE)
        """,
        create());
    assertNoFindings();
    try (MmapDict dict = MmapDict.open(file())) {
      assertEquals(NDArray.of(new long[] {0, 1, 2, 3, 4, 5}, 2, 3), dict.get("fortran"));
      assertEquals(NDArray.of(new boolean[] {true, false}, 2), dict.get("bools"));
      assertEquals((1L << 18) - 1, dict.get("large", NDArray.class).at((1 << 18) - 1).getLong());
      assertEquals(7, dict.get("strided", NDArray.class).size());
      List<?> two = (List<?>) dict.get("inside", Map.class).get("two");
      assertEquals(NDArray.of(new long[] {0, 1, 2}, 3), two.get(0));
      dict.put("ours", NDArray.of(new double[1 << 14], 1 << 7, 1 << 7));
    }
    run(
        python,
        """
        ours = DictFile(sys.argv[1])['ours']
        assert ours.shape == (128, 128) and not ours.any() and not ours.flags.writeable
        """,
        file());
  }

  @EachPython
  void itsFramesAreAlignedAndBeginWithinOnePage(Python python) {
    run(
        python,
        """
        scan = DictFile(sys.argv[1])
        for length in range(600):
            scan['key/%d' % (length % 13)] = 'x' * length
        frames = [at for places in scan._frames.values() for at in places if at != 24]
        assert len(frames) > 590
        for at in frames:
            assert at % 8 == 7 and at % 4096 <= 4096 - 11, at
        """,
        create());
    assertNoFindings();
  }

  private Path create() {
    MmapDict.open(file()).close();
    return file();
  }

  @Test
  void eachPythonFrom38Does() {
    String script =
        """
        scan = DictFile(sys.argv[1])
        both = ['é', None]
        scan['a/1'] = {'one': both, 'two': both, 'big': 2 ** 70, 'raw': b'\\x00\\xff' * 200}
        scan['a/1'] = dict(scan['a/1'], list=[1, 2.5, True])
        assert scan['large'] == bytearray(range(250)) * 12_000
        scan['large'] = 'gone'
        value = scan['a/1']
        assert value['one'] is value['two']
        with open(sys.argv[1], 'rb') as file:
            loaded = pickle.load(file)
        assert loaded == {'large': 'gone', 'a/1': scan['a/1']}, loaded
        """;
    List<Python> pythons =
        Python.plain().stream()
            .filter(each -> each.version().matches("3\\.([89]|\\d\\d)\\..*"))
            .toList();
    assertFalse(pythons.isEmpty());
    for (Python python : pythons) {
      try (MmapDict dict = MmapDict.open(file())) {
        dict.clear();
        byte[] large = new byte[LARGE_BYTES];
        for (int i = 0; i < large.length; i++) {
          large[i] = (byte) (i % 250);
        }
        dict.set("large", PyByteArray.wrap(large));
        run(python, script, file());
        assertEquals("gone", dict.get("large"));
        Map<?, ?> map = dict.get("a/1", Map.class);
        assertEquals(Arrays.asList("é", null), map.get("one"));
        assertSame(map.get("one"), map.get("two"));
        assertEquals(BigInteger.TWO.pow(70), map.get("big"));
        assertEquals(List.of(1L, 2.5, true), map.get("list"));
        assertEquals(2, dict.size());
      }
      assertNoFindings();
    }
  }

  /** One that has the file open meanwhile and remembers where entries are. */
  @EachPython
  void itFollowsVacuumsOfBothKinds(Python python) throws Exception {
    create();
    String script =
        """
        scan = DictFile(sys.argv[1])
        for line in sys.stdin:
            key = line.strip()
            scan[key] = scan['first'] + ' ' + key
            print(scan[key], flush=True)
        """;
    try (MmapDict dict = MmapDict.open(file())) {
      dict.put("dropped", new byte[10_000]);
      dict.put("first", "1st");
    }
    try (LineProcess worker =
        new LineProcess(
            python.start(
                List.of("-W", "error"),
                PythonWorkers.script("from mmapdict_file import DictFile\n" + script),
                file()))) {
      assertEquals("1st a", worker.ask("a"));
      try (MmapDict dict = MmapDict.open(file())) {
        dict.delete("dropped");
        dict.set("first", "2nd");
        dict.vacuum();
        assertEquals("2nd b", worker.ask("b"));
        assertEquals("2nd b", dict.get("b"));
        dict.delete("a");
        dict.set("first", "3rd");
      }
      python.run(
          "import sys; sys.path.insert(0, sys.argv[1]); sys.dont_write_bytecode = True\n"
              + "import mmappickle_rules\nmmappickle_rules.RulesDict(sys.argv[2]).vacuum()",
          Scripts.resource("mmappickle_rules.py").getParent(),
          file());
      assertEquals("3rd c", worker.ask("c"));
    }
    assertNoFindings();
    try (MmapDict dict = MmapDict.open(file())) {
      assertEquals(Map.of("first", "3rd", "b", "2nd b", "c", "3rd c"), Map.copyOf(dict));
    }
  }

  /** A writer was killed between the two stores that switch a large value, or two entries. */
  @EachPython
  void itPutsInOrderWhatAKilledWriterLeft(Python python) {
    byte[] large = new byte[LARGE_BYTES];
    try (MmapDict dict = MmapDict.open(file())) {
      dict.put("on", large);
      dict.put("twice", "old");
    }
    run(
        python,
        """
        scan = DictFile(sys.argv[1])
        scan._switch_off = lambda at: None
        scan['twice'] = 'new'
        start, end = scan._content(scan._live(b'on')[0])
        scan._map[end + 6] = 0x4e
        """,
        file());
    assertEquals(3, FileCheck.of(file()).live());
    assertFalse(FileCheck.of(file()).findings().isEmpty());
    run(python, "DictFile(sys.argv[1])['next'] = 1", file());
    assertNoFindings();
    assertEquals(3, FileCheck.of(file()).live());
    try (MmapDict dict = MmapDict.open(file())) {
      assertEquals("new", dict.get("twice"));
      assertArrayEquals(large, dict.get("on", byte[].class));
    }
  }

  @Damaged
  @EachPython
  void aDamagedFileIsLeftAsItIs(Python python) throws Exception {
    Files.copy(Scripts.resource("golden/killed-no-terminator.mmdpickle"), file());
    byte[] before = Files.readAllBytes(file());
    String said =
        run(
            python,
            """
            try:
                DictFile(sys.argv[1])['x'] = 1
            except ValueError as e:
                print(e)
            """,
            file());
    assertEquals(file() + ": damaged at 774; run mmapdict fsck", said.strip());
    assertArrayEquals(before, Files.readAllBytes(file()));
  }
}
