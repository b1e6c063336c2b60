package io.mmapdict.masked;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Field;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Statistics;
import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.testkit.EachPython;
import io.mmapdict.testkit.Python;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What numpy's masked arrays are and do, by numpy itself. */
class MaskedByNumpyTest {
  /** Masked arrays of every kind, each with its filled and its compressed elements. */
  private static final String MAKE =
      """
      import pickle, sys
      import numpy as np
      m = np.ma.masked_array
      d = np.dtype([('x', 'i4'), ('p', '<f8', (2,)), (('T', 'n'), [('s', 'S3'), ('u', '>U2')])])
      s = np.zeros(3, d)
      s['x'] = [1, 2, 3]
      s['p'][1] = 5.5
      s['n']['s'] = [b'a', b'bcd', b'']
      structured = m(s)
      structured['x'][1] = np.ma.masked
      structured['p'][2] = np.ma.masked
      structured['n']['u'] = np.ma.masked
      arrays = [
          m([1, 2, 3], [0, 1, 0], 'i1'), m([1., 2., 3.], [0, 1, 1], '>f2'),
          m([[1, 2], [3, 4]], [[0, 1], [1, 0]], 'u2', fill_value=7),
          m([1j, 2], [1, 0], 'c8'), m([True, False], [1, 1]), m([b'a', b'bc'], [1, 0], 'S2'),
          m(['a', 'größe'], [1, 0], '<U5'), m(['2026-11-22', 'NaT'], [1, 0], 'M8[D]'),
          m([3, 4], [0, 1], 'm8[s]', fill_value=np.timedelta64(9, 's')),
          m([5, 6], [1, 0], 'i8'),
          m([1, 2, 3]), m(np.zeros((2, 0))), structured,
      ]
      out = [(a, a.filled(), None if a.dtype.names else a.compressed()) for a in arrays]
      with open(sys.argv[1], 'wb') as f:
          pickle.dump(out, f, 4)
      facts = [(a.dtype, a.data.tobytes(), np.ma.getmaskarray(a).dtype,
                np.ma.getmaskarray(a).tobytes(), str(a.fill_value)) for a in arrays]
      with open(sys.argv[1] + '.facts', 'wb') as f:
          pickle.dump(facts, f)
      """;

  private static final String COMPARE =
      """
      import pickle, sys
      import numpy as np
      with open(sys.argv[1] + '.facts', 'rb') as f: # numpy does not load all it has pickled
          facts = pickle.load(f)
      with open(sys.argv[2], 'rb') as f:
          written = pickle.load(f)
      for i, fact in enumerate(facts):
          a = written['%d' % i]
          assert type(a) is np.ma.MaskedArray
          got = (a.dtype, a.data.tobytes(), a.mask.dtype, np.ma.getmaskarray(a).tobytes(),
                 str(a.fill_value))
          assert got == fact, (i, got, fact)
      assert written['hard'].hardmask and not written['0'].hardmask
      assert written['none'].mask is np.ma.nomask and written['none'].fill_value == 4
      print(len(facts))
      """;

  @TempDir private Path folder;

  @EachPython
  void goesHereAndBackAndIsFilled(Python python) throws Exception {
    Path made = folder.resolve("made.pkl");
    python.run(List.of("-W", "ignore"), MAKE, made); // of fill values that overflow
    MemorySegment bytes = MemorySegment.ofArray(Files.readAllBytes(made));
    List<?> read = (List<?>) Codecs.installed().decode(bytes, 0, bytes.byteSize());
    Path written = folder.resolve("written.mmd");
    try (MmapDict dict = MmapDict.open(written)) {
      for (int i = 0; i < read.size(); i++) {
        PyTuple row = (PyTuple) read.get(i);
        MaskedArray array = (MaskedArray) row.get(0);
        assertEquals(row.get(1), array.filled(), "filled " + i);
        if (row.get(2) != null) {
          assertEquals(row.get(2), array.compressed(), "compressed " + i);
          assertEquals(array.compressed().size(), array.elements().count());
        }
        dict.put("" + i, array);
        assertEquals(array, dict.get("" + i, MaskedArray.class), "" + i);
      }
      MaskedArray hard =
          MaskedArray.of(NDArray.of(new int[] {1}), NDArray.of(new boolean[] {true}));
      dict.put("hard", hard.withHardMask(true));
      assertTrue(dict.get("hard", MaskedArray.class).isHardMask());
      dict.put("none", MaskedArray.unmasked(NDArray.of(new int[] {1, 2}), 4));
      assertFalse(dict.get("none", MaskedArray.class).hasMask());
    }
    assertEquals(read.size() + "\n", python.run(COMPARE, made, written));
  }

  @Test
  void viewsShareDataAndMask() {
    NDArray data = NDArray.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
    MaskedArray array = MaskedArray.of(data, NDArray.zeros(DType.BOOL, 2, 3), -1);
    MaskedArray view = array.transpose(1, 0).slice(0, 2, -1, -1).select(1, 0);
    view.maskOut(0);
    assertTrue(array.isMasked(0, 2));
    view.set(9.0, 2);
    assertEquals(9, data.at(0, 0).getDouble());
    array.set(7.0, 0, 2);
    assertFalse(view.isMasked(0), "a set lifts the mask");
    array.maskOut(1, 1);
    array.withHardMask(true).set(100.0, 1, 1);
    assertTrue(array.isMasked(1, 1), "of a hard one it does not");
    assertEquals(5, data.at(1, 1).getDouble());
    assertEquals("[[ 9.  2.  7.]\n [ 4. -1.  6.]]", array.filled().toString());
    assertEquals(NDArray.of(new double[] {9, 2, 7, 4, 6}), array.compressed());
    Statistics valid = array.reshape(6).statistics();
    assertEquals(5, valid.count());
    assertEquals(28, valid.sum());
    assertEquals(2, valid.min());
  }

  @Test
  void statisticsSkipTheMaskedOfManyBlocks() {
    double[] values = new double[10_001];
    boolean[] masked = new boolean[values.length];
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      masked[i] = i % 3 == 0;
      values[i] = masked[i] ? Double.NaN : i;
      sum += masked[i] ? 0 : i; // whole numbers: exactly
    }
    Statistics found = MaskedArray.of(NDArray.of(values), NDArray.of(masked)).statistics();
    assertEquals(6667, found.count());
    assertEquals(sum, found.sum());
    assertEquals(1, found.min());
    assertEquals(10_000, found.max());
  }

  /** Quarters, so that sums are exact; a variance is numpy's to its last digits. */
  @Test
  void statisticsAreNumpys() {
    String script =
        """
        import numpy as np
        values = (np.arange(5000) * 37 % 1001 - 300) / 4
        a = np.ma.masked_array(values, np.arange(5000) % 7 < 3)
        for one in a, a[::-3], a.reshape(50, 100)[:, 10:20]:
            facts = one.count(), one.sum(), one.min(), one.max(), one.mean(), one.var()
            print(*map(float, facts), sep='\\n')
        """;
    NDArray values = NDArray.zeros(DType.FLOAT64, 5000);
    NDArray mask = NDArray.zeros(DType.BOOL, 5000);
    for (int i = 0; i < 5000; i++) {
      values.at(i).setDouble((i * 37 % 1001 - 300) / 4.0);
      mask.at(i).setBoolean(i % 7 < 3);
    }
    MaskedArray array = MaskedArray.of(values, mask);
    List<MaskedArray> all =
        List.of(array, array.slice(0, 4999, -1, -3), array.reshape(50, 100).slice(1, 10, 20, 1));
    double[] numpys = Python.any().run(script).lines().mapToDouble(Double::parseDouble).toArray();
    for (int i = 0; i < all.size(); i++) {
      Statistics ours = all.get(i).statistics();
      assertEquals((long) numpys[6 * i], ours.count());
      assertEquals(numpys[6 * i + 1], ours.sum());
      assertEquals(numpys[6 * i + 2], ours.min());
      assertEquals(numpys[6 * i + 3], ours.max());
      double mean = numpys[6 * i + 4];
      assertEquals(mean, ours.mean(), 4 * Math.ulp(mean));
      double variance = numpys[6 * i + 5];
      assertEquals(variance, ours.variance(), 100 * Math.ulp(variance));
    }
  }

  @Test
  void withoutAMaskNothingIsMasked() {
    MaskedArray array = MaskedArray.unmasked(NDArray.of(new int[] {1, 2}), null);
    assertFalse(array.isMasked(1));
    assertThrows(UnsupportedOperationException.class, () -> array.maskOut(0));
    assertThrows(UnsupportedOperationException.class, () -> array.mask().at(0).setBoolean(true));
    array.set(5L, 1);
    assertEquals(6, array.statistics().sum());
    assertEquals(array, MaskedArray.of(array.data(), NDArray.zeros(DType.BOOL, 2)));
  }

  @Test
  void structuresAreMaskedByField() {
    DType pair =
        DType.structured(
            new Field("a", DType.INT32, 0), new Field("b", DType.FLOAT32.subArray(2), 4));
    NDArray data = NDArray.zeros(pair, 2);
    MaskedArray array = MaskedArray.of(data, NDArray.zeros(MaskedArray.maskType(pair), 2));
    array.field("b").maskOut(1, 0);
    assertFalse(array.isMasked(1));
    array.maskOut(1);
    assertTrue(array.isMasked(1) && array.field("a").isMasked(1));
    assertThrows(UnsupportedOperationException.class, array::compressed);
    NDArray bool = NDArray.zeros(DType.BOOL, 2);
    assertThrows(IllegalArgumentException.class, () -> MaskedArray.of(data, bool));
  }
}
