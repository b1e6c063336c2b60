package io.mmapdict.stubs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.FileCheck;
import io.mmapdict.MmapDict;
import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Descr;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.ObjectArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.testkit.EachPython;
import io.mmapdict.testkit.Python;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that we wrote open forever. {@code golden/2026-11.mmdpickle} was written by {@link #main}
 * in November 2026 and stays as it is; a later form gets a file of its own beside it.
 */
class OldFilesTest {
  @TempDir private Path folder;
  private Path file;

  /** Writes such a file. */
  public static void main(String... path) {
    try (MmapDict dict = MmapDict.open(Path.of(path[0]))) {
      dict.set("gone", "replaced later");
      values().forEach(dict::set);
      dict.set("stub", ZerosNDArray.of(DType.INT16, 4));
      GrowableNDArray stack = GrowableNDArray.of(dict, "stack");
      for (int i = 0; i < 3; i++) {
        stack.append(frame(i));
      }
      dict.delete("gone");
    }
  }

  private static NDArray frame(int number) {
    return NDArray.of(new int[] {number, -number}, 1, 2);
  }

  private static Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    NDArray floats = NDArray.of(new double[] {0, 0.5, 1, 1.5, 2, 2.5}, 2, 3);
    values.put("floats", floats);
    NDArray fortran = NDArray.zeros(DType.of(">f4"), Order.FORTRAN, Shape.of(2, 3));
    fortran.copyFrom(floats);
    values.put("fortran", fortran);
    NDArray times = NDArray.zeros(DType.of("<M8[ms]"), 2);
    times.at(0).set(1_000L);
    times.at(1).set(null);
    values.put("times", times);
    DType dtype =
        Descr.parse(
            List.of(
                PyTuple.of("n", ">i4"),
                PyTuple.of("s", "<U3"),
                PyTuple.of("v", "<f8", PyTuple.of(2L))));
    NDArray records = NDArray.zeros(dtype, 2);
    records.field("n").at(1).set(7L);
    records.field("s").at(1).set("h\u00e9");
    records.field("v").at(1, 0).set(0.25);
    values.put("records", records);
    NDArray mask = NDArray.of(new boolean[] {false, true, false});
    values.put("masked", MaskedArray.of(NDArray.of(new int[] {1, 2, 3}), mask, 9L));
    values.put("objects", ObjectArray.of(1L, "two", null));
    values.put("nested", List.of(floats, "text"));
    return values;
  }

  @BeforeEach
  void copy() throws Exception {
    file = folder.resolve("old.mmdpickle");
    Files.copy(Path.of("src/test/resources/golden/2026-11.mmdpickle"), file);
  }

  @Test
  void everyValueIsRead() {
    Map<String, Object> expected = values();
    expected.put("stub", NDArray.of(new short[4]));
    expected.put("stack", NDArray.of(new int[] {0, 0, 1, -1, 2, -2}, 3, 1, 2));
    try (MmapDict dict = MmapDict.open(file)) {
      assertEquals(List.copyOf(expected.keySet()), List.copyOf(dict.keySet()));
      expected.forEach((key, value) -> assertEquals(value, dict.get(key), key));
      assertTrue(dict.get("fortran", NDArray.class).isContiguous(Order.FORTRAN));
    }
    assertTrue(FileCheck.of(file).isSound());
  }

  @Test
  void itGrowsOnAndIsVacuumed() {
    try (MmapDict dict = MmapDict.open(file)) {
      long offset = dict.get("stack", NDArray.class).fileOffset().orElseThrow();
      GrowableNDArray.of(dict, "stack").append(frame(3));
      assertEquals(offset, dict.get("stack", NDArray.class).fileOffset().orElseThrow());
      dict.vacuum();
      assertEquals(-3, dict.get("stack", NDArray.class).at(3, 0, 1).getInt());
      assertEquals(values().get("records"), dict.get("records"));
    }
    assertTrue(FileCheck.of(file).isSound());
  }

  @EachPython
  void pythonReadsIt(Python python) {
    python.run(
        """
        import pickle, sys, numpy as np
        with open(sys.argv[1], 'rb') as f:
            d = pickle.load(f)
        floats = np.arange(6).reshape(2, 3) / 2
        assert d['floats'].tolist() == floats.tolist() and d['floats'].dtype == '<f8'
        assert d['fortran'].tolist() == floats.tolist() and d['fortran'].dtype == '>f4'
        assert d['fortran'].flags.f_contiguous
        assert d['times'].tolist()[1] is None and d['times'][0] == np.datetime64('1970-01-01T00:00:01')
        assert d['records'].dtype == np.dtype([('n', '>i4'), ('s', '<U3'), ('v', '<f8', (2,))])
        assert d['records'][1].tolist()[:2] == (7, 'h\\u00e9') and d['records']['v'][1, 0] == 0.25
        assert d['masked'].tolist() == [1, None, 3] and d['masked'].fill_value == 9
        assert d['objects'].tolist() == [1, 'two', None]
        assert d['nested'][0].tolist() == floats.tolist() and d['nested'][1] == 'text'
        assert d['stub'].tolist() == [0, 0, 0, 0] and d['stub'].dtype == '<i2'
        assert d['stack'].tolist() == [[[0, 0]], [[1, -1]], [[2, -2]]]
        assert 'gone' not in d
        """,
        file);
  }
}
