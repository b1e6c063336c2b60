package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mmapdict.MmapDict;
import io.mmapdict.formats.Npy;
import io.mmapdict.formats.Npz;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.stubs.FromFile;
import io.mmapdict.testkit.Python;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies in a file as it is goes from there to the map by the kernel. */
class SourcesTest {
  private static final NDArray ARRAY = NDArray.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);

  @TempDir private Path folder;

  private static FromFile fromFile(Incoming one) {
    return assertInstanceOf(FromFile.class, one.reading().value(bytes -> {}));
  }

  @Test
  void ofNpyFiles() {
    Path file = folder.resolve("a.b.npy");
    Npy.write(file, ARRAY.transpose());
    List<Incoming> found = Sources.in(file);
    assertEquals("a.b", found.getFirst().key());
    FromFile from = fromFile(found.getFirst());
    assertEquals(Order.FORTRAN, from.order());
    assertEquals(file, from.file());
    assertEquals(128, from.offset(), "numpy's header");
  }

  /** Its elements would be read by the header of another array. */
  @Test
  void aSourceThatIsReplacedMeanwhileIsRefused() {
    Path file = folder.resolve("a.npy");
    Npy.write(file, ARRAY);
    Incoming before = Sources.in(file).getFirst();
    FromFile begun = fromFile(before);
    Npy.write(file, ARRAY.transpose());
    String changed = file + ": was changed while it was imported; import it again";
    assertEquals(changed, assertThrows(Fault.class, () -> fromFile(before)).getMessage());
    try (MmapDict dict = MmapDict.open(folder.resolve("s.mmdpickle"))) {
      assertEquals(changed, assertThrows(Fault.class, () -> dict.set("small", begun)).getMessage());
      NDArray large = NDArray.zeros(DType.FLOAT64, 1 << 18);
      Npy.write(file, large);
      FromFile next = fromFile(Sources.in(file).getFirst());
      Npy.write(file, large.copy());
      assertThrows(Fault.class, () -> dict.set("large", next));
      assertEquals(Map.of(), dict);
    }
  }

  @Test
  void ofStoredMembersButNotOfDeflatedOnes() {
    Path stored = folder.resolve("stored.npz");
    Npz.write(stored, Map.of("a", ARRAY));
    assertEquals(ARRAY.shape(), fromFile(Sources.in(stored).getFirst()).shape());
    Path packed = folder.resolve("packed.npz");
    Python.any()
        .run("import numpy as np, sys\nnp.savez_compressed(sys.argv[1], a=np.ones(3))", packed);
    Incoming deflated = Sources.in(packed).getFirst();
    assertEquals("packed/a", deflated.key());
    assertEquals(NDArray.of(new double[] {1, 1, 1}), deflated.reading().value(bytes -> {}));
  }
}
