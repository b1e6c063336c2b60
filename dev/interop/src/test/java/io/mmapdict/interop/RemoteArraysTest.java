package io.mmapdict.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import io.mmapdict.PlainPickle;
import io.mmapdict.formats.Npy;
import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.pickle.DeepEquality;
import io.mmapdict.stubs.GrowableNDArray;
import io.mmapdict.testkit.Python;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Arrays of a file behind a real nginx against those of the file. */
@ResourceLock(value = ServedFile.CACHE, mode = ResourceAccessMode.READ)
class RemoteArraysTest {
  @TempDir Path folder;
  private ServedFile served;

  @BeforeEach
  void serve() throws Exception {
    served = new ServedFile(folder);
  }

  @AfterEach
  void end() throws Exception {
    served.close();
  }

  @Test
  void everyViewHasItsElementsAndNoMoreThanNeeded() throws Exception {
    NDArray local = ServedFile.counted(40, 300, 301);
    served.put("cube", local);
    Map<String, UnaryOperator<NDArray>> views =
        Map.of(
            "rows of a column of planes", a -> a.slice(1, 100, 102),
            "backwards", a -> a.slice(0, 30, -1, -7),
            "transposed", a -> a.transpose().slice(2, 3, 4),
            "plane across", a -> a.select(2, 17),
            "element", a -> a.select(0, 39).select(0, 299).select(0, 300),
            "new axis", a -> a.slice(0, 5, 6).newAxis(1),
            "stretched", a -> a.select(0, 2).broadcastTo(3, 300, 301),
            "in memory order", a -> a.transpose(2, 0, 1).slice(1, 8, 9).inMemoryOrder());
    for (Map.Entry<String, UnaryOperator<NDArray>> view : views.entrySet()) {
      try (MmapDict remote = served.open()) {
        NDArray expected = view.getValue().apply(local);
        NDArray there = view.getValue().apply(remote.get("cube", NDArray.class));
        served.requests();
        assertEquals(expected, there.copy(), view.getKey());
        assertEquals(expected.toString(), there.toString(), view.getKey());
        assertArrayEquals(expected.toIntArray(), there.toIntArray(), view.getKey());
        assertEquals(expected.hashCode(), there.hashCode());
        long bytes = served.bytesFetched();
        boolean isAcross = view.getKey().equals("plane across");
        long most =
            isAcross ? local.byteSize() + ServedFile.MIB : 6 * 300 * 301 * 4 + 2 * ServedFile.MIB;
        assertTrue(bytes <= most, view.getKey() + ": " + bytes + " bytes");
      }
    }
  }

  /** Each method goes first through an array of which nothing is there. */
  @Test
  void everyWayToTheElementsFetchesThem() throws Exception {
    NDArray local = ServedFile.counted(50, 70, 80).copy(); // not over a Java array
    served.put("cube", local);
    List<Function<NDArray, Object>> ways = new ArrayList<>();
    ways.add(a -> a.at(49, 69, 79).getDouble());
    ways.add(a -> a.at(49, 69, 79).getFloat());
    ways.add(a -> a.at(49, 69, 79).getLong());
    ways.add(a -> a.at(49, 69, 79).getBoolean());
    ways.add(a -> a.at(49, 69, 79).getReal());
    ways.add(a -> a.at(49, 69, 79).get());
    ways.add(a -> a.at(49, 69, 79).array().toIntArray()[0]);
    ways.add(a -> a.at(49, 69, 79).toString());
    ways.add(NDArray::sum);
    ways.add(NDArray::statistics);
    ways.add(NDArray::copy);
    ways.add(NDArray::hashCode);
    ways.add(NDArray::toString);
    ways.add(local::equals);
    ways.add(a -> a.equals(local));
    ways.add(a -> a.slice(2, 1, 80, 3).equals(local.slice(2, 1, 80, 3)));
    ways.add(a -> Arrays.hashCode(a.toDoubleArray()));
    ways.add(a -> Arrays.hashCode(a.toFloatArray()));
    ways.add(a -> Arrays.hashCode(a.toLongArray()));
    ways.add(a -> a.asSegment().mismatch(local.asSegment()));
    ways.add(a -> a.asByteBuffer().getInt(4 * 279_999));
    ways.add(a -> a.flat().doubles().sum());
    ways.add(a -> a.flat().doubles().parallel().max().orElseThrow());
    ways.add(a -> a.flat().longs().sum());
    ways.add(a -> a.flat().at(279_999).getInt());
    ways.add(a -> a.flat().elements().skip(279_999).findFirst().orElseThrow().getInt());
    ways.add(a -> a.flat().where(mask(a)));
    ways.add(a -> ServedFile.chunks(a, Order.C));
    ways.add(a -> ServedFile.chunks(a, Order.FORTRAN));
    ways.add(a -> ServedFile.chunks(a.slice(1, 3, 60, 2), Order.C));
    ways.add(a -> a.reshape(280_000).slice(0, 279_990, 280_000).copy());
    ways.add(a -> copied(a, DType.INT32));
    ways.add(a -> copied(a, DType.FLOAT64));
    ways.add(a -> copied(a.transpose(), DType.INT32));
    ways.add(a -> a.asReadOnly().at(1, 2, 3).getInt());
    ways.add(a -> a.as(ArrayForm.MMAPPICKLE).at(1, 2, 3).getInt());
    for (int i = 0; i < ways.size(); i++) {
      try (MmapDict remote = served.open()) {
        NDArray cube = remote.get("cube", NDArray.class);
        assertEquals(ways.get(i).apply(local), ways.get(i).apply(cube), "way " + i);
      }
    }
  }

  private static NDArray mask(NDArray array) {
    NDArray mask = NDArray.zeros(DType.BOOL, array.shape().toArray());
    mask.at(3, 4, 5).setBoolean(true);
    mask.at(49, 69, 79).setBoolean(true);
    return mask;
  }

  private static NDArray copied(NDArray array, DType dtype) {
    NDArray copy = NDArray.zeros(dtype, array.shape().toArray());
    copy.copyFrom(array);
    return copy;
  }

  @Test
  void arraysOfAllKindsAreThoseOfTheFile() throws Exception {
    Python.any()
        .run(
            """
            import numpy, pickle, sys
            n = numpy
            s = n.zeros((30, 4000), dtype=[('a', '<i4'), ('b', '>f8', (2,))])
            s['a'] = n.arange(120000).reshape(30, 4000); s['b'] = 2.5
            v = {'structured': s, 'fortran': n.asfortranarray(n.arange(90000.).reshape(300, 300)),
                 'text': n.array(['ab', 'cde'] * 9000), 'bytes': n.array([b'xy'] * 9000),
                 'scalar': n.float32(2.5), 'none': n.zeros((0, 3)), 'nodim': n.array(7),
                 'masked': n.ma.masked_greater(n.arange(80000), 70000),
                 'objects': n.array([1, 'a', None], dtype=object),
                 'nested': {'list': [n.arange(50000), 'x' * 5000, n.arange(60000)]},
                 'times': n.arange(30000).astype('M8[s]'), 'blob': b'z' * 100000,
                 'array': bytearray(b'y' * 70000)}
            pickle.dump(v, open(sys.argv[1], 'wb'), protocol=5)
            """,
            folder.resolve("plain.pkl"));
    PlainPickle.convert(folder.resolve("plain.pkl"), served.path());
    try (MmapDict dict = MmapDict.open(served.path())) {
      GrowableNDArray grown = GrowableNDArray.of(dict, "grown");
      dict.set("mmappickle's", ServedFile.counted(300, 301).as(ArrayForm.MMAPPICKLE));
      grown.append(ServedFile.counted(300, 301));
      grown.append(ServedFile.counted(300, 301));
    }
    try (MmapDict local = MmapDict.open(served.path(), OpenMode.READ_ONLY);
        MmapDict remote = served.open()) {
      for (String key : local.keySet()) {
        assertTrue(DeepEquality.equal(local.get(key), remote.get(key)), key);
      }
      MaskedArray masked = remote.get("masked", MaskedArray.class);
      assertEquals(local.get("masked", MaskedArray.class).toString(), masked.toString());
      assertEquals(5000, remote.get("structured", NDArray.class).field("a").at(1, 1000).getInt());
    }
  }

  @Test
  void anArrayCanBePutElsewhere() throws Exception {
    NDArray local = ServedFile.counted(20, 512, 512); // so large that the kernel would copy it
    served.put("cube", local);
    Path target = folder.resolve("copy.mmdpickle");
    try (MmapDict remote = served.open();
        MmapDict copy = MmapDict.open(target)) {
      NDArray cube = remote.get("cube", NDArray.class);
      copy.set("cube", cube);
      copy.set("part", cube.slice(0, 3, 5));
      Npy.write(folder.resolve("cube.npy"), remote.get("cube", NDArray.class));
      assertEquals(local, copy.get("cube"));
      assertEquals(local.slice(0, 3, 5), copy.get("part"));
    }
    assertEquals(
        "True\n",
        Python.any()
            .run(
                """
                import numpy, sys
                a = numpy.load(sys.argv[1])
                print((a.ravel() == numpy.arange(1, a.size + 1)).all())
                """,
                folder.resolve("cube.npy")));
  }

  @Test
  void theExampleOfTheDocument() {
    served.put("cube", ServedFile.counted(64, 16, 16));
    URI uri = served.uri();
    try (MmapDict dict = MmapDict.open(uri)) {
      NDArray cube = dict.get("cube", NDArray.class);
      NDArray rows = cube.slice(0, 10, 20);
      System.out.println(rows.statistics());
    }
  }
}
