package io.mmapdict.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableMultiset;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.ListMultimap;
import io.mmapdict.MmapDict;
import io.mmapdict.example.PointCloud;
import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.pickle.PyByteArray;
import io.mmapdict.pickle.PyComplex;
import io.mmapdict.pickle.PyFrozenSet;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.stubs.EmptyNDArray;
import io.mmapdict.testkit.EachPython;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.eclipse.collections.impl.factory.Bags;
import org.eclipse.collections.impl.factory.primitive.ByteLists;
import org.eclipse.collections.impl.factory.primitive.DoubleLists;
import org.eclipse.collections.impl.factory.primitive.FloatLists;
import org.eclipse.collections.impl.factory.primitive.IntLists;
import org.eclipse.collections.impl.factory.primitive.LongLists;
import org.eclipse.collections.impl.factory.primitive.ShortLists;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file of ours in plain {@code pickle.load}, warnings being errors: the same values, types,
 * dtypes and order. The expectations stand as Python literals in {@code broad.py}.
 */
class PlainPickleTest {
  private static final List<DType> DTYPES =
      List.of(
          DType.BOOL,
          DType.INT8,
          DType.UINT8,
          DType.INT16,
          DType.UINT16,
          DType.INT32,
          DType.UINT32,
          DType.INT64,
          DType.UINT64,
          DType.FLOAT16,
          DType.FLOAT32,
          DType.FLOAT64,
          DType.COMPLEX64,
          DType.COMPLEX128);

  @TempDir private Path scratch;

  record Lens(String name, double focal, List<Long> used) {}

  @EachPython
  void loadsInEveryPythonWithNumpy(Python python) {
    Path file = scratch.resolve("broad.mmdpickle");
    int count;
    try (MmapDict dict = MmapDict.open(file)) {
      putPlain(dict);
      putArrays(dict);
      count = dict.size();
    }
    assertEquals(String.valueOf(count), Scripts.run(python, "broad", file, "arrays").strip());
  }

  @Test
  void loadsWithoutNumpyInEveryOtherPython() throws IOException {
    Path file = scratch.resolve("plain.mmdpickle");
    int count;
    try (MmapDict dict = MmapDict.open(file)) {
      putPlain(dict);
      count = dict.size();
    }
    for (Python python : pythons()) {
      assertEquals(
          String.valueOf(count),
          Scripts.run(python, "broad", file, "none").strip(),
          python.version());
    }
  }

  /** Those with numpy, which there must be, and whatever pyenv has from 3.8 on. */
  private static List<Python> pythons() {
    List<Python> pythons = new ArrayList<>(Python.all());
    pythons.addAll(Python.pyenv("3\\.([89]|\\d\\d)\\..*"));
    return pythons;
  }

  private static void putPlain(MmapDict dict) {
    BigInteger two = BigInteger.TWO;
    dict.put("none", Collections.singletonList(null));
    dict.put("true", true);
    dict.put("false", false);
    dict.put(
        "ints",
        List.of(
            0, 1, -1, 255, 256, 65535, 65536, 2147483647, 2147483648L, -2147483648, -2147483649L));
    dict.put(
        "long ints",
        List.of(
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            two.pow(63),
            two.pow(64),
            two.pow(100).negate(),
            BigInteger.TEN.pow(400)));
    dict.put(
        "floats",
        List.of(
            0.0,
            -0.0,
            0.1,
            1e308,
            Double.MIN_VALUE,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.NaN));
    dict.put("complex", new PyComplex(1.5, -0.0));
    dict.put(
        "text", List.of("", "a", "hé☃\ud834\udd1e", "\ud800", "x".repeat(256), "☃".repeat(70_000)));
    byte[] ramp = new byte[256 * 300];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = (byte) i;
    }
    dict.put("bytes", List.of(new byte[0], new byte[] {0, -1}, ramp));
    dict.put("bytearray", PyByteArray.wrap(new byte[] {1, 2}));
    dict.put("list", List.of(1, List.of(2, List.of(3, List.of()))));
    dict.put(
        "tuples",
        List.of(
            PyTuple.of(),
            PyTuple.of(1),
            PyTuple.of(1, 2),
            PyTuple.of(1, 2, 3),
            PyTuple.of(1, 2, 3, 4),
            PyTuple.of(null, PyTuple.of(true))));
    Map<Object, Object> inner = new LinkedHashMap<>();
    inner.put(2, "two");
    inner.put(PyTuple.of(3, "x"), List.of(4));
    Map<Object, Object> map = new LinkedHashMap<>();
    map.put("z", 1);
    map.put("a", inner);
    map.put(null, 0.5);
    dict.put("dict", map);
    dict.put("set", new LinkedHashSet<Object>(List.of(1, "two", PyTuple.of(3))));
    dict.put("frozenset", PyFrozenSet.copyOf(List.of(1, 2)));
    dict.put("record", new Lens("lens", 35, List.of(1L, 2L)));
    List<String> shared = new ArrayList<>(List.of("s"));
    dict.put("shared", List.of(shared, shared, new ArrayList<>(shared)));
    List<Object> cycle = new ArrayList<>(List.of("again"));
    cycle.add(cycle);
    dict.put("cycle", cycle);
    dict.put("", "the empty key");
    dict.put("☃/" + "k".repeat(251), "a key of 255 bytes");
    ListMultimap<String, Integer> lists = LinkedListMultimap.create();
    lists.putAll("b", List.of(1, 1, 2));
    lists.put("a", 3);
    dict.put("list multimap", lists);
    dict.put("set multimap", ImmutableSetMultimap.of("b", 1, "b", 2, "a", 3));
    dict.put("multiset", ImmutableMultiset.of("pear", "pear", "apple"));
    dict.put("bag", Bags.immutable.of("plum", "plum", "plum"));
    dict.put(
        "primitive lists",
        List.of(
            ByteLists.immutable.of((byte) -128, (byte) 127),
            ShortLists.immutable.of((short) -32768, (short) 32767),
            IntLists.mutable.of(Integer.MIN_VALUE, Integer.MAX_VALUE),
            LongLists.mutable.of(Long.MIN_VALUE, Long.MAX_VALUE),
            FloatLists.immutable.of(0.5f, Float.POSITIVE_INFINITY),
            DoubleLists.immutable.of(0.1, Double.NEGATIVE_INFINITY),
            IntLists.immutable.empty()));
  }

  private static void putArrays(MmapDict dict) {
    for (DType dtype : DTYPES) {
      dict.put("array/" + dtype, ramp(dtype, 2, 3, 4));
    }
    dict.put("array/big-endian", ramp(DType.of(">i4"), 24));
    NDArray fortran = NDArray.zeros(DType.FLOAT64, Order.FORTRAN, Shape.of(4, 6));
    for (int i = 0; i < 24; i++) {
      fortran.at(i / 6, i % 6).setDouble(i % 7);
    }
    dict.put("array/fortran", fortran);
    NDArray scalar = NDArray.zeros(DType.FLOAT64);
    scalar.at().setDouble(2.5);
    dict.put("array/0-d", scalar);
    dict.put("array/empty", NDArray.zeros(DType.FLOAT32, 0, 3));
    dict.put("array/5-d", ramp(DType.UINT8, 1, 2, 3, 2, 2));
    dict.put(
        "array/nested",
        List.of(
            NDArray.of(new long[] {0, 1, 2}, 3),
            Map.of("in", PyTuple.of(NDArray.of(new float[] {1, 1}, 2)))));
    dict.put("stub", EmptyNDArray.of(DType.FLOAT64, 4, 5));
    dict.put(
        "masked",
        MaskedArray.of(
            NDArray.of(new double[] {1, 2, 3}, 3),
            NDArray.of(new boolean[] {false, true, false}, 3)));
    dict.put("point cloud", PointCloud.of(1, 2, 3, 4, 5, 6));
  }

  /** arange(24) % 7, as README.json of the stored files has it. */
  private static NDArray ramp(DType dtype, long... shape) {
    NDArray flat = NDArray.zeros(dtype, 24);
    for (int i = 0; i < 24; i++) {
      if (dtype.equals(DType.BOOL)) {
        flat.at(i).setBoolean(i % 7 != 0);
      } else {
        flat.at(i).setDouble(i % 7);
      }
    }
    assertTrue(Arrays.stream(shape).reduce(1, (a, b) -> a * b) == 24);
    return flat.reshape(shape);
  }
}
