package io.mmapdict.ndarray.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.testkit.EachPython;
import io.mmapdict.testkit.Python;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written here, plain Python loads. */
class ArraysToPythonTest {
  private static final String LOAD =
      """
      import pickle, sys
      import numpy as np
      with open(sys.argv[1], 'rb') as f:
          loaded = pickle.load(f)
      for key, a in loaded.items():
          assert type(a) is np.ndarray, (key, type(a))
          want = (np.arange(a.size) % 7).reshape(a.shape).astype(a.dtype)
          assert np.array_equal(a, want), (key, a)
          assert a.flags.writeable, key
          print(key, '=', a.dtype.str, a.shape, 'F' if a.flags.fnc else 'C')
      """;

  @TempDir Path folder;

  private static String line(String key, NDArray array) {
    String order = array.storageOrder() == Order.FORTRAN ? "F" : "C";
    return "%s = %s %s %s\n".formatted(key, array.dtype().typestring(), array.shape(), order);
  }

  @Test
  void thePortableFormLoadsEverywhereWithoutWarnings() {
    Path file = folder.resolve("portable.mmdpickle");
    StringBuilder expected = new StringBuilder();
    try (MmapDict dict = MmapDict.open(file)) {
      for (String name : Counting.DTYPES) {
        for (Shape shape : Counting.SHAPES) {
          for (Order order : Order.values()) {
            NDArray array = Counting.array(DType.of(name), order, shape);
            String key = name + shape + order;
            dict.put(key, array);
            expected.append(line(key, array));
            NDArray back = dict.get(key, NDArray.class);
            assertEquals(array, back, key);
            assertEquals(array.storageOrder(), back.storageOrder(), key);
            assertEquals(ArrayForm.PORTABLE, back.form(), key);
            assertEquals(0, back.fileOffset().orElseThrow() % 64, key);
          }
        }
      }
    }
    for (Python python : Python.all()) {
      assertEquals(expected.toString(), python.run(LOAD, file), python.version());
    }
  }

  @Test
  void mmappicklesFormLoadsInEveryNumpyToo() {
    Path file = folder.resolve("mmappickle.mmdpickle");
    StringBuilder expected = new StringBuilder();
    try (MmapDict dict = MmapDict.open(file)) {
      for (String name : Counting.DTYPES) {
        for (Shape shape : Counting.SHAPES) {
          DType dtype = DType.of(name);
          if (ArrayForm.MMAPPICKLE.holds(dtype, shape)) {
            NDArray array = Counting.array(dtype, Order.C, shape).as(ArrayForm.MMAPPICKLE);
            String key = name + shape;
            dict.put(key, array);
            expected.append(line(key, array));
            NDArray back = dict.get(key, NDArray.class);
            assertEquals(array, back, key);
            assertEquals(ArrayForm.MMAPPICKLE, back.form(), key);
          }
        }
      }
    }
    assertEquals(14 * 5, expected.toString().lines().count());
    for (Python python : Python.all()) {
      // numpy 2 warns that numpy.core has moved: the names are what mmappickle looks for.
      assertEquals(
          expected.toString(), python.run(List.of("-W", "ignore"), LOAD, file), python.version());
    }
  }

  @Test
  void viewsAreWrittenAsTheyLook() {
    Path file = folder.resolve("views.mmdpickle");
    NDArray wide = NDArray.zeros(DType.INT64, 30, 2000, 3);
    for (long i = 0; i < 30; i++) {
      for (long j = 0; j < 2000; j++) {
        wide.at(i, j, 1).setLong(i * 10_000 + j);
      }
    }
    NDArray view = wide.transpose(1, 2, 0).slice(0, 1999, -1, -3).slice(2, 5, 29);
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("portable", view);
      dict.put("mmappickle", view.as(ArrayForm.MMAPPICKLE));
      assertEquals(view, dict.get("portable", NDArray.class));
      assertEquals(view, dict.get("mmappickle", NDArray.class));
    }
    String script =
        """
        import pickle, sys
        import numpy as np
        wide = np.zeros((30, 2000, 3), np.int64)
        wide[:, :, 1] = np.arange(30)[:, None] * 10000 + np.arange(2000)
        want = wide.transpose(1, 2, 0)[1999::-3, :, 5:29]
        loaded = pickle.load(open(sys.argv[1], 'rb'))
        for a in loaded.values():
            assert np.array_equal(a, want)
        print(len(loaded))
        """;
    for (Python python : Python.all()) {
      assertEquals("2\n", python.run(List.of("-W", "ignore"), script, file), python.version());
    }
  }

  @Test
  void arraysInsideOtherValuesAreMappedAndLoad() {
    Path file = folder.resolve("nested.mmdpickle");
    NDArray small = Counting.array(DType.FLOAT32, Order.C, Shape.of(3));
    NDArray large = Counting.array(DType.UINT8, Order.C, Shape.of(1 << 20));
    try (MmapDict dict = MmapDict.open(file)) {
      Map<String, Object> value = new LinkedHashMap<>();
      value.put("a", small);
      value.put("list", new ArrayList<>(List.of(large, small.as(ArrayForm.MMAPPICKLE))));
      dict.put("nested", value);
      Map<?, ?> back = dict.get("nested", Map.class);
      assertEquals(small, back.get("a"));
      NDArray mapped = (NDArray) ((List<?>) back.get("list")).get(0);
      assertEquals(large, mapped);
      assertEquals(0, mapped.fileOffset().orElseThrow() % 4096);
      assertTrue(((NDArray) back.get("a")).fileOffset().isPresent());
      ((NDArray) back.get("a")).at(1).setFloat(50);
      Map<?, ?> again = dict.get("nested", Map.class);
      assertEquals(50, ((NDArray) again.get("a")).at(1).getFloat());
    }
    String script =
        """
        import pickle, sys
        v = pickle.load(open(sys.argv[1], 'rb'))['nested']
        print(v['a'].tolist(), v['list'][0].shape, v['list'][0][:8].tolist(), v['list'][1].tolist())
        """;
    for (Python python : Python.all()) {
      assertEquals(
          "[0.0, 50.0, 2.0] (1048576,) [0, 1, 2, 3, 4, 5, 6, 0] [0.0, 1.0, 2.0]\n",
          python.run(List.of("-W", "ignore"), script, file),
          python.version());
    }
  }

  private record Frame(String name, NDArray pixels, PyTuple shifts) {}

  @Test
  void arraysInsideTuplesAndRecordsAreMappedAndLoad() {
    Path file = folder.resolve("records.mmdpickle");
    NDArray pixels = Counting.array(DType.UINT16, Order.C, Shape.of(2, 3));
    NDArray shift = Counting.array(DType.FLOAT64, Order.C, Shape.of(2));
    Frame frame = new Frame("dawn", pixels, PyTuple.of(shift, PyTuple.of(shift, 7L)));
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("frame", frame);
      dict.put("tuple", PyTuple.of(pixels, List.of(PyTuple.of(shift))));
      Frame back = dict.get("frame", Frame.class);
      assertEquals(pixels, back.pixels());
      NDArray inner = (NDArray) ((PyTuple) back.shifts().get(1)).get(0);
      PyTuple tuple = (PyTuple) dict.get("tuple");
      NDArray last = (NDArray) ((PyTuple) ((List<?>) tuple.get(1)).get(0)).get(0);
      for (NDArray array : List.of(back.pixels(), inner, (NDArray) tuple.get(0), last)) {
        assertEquals(0, array.fileOffset().orElseThrow() % 64);
      }
      inner.at(1).setDouble(50);
      last.at(0).setDouble(60);
      assertEquals(50, shiftInside(dict.get("frame", Frame.class)).at(1).getDouble());
    }
    String script =
        """
        import pickle, sys
        with open(sys.argv[1], 'rb') as file:
            d = pickle.load(file)
        f, t = d['frame'], d['tuple']
        print(f['name'], f['pixels'].tolist(), f['shifts'][1][0].tolist(), f['shifts'][1][1])
        print(t[0].dtype, t[1][0][0].tolist())
        """;
    for (Python python : Python.all()) {
      assertEquals(
          "dawn [[0, 1, 2], [3, 4, 5]] [0.0, 50.0] 7\nuint16 [60.0, 1.0]\n",
          python.run(script, file),
          python.version());
    }
  }

  private static NDArray shiftInside(Frame frame) {
    return (NDArray) ((PyTuple) frame.shifts().get(1)).get(0);
  }

  /** Which loads nothing of such a file: numpy's own limit. */
  @EachPython
  void moreAxesThanNumpyHasItRefuses(Python python) {
    Path file = folder.resolve("axes.mmdpickle");
    long[] lengths = new long[33];
    Arrays.fill(lengths, 1);
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("a", NDArray.zeros(DType.INT16, lengths));
    }
    String script =
        """
        import pickle, sys
        try:
            with open(sys.argv[1], 'rb') as f:
                print(pickle.load(f)['a'].ndim)
        except ValueError as e:
            print(type(e).__name__)
        """;
    String expected = python.version().contains("numpy 1.") ? "ValueError\n" : "33\n";
    assertEquals(expected, python.run(script, file), python.version());
  }

  /** 64 axes, of which numpy 1 reads 32. */
  @EachPython
  void asManyAxesAsNumpyHas(Python python) {
    int most = python.version().contains("numpy 1.") ? 32 : 64;
    long[] lengths = new long[most];
    Arrays.fill(lengths, 1);
    lengths[most / 2] = 3;
    Path file = folder.resolve("axes.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("a", Counting.array(DType.INT16, Order.C, Shape.of(lengths)));
      assertEquals(most, dict.get("a", NDArray.class).rank());
    }
    String script =
        """
        import pickle, sys
        with open(sys.argv[1], 'rb') as f:
            a = pickle.load(f)['a']
        print(a.ndim, a.ravel().tolist())
        """;
    assertEquals(most + " [0, 1, 2]\n", python.run(script, file));
  }

  @Test
  void dtypesAreValuesToo() {
    Path file = folder.resolve("dtypes.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      for (String name : Counting.DTYPES) {
        dict.put(name, DType.of(name));
        assertEquals(DType.of(name), dict.get(name));
      }
    }
    String script =
        """
        import pickle, sys
        import numpy as np
        with open(sys.argv[1], 'rb') as f:
            loaded = pickle.load(f)
        for key, d in loaded.items():
            assert d == np.dtype(key), key
        """;
    for (Python python : Python.all()) {
      assertEquals("", python.run(script, file), python.version());
    }
  }
}
