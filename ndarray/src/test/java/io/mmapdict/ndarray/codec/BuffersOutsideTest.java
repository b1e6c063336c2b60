package io.mmapdict.ndarray.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.Unpickler;
import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.testkit.EachPython;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Arrays whose elements travel beside the pickle (PEP 574), both ways with numpy, not copied. */
class BuffersOutsideTest {
  private static final Codecs CODECS = Codecs.installed();

  private static final String FROM_NUMPY =
      """
      import pickle, sys
      import numpy as np
      a = (np.arange(24) % 7).astype('<f4').reshape(2, 3, 4)
      f = np.asfortranarray((np.arange(6) % 7).astype('>i2').reshape(2, 3))
      r = np.arange(3); r.flags.writeable = False
      taken = []
      b = pickle.dumps({'a': a, 'f': f, 'again': a, 'r': r}, 5, buffer_callback=taken.append)
      for i, t in enumerate(taken):
          with open('%s/%d' % (sys.argv[1], i), 'wb') as out: out.write(t.raw())
      with open(sys.argv[1] + '/pickle', 'wb') as out: out.write(b)
      print(len(taken))
      """;

  private static final String IN_NUMPY =
      """
      import pickle, sys
      import numpy as np
      buffers = [bytearray(open('%s/%d' % (sys.argv[1], i), 'rb').read()) for i in range(3)]
      with open(sys.argv[1] + '/pickle', 'rb') as f: v = pickle.load(f, buffers=buffers)
      want = [(np.arange(24) % 7).astype('<f4').reshape(2, 3, 4), (np.arange(6) % 7).astype('>i2').reshape(2, 3)]
      want += [want[0][:, ::2]]
      for w, g in zip(want, v):
          assert type(g) is np.ndarray and g.dtype == w.dtype and np.array_equal(g, w), g
      assert v[1].flags.f_contiguous and v[3] is v[0]
      assert len(v) == 4 and v[0].flags.writeable
      v[0][0, 0, 0] = 5
      assert np.frombuffer(buffers[0], '<f4')[0] == 5
      """;

  @EachPython
  void numpysArrays(Python python, @TempDir Path folder) throws IOException {
    assertEquals("3", python.run(FROM_NUMPY, folder).strip());
    List<MemorySegment> buffers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      buffers.add(MemorySegment.ofArray(Files.readAllBytes(folder.resolve(String.valueOf(i)))));
    }
    Unpickler unpickler = CODECS.unpickler().buffers(buffers);
    Map<?, ?> value = (Map<?, ?>) unpickler.load(folder.resolve("pickle"));
    NDArray array = (NDArray) value.get("a");
    assertEquals(Counting.array(DType.of("<f4"), Order.C, Shape.of(2, 3, 4)), array);
    assertEquals(Counting.array(DType.of(">i2"), Order.C, Shape.of(2, 3)), value.get("f"));
    assertTrue(((NDArray) value.get("f")).isContiguous(Order.FORTRAN));
    array.at(0, 0, 0).setFloat(5);
    assertEquals(5, buffers.getFirst().get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0));
    NDArray readOnly = (NDArray) value.get("r");
    assertThrows(RuntimeException.class, () -> readOnly.at(0).setLong(1));

    PickleException e =
        assertThrows(
            PickleException.class, () -> CODECS.unpickler().load(folder.resolve("pickle")));
    assertTrue(e.getMessage().contains("NEXT_BUFFER takes a buffer"), e.getMessage());
  }

  @EachPython
  void arraysInNumpy(Python python, @TempDir Path folder) throws IOException {
    NDArray array = Counting.array(DType.of("<f4"), Order.C, Shape.of(2, 3, 4));
    NDArray gaps = array.slice(1, 0, 3, 2);
    NDArray fortran = Counting.array(DType.of(">i2"), Order.FORTRAN, Shape.of(2, 3));
    List<ByteSlice> taken = new ArrayList<>();
    CODECS
        .pickler()
        .protocol(5)
        .buffers(taken::add)
        .dump(List.of(array, fortran, gaps, array), folder.resolve("pickle"));
    assertEquals(3, taken.size());
    for (int i = 0; i < taken.size(); i++) {
      Files.write(folder.resolve(String.valueOf(i)), taken.get(i).toByteArray());
    }
    python.run(IN_NUMPY, folder);
    array.at(0, 0, 0).setFloat(9);
    assertEquals(9, taken.getFirst().segment().get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0));
  }

  /** Mapped, an array of any size costs nothing to load. */
  @EachPython
  void numpysOwnFileIsMapped(Python python, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("pickle");
    String script =
        "import numpy, pickle, sys\n"
            + "pickle.dump((numpy.arange(500_000) % 7).astype('u1'), open(sys.argv[1], 'wb'), 5)";
    python.run(List.of(), script, file);
    NDArray expected = Counting.array(DType.UINT8, Order.C, Shape.of(500_000));
    assertEquals(expected, CODECS.unpickler().load(file));
    try (Arena arena = Arena.ofConfined()) {
      NDArray mapped = (NDArray) CODECS.unpickler().load(file, arena);
      assertEquals(expected, mapped);
      assertTrue(mapped.asSegment().isMapped());
    }
  }
}
