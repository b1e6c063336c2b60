package io.mmapdict.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.mmapdict.formats.Access;
import io.mmapdict.formats.Joblib;
import io.mmapdict.formats.Npz;
import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.ObjectArray;
import io.mmapdict.stubs.EmptyMaskedArray;
import io.mmapdict.stubs.EmptyNDArray;
import io.mmapdict.stubs.FromFile;
import io.mmapdict.stubs.FullNDArray;
import io.mmapdict.stubs.ZerosNDArray;
import io.mmapdict.testkit.Missing;
import io.mmapdict.testkit.Python;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other modules write as arrays, in dumps that joblib maps, and in files of numpy. */
class JoblibDumpTest {
  private static final MaskedArray MASKED =
      MaskedArray.of(
          NDArray.of(new double[] {1, 2, 3}), NDArray.of(new boolean[] {false, true, false}), -1.0);

  @TempDir Path folder;

  private static List<Python> pythons() {
    String has = "import importlib.util as u; print(u.find_spec('joblib') is not None)";
    List<Python> found =
        Python.all().stream().filter(python -> python.run(has).strip().equals("True")).toList();
    if (found.isEmpty()) {
      throw Missing.skip("a python3 with joblib (Debian's python3-joblib)");
    }
    return found;
  }

  @Test
  void maskedArraysAndStubsAreMapped() throws Exception {
    Path source = Files.write(folder.resolve("source"), new byte[] {0, 1, 2, 3, 4, 5});
    Path file = folder.resolve("a.joblib");
    Joblib.write(
        file,
        List.of(
            MASKED,
            MaskedArray.unmasked(NDArray.of(new int[] {7, 8}), null).withHardMask(true),
            EmptyMaskedArray.of(DType.INT16, 2, 3),
            ZerosNDArray.of(DType.FLOAT32, 1 << 10, 1 << 10),
            FullNDArray.of(5, DType.UINT8, 100),
            FromFile.of(source, 1, DType.UINT8, 5),
            EmptyNDArray.of(DType.INT32, 4).reserved()));
    for (Python python : pythons()) {
      python.run(
          List.of(),
          """
          import joblib, sys, warnings
          import numpy as np
          warnings.simplefilter('error')
          for mode in None, 'r', 'r+':
              a, b, c, zeros, full, copied, reserved = joblib.load(sys.argv[1], mmap_mode=mode)
              for m in a, b, c:
                  assert type(m) is np.ma.MaskedArray
              assert a.tolist() == [1, None, 3] and a.data.tolist() == [1, 2, 3] and a.fill_value == -1
              assert b.mask is np.ma.nomask and b.hardmask and b.tolist() == [7, 8]
              assert c.shape == (2, 3) and c.dtype == '<i2' and not c.mask.any() and not c.data.any()
              assert zeros.shape == (1024, 1024) and zeros.dtype == '<f4' and not zeros.any()
              assert full.tolist() == [5] * 100 and copied.tolist() == [1, 2, 3, 4, 5]
              assert reserved.dtype == '<i4' and reserved.tolist() == [0] * 4
              for array in a.data, b.data, c.data, zeros, full, copied, reserved:
                  assert isinstance(array, np.memmap) == (mode is not None), type(array)
                  assert mode is None or array.ctypes.data % 64 == 0
          """,
          file);
    }
    List<?> read = (List<?>) Joblib.load(file, Access.READ_ONLY);
    assertEquals(MASKED, read.get(0));
    NDArray data = assertInstanceOf(MaskedArray.class, read.get(0)).data();
    assertEquals(0, data.fileOffset().orElseThrow() % 64);
  }

  /** Zeros that are no bytes anywhere yet. */
  @Test
  void aStubAmongObjectsGoesIntoAnNpzFile() {
    Path file = folder.resolve("a.npz");
    Npz.write(file, Map.of("a", ObjectArray.of(ZerosNDArray.of(DType.INT8, 70000), MASKED)));
    for (Python python : Python.all()) {
      python.run(
          """
          import numpy as np, sys
          zeros, masked = np.load(sys.argv[1], allow_pickle=True)['a']
          assert zeros.shape == (70000,) and not zeros.any() and masked.tolist() == [1, None, 3]
          """,
          file);
    }
  }
}
