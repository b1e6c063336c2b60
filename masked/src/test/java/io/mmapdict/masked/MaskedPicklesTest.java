package io.mmapdict.masked;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.ObjectArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.PyComplex;
import io.mmapdict.pickle.Unpickler;
import io.mmapdict.pickle.spi.NotHeldException;
import io.mmapdict.testkit.Python;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Masked arrays to Python and back, with every numpy there is. */
class MaskedPicklesTest {
  private static final List<String> DTYPES =
      List.of(
          "|b1", "|i1", "|u1", "<i2", ">i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8",
          ">f8", "<c8", "<c16");
  private static final List<Shape> SHAPES =
      List.of(Shape.of(5), Shape.of(2, 3, 4), Shape.of(0, 3), Shape.of(1, 2, 1, 2));

  private static final String LOAD =
      """
      import pickle, sys
      import numpy as np
      with open(sys.argv[1], 'rb') as f:
          loaded = pickle.load(f)
      for key, a in loaded.items():
          assert type(a) is np.ma.MaskedArray, (key, type(a))
          want = (np.arange(a.size) % 7).reshape(a.shape).astype(a.dtype)
          assert np.array_equal(a.data, want), (key, a)
          assert np.array_equal(a.mask, (np.arange(a.size) % 3 == 1).reshape(a.shape)), (key, a)
          assert a.mask.dtype == bool
          if a.size:
              a[(0,) * a.ndim] = 1
              a[(0,) * a.ndim] = np.ma.masked
          print(key, '=', a.dtype.str, a.shape, a.fill_value)
      """;

  @TempDir Path folder;

  /** Pickled by numpy, and as a call with the data. */
  @Test
  void ofObjectsItSaysWhatToStoreInstead() throws Exception {
    String script =
        """
        import pickle, sys
        import numpy as np
        a = np.ma.masked_array([1, 'two', None], [0, 1, 0], dtype=object)
        class Call:
            def __reduce__(self): return np.ma.MaskedArray, (a.data, a.mask)
        parts = [a.data, np.ma.getmaskarray(a)]
        for name, value in ("state", a), ("call", Call()), ("parts", parts):
            with open(f'{sys.argv[1]}/{name}.pkl', 'wb') as f:
                pickle.dump(value, f, 4)
        """;
    for (Python python : Python.all()) {
      python.run(script, folder);
      Unpickler unpickler = Codecs.installed().unpickler();
      for (String name : List.of("state", "call")) {
        Path file = folder.resolve(name + ".pkl");
        Exception e = assertThrows(NotHeldException.class, () -> unpickler.load(file));
        assertTrue(e.getMessage().contains("store a.data and numpy.ma.getmaskarray(a)"));
      }
      List<?> parts = (List<?>) unpickler.load(folder.resolve("parts.pkl"));
      assertEquals(Arrays.asList(1L, "two", null), ((ObjectArray) parts.get(0)).elements());
      assertEquals(NDArray.of(new boolean[] {false, true, false}), parts.get(1));
    }
  }

  private static MaskedArray counting(DType dtype, Order order, Shape shape, Object fill) {
    NDArray data = NDArray.zeros(dtype, order, shape);
    NDArray mask = NDArray.zeros(DType.BOOL, order, shape);
    byte[] values = new byte[(int) shape.size()];
    byte[] masked = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (i % 7);
      masked[i] = (byte) (i % 3 == 1 ? 1 : 0);
    }
    data.copyFrom(NDArray.ofUnsigned(values).reshape(shape.toArray()));
    mask.copyFrom(NDArray.ofUnsigned(masked).reshape(shape.toArray()));
    return MaskedArray.of(data, mask, fill);
  }

  /** A fill value of each kind, and how numpy prints it. */
  private static Object fill(DType dtype) {
    return switch (dtype.kind()) {
      case BOOL -> false;
      case INT, UINT -> 3L;
      case FLOAT -> 0.5;
      case COMPLEX -> new PyComplex(1, 2);
      default -> throw new AssertionError(dtype + " is not among DTYPES");
    };
  }

  private static String printed(DType dtype) {
    return switch (dtype.kind()) {
      case BOOL -> "False";
      case INT, UINT -> "3";
      case FLOAT -> "0.5";
      case COMPLEX -> "(1+2j)";
      default -> throw new AssertionError(dtype + " is not among DTYPES");
    };
  }

  private String write(Path file, ArrayForm form) {
    StringBuilder expected = new StringBuilder();
    try (MmapDict dict = MmapDict.open(file)) {
      for (String name : DTYPES) {
        DType dtype = DType.of(name);
        for (Shape shape : SHAPES) {
          for (Order order : Order.values()) {
            String key = name + shape + order;
            MaskedArray array = counting(dtype, order, shape, fill(dtype));
            boolean fortran = array.data().storageOrder() == Order.FORTRAN;
            if (form == ArrayForm.MMAPPICKLE && (fortran || !form.holds(dtype, shape))) {
              continue;
            }
            array = array.as(form);
            dict.put(key, array);
            MaskedArray back = dict.get(key, MaskedArray.class);
            assertEquals(array, back, key);
            assertEquals(form, back.form(), key);
            assertEquals(array.data().storageOrder(), back.data().storageOrder(), key);
            assertTrue(back.data().fileOffset().isPresent(), key);
            assertTrue(back.mask().fileOffset().isPresent(), key);
            expected.append("%s = %s %s %s\n".formatted(key, name, shape, printed(dtype)));
          }
        }
      }
    }
    return expected.toString();
  }

  @Test
  void thePortableFormLoadsEverywhereWithoutWarnings() {
    Path file = folder.resolve("portable.mmdpickle");
    String expected = write(file, ArrayForm.PORTABLE);
    for (Python python : Python.all()) {
      assertEquals(expected, python.run(LOAD, file), python.version());
    }
  }

  @Test
  void mmappicklesFormLoadsInEveryNumpyToo() {
    Path file = folder.resolve("mmappickle.mmdpickle");
    String expected = write(file, ArrayForm.MMAPPICKLE);
    for (Python python : Python.all()) {
      assertEquals(expected, python.run(List.of("-W", "ignore"), LOAD, file), python.version());
    }
  }

  @Test
  void numpysOwnPicklesAreRead() throws Exception {
    String script =
        """
        import pickle, sys
        import numpy as np
        values = {}
        for dtype in sys.argv[3].split(','):
            for s, shape in enumerate([(5,), (2, 3, 4), (0, 3), (1, 2, 1, 2)]):
                for order in 'CF':
                    n = int(np.prod(shape))
                    d = np.asarray((np.arange(n) % 7).reshape(shape).astype(dtype), order=order)
                    m = np.asarray((np.arange(n) % 3 == 1).reshape(shape), order=order)
                    values[dtype + str(s) + order] = np.ma.MaskedArray(d, m)
        values['filled'] = np.ma.array([1.5, 2.5], mask=[0, 1], fill_value=-1)
        values['nomask'] = np.ma.array([1.5, 2.5])
        with open(sys.argv[1], 'wb') as f:
            pickle.dump(values, f, int(sys.argv[2]))
        """;
    Path file = folder.resolve("numpy.pkl");
    for (Python python : Python.all()) {
      for (int protocol = 2; protocol <= 5; protocol++) {
        python.run(script, file, protocol, String.join(",", DTYPES));
        MemorySegment bytes = MemorySegment.ofArray(Files.readAllBytes(file));
        Map<?, ?> read = (Map<?, ?>) Codecs.installed().decode(bytes, 0, bytes.byteSize());
        for (String name : DTYPES) {
          for (int s = 0; s < SHAPES.size(); s++) {
            for (Order order : Order.values()) {
              String key = name + s + order.name().charAt(0);
              MaskedArray array = (MaskedArray) read.get(key);
              MaskedArray expected = counting(DType.of(name), order, SHAPES.get(s), null);
              assertEquals(expected.data(), array.data(), key);
              assertEquals(expected.mask(), array.mask(), key);
              assertTrue(array.data().isContiguous(order), key);
            }
          }
        }
        assertEquals(-1.0, ((MaskedArray) read.get("filled")).fillValue());
        assertTrue(((MaskedArray) read.get("filled")).isMasked(1));
        assertEquals(2.5, ((MaskedArray) read.get("nomask")).data().at(1).getDouble());
      }
    }
  }

  @Test
  void mmappicklesOwnFile() throws Exception {
    Path file = folder.resolve("masked.mmdpickle");
    try (InputStream golden = getClass().getResourceAsStream("/golden/masked.mmdpickle")) {
      Files.copy(golden, file);
    }
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_WRITE)) {
      assertEquals(Set.of("int", "nomask", "invalid"), Set.copyOf(dict.keySet()));
      MaskedArray whole = dict.get("int", MaskedArray.class);
      assertEquals(NDArray.of(new long[] {1, 2, 3, 4, 5, 6}, 2, 3), whole.data());
      assertEquals(
          NDArray.of(new boolean[] {false, true, false, true, false, true}, 2, 3), whole.mask());
      assertNull(whole.fillValue());
      assertEquals(ArrayForm.MMAPPICKLE, whole.form());
      MaskedArray none = dict.get("nomask", MaskedArray.class);
      assertEquals(NDArray.of(new long[6], 2, 3), none.data());
      assertEquals(NDArray.of(new boolean[6], 2, 3), none.mask());
      MaskedArray invalid = dict.get("invalid", MaskedArray.class);
      assertEquals(NDArray.of(new double[] {1, Double.NaN, 3}), invalid.data());
      assertEquals(NDArray.of(new boolean[] {false, true, false}), invalid.mask());

      whole.data().at(1, 2).setLong(60);
      whole.mask().at(1, 2).setBoolean(false);
      byte[] bytes = Files.readAllBytes(file);
      int at = (int) whole.data().fileOffset().orElseThrow() + 5 * 8;
      assertEquals(60, bytes[at], "data is mapped");
      assertEquals(0, bytes[(int) whole.mask().fileOffset().orElseThrow() + 5], "mask is mapped");
      MaskedArray again = dict.get("int", MaskedArray.class);
      assertEquals(60, again.data().at(1, 2).getLong());
      assertEquals(whole, again);
    }
  }

  @Test
  void calledWithLessThanWeWrite() throws Exception {
    String script =
        """
        import pickle, sys
        import numpy as np
        class Call:
            def __init__(self, *args): self.args = args
            def __reduce__(self): return np.ma.MaskedArray, self.args
        a = np.arange(6).reshape(2, 3)
        with open(sys.argv[1], 'wb') as f:
            pickle.dump([Call(a), Call(a, False), Call(a, True), Call(a, a > 2)], f)
        """;
    Path file = folder.resolve("calls.pkl");
    for (Python python : Python.all()) {
      python.run(script, file);
      MemorySegment bytes = MemorySegment.ofArray(Files.readAllBytes(file));
      List<?> read = (List<?>) Codecs.installed().decode(bytes, 0, bytes.byteSize());
      boolean[] last = {false, false, true, true};
      boolean[] first = {false, false, true, false};
      for (int i = 0; i < 4; i++) {
        MaskedArray array = (MaskedArray) read.get(i);
        assertEquals(last[i], array.isMasked(1, 2), "last of " + i);
        assertEquals(first[i], array.isMasked(0, 0), "first of " + i);
        boolean whole = i == 3; // else what is nowhere in the file
        assertEquals(whole, array.mask().fileOffset().isPresent(), "mask of " + i);
      }
    }
  }
}
