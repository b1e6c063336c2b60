package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.formats.Npy;
import io.mmapdict.formats.Npz;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Resident;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies in a file as it is goes from there to the map by the kernel. */
class SourcesTest {
  private static final NDArray ARRAY = NDArray.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
  private static final int LENGTH = 1 << 22;

  /** What headers and the kernel's reading ahead touch, far below the 32 MiB of the elements. */
  private static final long FEW_BYTES = 1 << 20;

  @TempDir private Path folder;

  private static Object value(Incoming one) {
    return one.reading().value(bytes -> {});
  }

  private static NDArray large() {
    NDArray array = NDArray.zeros(DType.FLOAT64, LENGTH);
    for (int i = 0; i < LENGTH; i += 1000) {
      array.at(i).setDouble(i);
    }
    return array;
  }

  private void goesByTheKernel(NDArray mapped) throws IOException {
    try (MmapDict dict = MmapDict.open(folder.resolve("s.mmdpickle"))) {
      dict.set("a", mapped);
      long touched = Resident.bytes(mapped.asSegment());
      assertTrue(touched < FEW_BYTES, () -> touched + " bytes of the mapping were read");
      assertEquals(large(), dict.get("a"));
    }
  }

  @Test
  void ofNpyFiles() throws IOException {
    Path file = folder.resolve("a.b.npy");
    Npy.write(file, ARRAY.transpose());
    Incoming found = Sources.in(file).getFirst();
    assertEquals("a.b", found.key());
    NDArray array = assertInstanceOf(NDArray.class, value(found));
    assertEquals(Order.FORTRAN, array.storageOrder());
    assertEquals(ARRAY.transpose(), array);
    Npy.write(file, large());
    goesByTheKernel((NDArray) value(Sources.in(file).getFirst()));
  }

  /** The file that was opened is stored, whatever its name leads to by then. */
  @Test
  void aSourceThatIsReplacedMeanwhileIsStoredAsItWas() {
    Path file = folder.resolve("a.npy");
    Npy.write(file, large());
    Incoming before = Sources.in(file).getFirst();
    Npy.write(file, NDArray.zeros(DType.FLOAT64, LENGTH));
    try (MmapDict dict = MmapDict.open(folder.resolve("s.mmdpickle"))) {
      dict.set("a", value(before));
      assertEquals(large(), dict.get("a"));
    }
  }

  @Test
  void ofStoredMembersButNotOfDeflatedOnes() throws IOException {
    Path stored = folder.resolve("stored.npz");
    Npz.write(stored, Map.of("a", large()));
    goesByTheKernel((NDArray) value(Sources.in(stored).getFirst()));
    Path packed = folder.resolve("packed.npz");
    Python.any()
        .run("import numpy as np, sys\nnp.savez_compressed(sys.argv[1], a=np.ones(3))", packed);
    Incoming deflated = Sources.in(packed).getFirst();
    assertEquals("packed/a", deflated.key());
    assertEquals(NDArray.of(new double[] {1, 1, 1}), value(deflated));
  }

  @Test
  void ofPicklesWhereverTheyStand() throws IOException {
    Path file = folder.resolve("nested.pkl");
    String script =
        """
        import numpy as np, pickle, sys
        a = np.zeros(1 << 22)
        a[::1000] = np.arange(1 << 22)[::1000]
        with open(sys.argv[1], 'wb') as f:
            pickle.dump({'list': [1, a]}, f, 4)
        """;
    Python.any().run(script, file);
    Map<?, ?> found = (Map<?, ?>) value(Sources.in(file).getFirst());
    goesByTheKernel((NDArray) ((List<?>) found.get("list")).get(1));
  }
}
