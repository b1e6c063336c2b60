package io.mmapdict.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.EntryInfo;
import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
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
import io.mmapdict.testkit.Nginx;
import io.mmapdict.testkit.Python;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arrays of a file behind a real nginx, of which only what is needed comes. */
class RemoteArraysTest {
  private static final String CACHE = "mmapdict.remote.cache";
  private static final long MIB = 1 << 20;

  @TempDir Path folder;
  private Path file;
  private Nginx nginx;

  @BeforeEach
  void serve() throws Exception {
    file = folder.resolve("cubes.mmdpickle");
    nginx = Nginx.of(folder);
  }

  @AfterEach
  void end() throws Exception {
    System.clearProperty(CACHE);
    nginx.close();
  }

  private MmapDict remote() {
    return MmapDict.open(nginx.uri("cubes.mmdpickle"));
  }

  private long bytesFetched() throws Exception {
    return nginx.requests().stream().mapToLong(Nginx.Request::bytes).sum();
  }

  private static NDArray counted(int... shape) {
    int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    long[] lengths = Arrays.stream(shape).asLongStream().toArray();
    return NDArray.of(IntStream.rangeClosed(1, size).toArray(), lengths); // no element is a zero
  }

  private void put(String key, Object value) {
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set(key, value);
    }
  }

  @Test
  void aSliceTakesItsBytesOnly() throws Exception {
    put("cube", counted(64, 512, 512)); // 64 MiB, one for each first index
    try (MmapDict remote = remote()) {
      NDArray cube = remote.get("cube", NDArray.class);
      assertArrayEquals(new long[] {64, 512, 512}, cube.shape().toArray());
      nginx.requests();
      NDArray slice = cube.select(0, 17);
      assertEquals(17 * 512 * 512 + 1, slice.at(0, 0).getInt());
      assertEquals(counted(64, 512, 512).select(0, 17), slice);
      List<Nginx.Request> requests = nginx.requests();
      long bytes = requests.stream().mapToLong(Nginx.Request::bytes).sum();
      assertTrue(bytes >= MIB && bytes <= 1.2 * MIB, bytes + " bytes");
    }
  }

  /** From opening on: keys, head of the array and the slice. */
  @Test
  void allInAllASliceTakesLittleMore() throws Exception {
    put("cube", counted(64, 512, 512));
    try (MmapDict remote = remote()) {
      remote.get("cube", NDArray.class).select(0, 17).copy();
    }
    long bytes = bytesFetched();
    assertTrue(bytes <= 1.2 * MIB, bytes + " bytes");
  }

  @Test
  void everyViewHasItsElementsAndNoMoreThanNeeded() throws Exception {
    NDArray local = counted(40, 300, 301);
    put("cube", local);
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
      try (MmapDict remote = remote()) {
        NDArray expected = view.getValue().apply(local);
        NDArray there = view.getValue().apply(remote.get("cube", NDArray.class));
        nginx.requests();
        assertEquals(expected, there.copy(), view.getKey());
        assertEquals(expected.toString(), there.toString(), view.getKey());
        assertArrayEquals(expected.toIntArray(), there.toIntArray(), view.getKey());
        assertEquals(expected.hashCode(), there.hashCode());
        long bytes = bytesFetched();
        boolean isAcross = view.getKey().equals("plane across");
        long most = isAcross ? local.byteSize() + MIB : 6 * 300 * 301 * 4 + 2 * MIB;
        assertTrue(bytes <= most, view.getKey() + ": " + bytes + " bytes");
      }
    }
  }

  /** Each method goes first through an array of which nothing is there. */
  @Test
  void everyWayToTheElementsFetchesThem() throws Exception {
    NDArray local = counted(50, 70, 80).copy(); // not over a Java array
    put("cube", local);
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
    ways.add(a -> chunks(a, Order.C));
    ways.add(a -> chunks(a, Order.FORTRAN));
    ways.add(a -> chunks(a.slice(1, 3, 60, 2), Order.C));
    ways.add(a -> a.reshape(280_000).slice(0, 279_990, 280_000).copy());
    ways.add(a -> copied(a, DType.INT32));
    ways.add(a -> copied(a, DType.FLOAT64));
    ways.add(a -> copied(a.transpose(), DType.INT32));
    ways.add(a -> a.asReadOnly().at(1, 2, 3).getInt());
    ways.add(a -> a.as(ArrayForm.MMAPPICKLE).at(1, 2, 3).getInt());
    for (int i = 0; i < ways.size(); i++) {
      try (MmapDict remote = remote()) {
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

  private static long chunks(NDArray array, Order order) {
    long[] hash = {0};
    array.forEachChunk(
        order,
        chunk -> {
          for (long i = 0; i < chunk.byteSize(); i++) {
            hash[0] = 31 * hash[0] + chunk.get(ValueLayout.JAVA_BYTE, i);
          }
        });
    return hash[0];
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
    PlainPickle.convert(folder.resolve("plain.pkl"), file);
    try (MmapDict dict = MmapDict.open(file)) {
      GrowableNDArray grown = GrowableNDArray.of(dict, "grown");
      dict.set("mmappickle's", counted(300, 301).as(ArrayForm.MMAPPICKLE));
      grown.append(counted(300, 301));
      grown.append(counted(300, 301));
    }
    try (MmapDict local = MmapDict.open(file, OpenMode.READ_ONLY);
        MmapDict remote = remote()) {
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
    NDArray local = counted(20, 512, 512); // so large that the kernel would copy it
    put("cube", local);
    Path target = folder.resolve("copy.mmdpickle");
    try (MmapDict remote = remote();
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
  void whatIsKeptHasALimitAndNothingInUseIsDropped() throws Exception {
    NDArray local = counted(48, 512, 512); // 48 MiB
    put("cube", local);
    System.setProperty(CACHE, "12");
    try (MmapDict remote = remote()) {
      NDArray cube = remote.get("cube", NDArray.class);
      NDArray held = cube.select(0, 0);
      MemorySegment segment = held.asSegment();
      for (int i = 1; i < 48; i++) { // more than may be kept, one after the other
        assertEquals(local.select(0, i), cube.select(0, i), "plane " + i);
      }
      assertEquals(local.select(0, 0), held);
      assertEquals(-1, segment.mismatch(local.select(0, 0).asSegment()));
      MmapDictException tooMany = assertThrows(MmapDictException.class, cube::copy);
      assertTrue(tooMany.getMessage().contains("-D" + CACHE), tooMany::getMessage);
      List<NDArray> all = new ArrayList<>();
      assertThrows(
          MmapDictException.class,
          () -> {
            for (int i = 1; i < 48; i++) {
              all.add(cube.select(0, i));
              all.getLast().asSegment();
            }
          });
      for (int i = 0; i < all.size() - 1; i++) {
        assertEquals(local.select(0, i + 1), all.get(i));
      }
      all.clear();
      assertEquals(local.select(0, 47), cube.select(0, 47));
      assertEquals(chunks(local, Order.C), chunks(cube, Order.C));
    }
  }

  @Test
  void theExampleOfTheDocument() {
    put("cube", counted(64, 16, 16));
    URI uri = nginx.uri("cubes.mmdpickle");
    try (MmapDict dict = MmapDict.open(uri)) {
      NDArray cube = dict.get("cube", NDArray.class);
      NDArray rows = cube.slice(0, 10, 20);
      System.out.println(rows.statistics());
    }
  }

  @Test
  void whatWasFetchedIsNotFetchedAgain() throws Exception {
    put("cube", counted(4, 512, 512));
    try (MmapDict remote = remote()) {
      NDArray cube = remote.get("cube", NDArray.class);
      double sum = cube.sum();
      nginx.requests();
      assertEquals(sum, remote.get("cube", NDArray.class).sum());
      assertEquals(2, cube.at(0, 0, 1).getInt());
      assertEquals(List.of(), nginx.requests());
    }
  }

  @Test
  void theyEndWithTheMap() throws Exception {
    put("cube", counted(4, 512, 512));
    NDArray never;
    NDArray fetched;
    try (MmapDict remote = remote()) {
      never = remote.get("cube", NDArray.class);
      fetched = remote.get("cube", NDArray.class).select(0, 1);
      assertTrue(fetched.isAlive() && never.isAlive());
      assertTrue(fetched.isReadOnly());
      assertThrows(UnsupportedOperationException.class, () -> never.at(0, 0, 0).setInt(1));
      assertNotNull(fetched.copy());
    }
    assertFalse(never.isAlive());
    assertThrows(IllegalStateException.class, () -> fetched.at(0, 0).getInt());
    assertThrows(IllegalStateException.class, fetched::sum);
    assertThrows(IllegalStateException.class, never::sum);
  }

  /** What comes behind the end of the map is written nowhere, least of all into another file. */
  @Test
  void theyMayBeClosedWhileTheyAreFetched() throws Exception {
    put("cube", counted(64, 512, 512));
    for (int round = 0; round < 10; round++) {
      MmapDict remote = remote();
      NDArray cube = remote.get("cube", NDArray.class);
      CompletableFuture<Double> sum = CompletableFuture.supplyAsync(cube::sum);
      Thread.sleep(round * 10L);
      remote.close();
      try {
        assertEquals(counted(64, 512, 512).sum(), sum.get());
      } catch (ExecutionException e) {
        assertInstanceOf(IllegalStateException.class, e.getCause());
      }
    }
  }

  /** Java's HTTP client would end its requests there, behind those who wait for them. */
  @Test
  void allOfJavasCommonPoolMayReadAtOnce() throws Exception {
    NDArray local = counted(8, 512, 512);
    put("cube", local);
    List<CompletableFuture<Double>> sums = new ArrayList<>();
    try (MmapDict remote = remote()) {
      for (int i = 0; i < ForkJoinPool.getCommonPoolParallelism() + 2; i++) {
        int plane = i % 8;
        sums.add(
            CompletableFuture.supplyAsync(
                () -> remote.get("cube", NDArray.class).slice(0, plane, 8).sum()));
      }
      for (int i = 0; i < sums.size(); i++) {
        assertEquals(local.slice(0, i % 8, 8).sum(), sums.get(i).get(100, TimeUnit.SECONDS));
      }
    }
  }

  @Test
  void manyThreadsReadAtOnce() throws Exception {
    NDArray local = counted(32, 256, 512); // half a MiB each
    put("cube", local);
    System.setProperty(CACHE, "8");
    try (MmapDict remote = remote()) {
      List<Integer> wrong =
          IntStream.range(0, 400)
              .parallel()
              .filter(i ->
                  !local
                      .select(0, i * 7 % 32)
                      .equals(remote.get("cube", NDArray.class).select(0, i * 7 % 32)))
              .boxed()
              .toList();
      assertEquals(List.of(), wrong);
    }
  }

  @Test
  void describingArraysFetchesNoneOfThem() throws Exception {
    try (MmapDict dict = MmapDict.open(file)) {
      for (int i = 0; i < 200; i++) {
        dict.set("frame" + i, counted(1, 512, 512));
      }
    }
    try (MmapDict remote = remote()) {
      assertEquals(200, remote.entries().stream().filter(EntryInfo::live).count());
      for (String key : remote.keySet()) {
        assertEquals("int32", remote.get(key, NDArray.class).dtype().toString());
      }
      List<Nginx.Request> requests = nginx.requests();
      assertTrue(requests.size() <= 20, requests.size() + " requests");
      assertTrue(requests.stream().mapToLong(Nginx.Request::bytes).sum() < Files.size(file) / 100);
    }
  }
}
