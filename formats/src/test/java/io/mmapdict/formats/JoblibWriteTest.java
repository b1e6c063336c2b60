package io.mmapdict.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Field;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.ObjectArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.testkit.Folder;
import io.mmapdict.testkit.Missing;
import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Resident;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dumps that are written here, loaded and mapped by joblib. */
class JoblibWriteTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  private static final String PYTHON =
      """
      import joblib, os, sys, warnings
      import numpy as np
      warnings.simplefilter('error')
      file = sys.argv[1]
      def same(a, b):
          assert type(a) is type(b), (type(a), type(b))
          assert b.dtype == a.dtype and b.dtype.str == a.dtype.str, (a.dtype, b.dtype)
          assert b.shape == a.shape and b.flags.fnc == a.flags.fnc, (a.shape, a.flags, b.shape, b.flags)
          if a.dtype.hasobject:
              assert a.tolist() == b.tolist()
          else:
              assert a.tobytes() == b.tobytes(), a.dtype
          # joblib 1.2 copies big-endian elements to turn them, mapped ones too
          if isinstance(a, np.memmap) and a.offset is not None:
              assert b.offset % 64 == 0 and b.ctypes.data % 64 == 0 and os.path.samefile(b.filename, file)
              return 1
          return 0
      def mapped(a, b):
          'Whether they are equal, and how many arrays of both are in their files.'
          if isinstance(a, np.ndarray):
              return same(a, b)
          assert type(a) is type(b), (a, b)
          if isinstance(a, dict):
              assert list(a) == list(b), (a, b)
              return sum(mapped(a[k], b[k]) for k in a)
          if isinstance(a, (list, tuple)):
              assert len(a) == len(b)
              return sum(mapped(x, y) for x, y in zip(a, b))
          if hasattr(a, '__dict__'):
              return mapped(vars(a), vars(b))
          assert a == b, (a, b)
          return 0
      def check(expected, least):
          'What joblib loads is what it loads of a dump of its own.'
          joblib.dump(expected, file + '.own')
          for mode in None, 'r', 'r+', 'c':
              count = mapped(joblib.load(file + '.own', mmap_mode=mode), joblib.load(file, mmap_mode=mode))
              assert count == 0 if mode is None else count >= least, (mode, count)
      """;

  private static final long LARGE_BYTES = 1 << 26;

  @TempDir Path folder;

  /** Those that have joblib. */
  static List<Python> pythons() {
    List<Python> found = new ArrayList<>();
    for (Python python : Python.all()) {
      String has = "import importlib.util as u; print(u.find_spec('joblib') is not None)";
      if (python.run(has).strip().equals("True")) {
        found.add(python);
      }
    }
    if (found.isEmpty()) {
      throw Missing.skip("a python3 with joblib (Debian's python3-joblib)");
    }
    return found;
  }

  private static void check(String script, Object... arguments) {
    for (Python python : pythons()) {
      python.run(List.of(), PYTHON + script, arguments);
    }
  }

  private static NDArray fortran() {
    NDArray array = NDArray.zeros(DType.of(">f8"), Order.FORTRAN, Shape.of(2, 3));
    array.copyFrom(NDArray.of(new double[] {0, 1, 2, 3, 4, 5}, 2, 3));
    return array;
  }

  @Test
  void arraysAreMappedWhereverTheyStand() {
    NDArray ints = NDArray.of(new int[] {1, -2, 3, 4, 5, 6}, 2, 3);
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("list", List.of(ints, List.of(NDArray.of(new boolean[] {true, false, true}))));
    value.put("tuple", PyTuple.of(fortran(), NDArray.of(new double[] {0.5}).reshape(), 7));
    value.put("gaps", ints.slice(1, 0, 3, 2));
    value.put("backwards", ints.slice(0, 1, -1, -1));
    value.put("form", ints.reshape(6).as(ArrayForm.MMAPPICKLE));
    value.put("empty", NDArray.zeros(DType.FLOAT32, 0, 2));
    value.put("objects", ObjectArray.of(1L, "two", List.of(3L)));
    value.put("text", "\u00e9");
    value.put("bytes", new byte[] {0, -1});
    value.put("none", null);
    Path file = folder.resolve("value.joblib");
    Joblib.write(file, value);
    check(
        """
        ints = np.array([[1, -2, 3], [4, 5, 6]], '<i4')
        check({
            'list': [ints, [np.array([True, False, True])]],
            'tuple': (np.asfortranarray(np.arange(6, dtype='>f8').reshape(2, 3)), np.array(0.5), 7),
            'gaps': ints[:, ::2].copy('C'),
            'backwards': ints[::-1].copy('C'),
            'form': ints.reshape(6),
            'empty': np.zeros((0, 2), '<f4'),
            'objects': np.array([1, 'two', [3]], dtype=object),
            'text': u'\\u00e9',
            'bytes': b'\\x00\\xff',
            'none': None,
        }, 7)
        """,
        file);
    Map<?, ?> read = (Map<?, ?>) Joblib.load(file, Access.READ_ONLY);
    assertEquals(List.copyOf(value.keySet()), List.copyOf(read.keySet()));
    assertEquals(value.get("list"), read.get("list"));
    assertEquals(value.get("tuple"), PyTuple.of(tuple(read, 0), tuple(read, 1), 7));
    for (String key : List.of("gaps", "backwards", "form", "empty", "objects")) {
      assertEquals(value.get(key), read.get(key), key);
    }
    for (Object array : List.of(tuple(read, 0), tuple(read, 1), read.get("gaps"))) {
      assertEquals(0, ((NDArray) array).fileOffset().orElseThrow() % 64);
    }
    assertTrue(((NDArray) tuple(read, 0)).isContiguous(Order.FORTRAN));
  }

  /** joblib itself cannot load what it dumps of such. */
  @Test
  void elementsWithoutBytesAreNotMapped() {
    NDArray nothing = NDArray.zeros(DType.of("V0"), 3);
    Path file = folder.resolve("nothing.joblib");
    Joblib.write(file, List.of(nothing, NDArray.of(new int[] {7})));
    check(
        """
        a, b = joblib.load(file, mmap_mode='r')
        assert a.dtype == 'V0' and a.shape == (3,) and type(b) is np.memmap and b.tolist() == [7]
        """,
        file);
    assertEquals(nothing, ((List<?>) Joblib.load(file, Access.READ_ONLY)).getFirst());
  }

  private static Object tuple(Map<?, ?> read, int index) {
    return ((PyTuple) read.get("tuple")).get(index);
  }

  /** What numpy reads of an npy file of the same array says what joblib has to read. */
  @Test
  void everyDtypeIsMapped() {
    List<String> names = new ArrayList<>(List.of("|b1", "|i1", "|u1", "|S3", "|V5"));
    for (String name :
        "i2 u2 i4 u4 i8 u8 f2 f4 f8 f16 c8 c16 c32 U2 M8[ns] m8[3D] M8".split(" ", -1)) {
      names.add("<" + name);
      names.add(">" + name);
    }
    List<DType> dtypes = new ArrayList<>(names.stream().map(DType::of).toList());
    DType inner = DType.structured(new Field("c", DType.FLOAT64, 3));
    dtypes.add(
        DType.structured(
            32,
            List.of(
                new Field("a", DType.of(">i2"), 1),
                new Field("b", inner, 8),
                new Field("d", DType.FLOAT32.subArray(1, 2), 20))));
    List<NDArray> arrays = new ArrayList<>();
    for (DType dtype : dtypes) {
      NDArray array = NDArray.zeros(dtype, 2, 3);
      long first = dtype.isNative() ? 0 : 3; // of a code point
      for (long at = first; at < array.byteSize(); at += 4) {
        array.asSegment().set(ValueLayout.JAVA_BYTE, at, (byte) 1);
      }
      Npy.write(folder.resolve(arrays.size() + ".npy"), array);
      arrays.add(array);
    }
    Path file = folder.resolve("dtypes.joblib");
    Joblib.write(file, arrays);
    check(
        """
        folder = os.path.dirname(file)
        check([np.load(os.path.join(folder, '%d.npy' % i)) for i in range(int(sys.argv[2]))], 23)
        """,
        file, arrays.size());
    assertEquals(arrays, Joblib.load(file, Access.READ_ONLY));
  }

  @Test
  void aSharedArrayIsOne() {
    NDArray array = NDArray.of(new long[] {1, 2, 3});
    List<Object> inside = new ArrayList<>(List.of(array));
    ObjectArray objects = ObjectArray.of(array, "text");
    Path file = folder.resolve("shared.joblib");
    Joblib.write(file, List.of(array, inside, objects, Map.of("inside", inside, "array", array)));
    check(
        """
        for mode in None, 'r+':
            a, inside, objects, both = joblib.load(file, mmap_mode=mode)
            assert a is inside[0] and a is objects[0] and a is both['array'] and inside is both['inside']
            assert isinstance(a, np.memmap) == (mode is not None) and a.tolist() == [1, 2, 3]
        """,
        file);
    List<?> read = (List<?>) Joblib.load(file, Access.READ_ONLY);
    assertSame(read.get(0), ((List<?>) read.get(1)).getFirst());
    assertSame(read.get(0), ((ObjectArray) read.get(2)).get(0));
  }

  /**
   * joblib's own dump, read and written again: what its script made, but that matrices are arrays.
   */
  @Test
  void whatJoblibWroteIsTheSameWrittenAgain() throws Exception {
    Path file = folder.resolve("again.joblib");
    for (Path version : Folder.files(GOLDEN.resolve("joblib"))) {
      Path dump = version.resolve("protocol4.pkl");
      if (Files.exists(dump)) {
        Joblib.write(file, Joblib.load(dump, Access.READ_ONLY));
        check(
            """
            import runpy
            with warnings.catch_warnings():
                warnings.simplefilter('ignore') # of matrices
                expected = runpy.run_path(sys.argv[2], run_name='make')['value']()
            for arrays in expected, vars(expected['model']):
                arrays.update((k, np.asarray(v)) for k, v in arrays.items() if isinstance(v, np.ndarray))
            expected['scalar'] = float(expected['scalar'])
            check(expected, 6)
            """,
            file,
            GOLDEN.resolve("make_joblib.py"));
      }
    }
  }

  /** Also the file that the array is mapped from. */
  @Test
  void aLargeArrayDoesNotPassTheHeap() throws Exception {
    Path file = folder.resolve("large.joblib");
    NDArray large = NDArray.zeros(DType.INT64, 1 << 10, 1 << 13);
    assertEquals(LARGE_BYTES, large.byteSize());
    large.at(1023, 8191).setLong(7);
    NDArray gaps = large.slice(1, 1, 8192, 2);
    AtomicLong told = new AtomicLong();
    writtenInLittleMemory(file, List.of(large), told::addAndGet);
    assertEquals(Files.size(file), told.get());
    List<?> read = (List<?>) Joblib.load(file, Access.READ_ONLY);
    writtenInLittleMemory(file, List.of(gaps, read.getFirst()), bytes -> {});
    check(
        """
        a, b = joblib.load(file, mmap_mode='r')
        assert b.shape == (1024, 8192) and b[-1, -1] == 7 and b.sum() == 7
        assert a.shape == (1024, 4096) and a[-1, -1] == 7 and a.sum() == 7
        """,
        file);
  }

  /** From a file to another the kernel copies: only the pages of the opcodes are looked at. */
  @Test
  void whatIsMappedIsNotReadToBeWritten() throws Exception {
    Path file = folder.resolve("large.npy");
    NDArray large = Npy.create(file, DType.FLOAT64, Order.C, Shape.of(1 << 22));
    large.at(77).setDouble(1);
    NDArray mapped = Npy.map(file);
    Path dump = folder.resolve("large.joblib");
    Joblib.write(dump, List.of(mapped));
    long touched = Resident.bytes(mapped.asSegment());
    assertTrue(touched < 1 << 20, () -> touched + " bytes of the mapping were read");
    assertEquals(List.of(large), Joblib.load(dump, Access.READ_ONLY));
  }

  private static void writtenInLittleMemory(Path file, Object value, LongConsumer written) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    Joblib.write(file, value, written);
    long heap = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(heap < LARGE_BYTES / 8, heap + " bytes on the heap");
  }

  @Test
  void whatCannotBeWrittenLeavesWhatWasThere() throws Exception {
    Path file = folder.resolve("a.joblib");
    Joblib.write(file, List.of(1));
    byte[] before = Files.readAllBytes(file);
    Exception e =
        assertThrows(
            PickleException.class,
            () -> Joblib.write(file, List.of(fortran(), Map.of("it", new Object()))));
    assertTrue(e.getMessage().contains("[1].it: no codec writes java.lang.Object"), e::getMessage);
    assertArrayEquals(before, Files.readAllBytes(file));
    assertEquals(List.of(file), Folder.files(folder));
    Path nowhere = folder.resolve("none/a.joblib");
    assertThrows(FormatException.class, () -> Joblib.write(nowhere, 1));
  }
}
