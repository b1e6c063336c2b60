package io.mmapdict.stubs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.testkit.Python;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StubsTest {
  @TempDir Path folder;

  @Test
  void aHundredGibibytesTakeNoMemoryAndNoDisk() throws Exception {
    Path file = folder.resolve("large.mmdpickle");
    long rows = 100L << 30 >> 15;
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("large", EmptyNDArray.of(DType.FLOAT64, rows, 1 << 12));
      NDArray array = dict.get("large", NDArray.class);
      assertEquals(100L << 30, array.byteSize());
      array.at(rows - 1, (1 << 12) - 1).setDouble(2.5);
      array.at(rows / 2, 7).setDouble(1.5);
      dict.put("behind", "a key after the hole");
      NDArray again = dict.get("large", NDArray.class);
      assertEquals(2.5, again.at(rows - 1, (1 << 12) - 1).getDouble());
      assertEquals(1.5, again.at(rows / 2, 7).getDouble());
      assertEquals(0, again.at(rows / 2, 8).getDouble());
      assertEquals("a key after the hole", dict.get("behind"));
    }
    assertTrue(Files.size(file) > 100L << 30, "the file has its whole length");
    String script = "import os, sys; print(os.stat(sys.argv[1]).st_blocks * 512)";
    long onDisk = Long.parseLong(Python.any().run(script, file).strip());
    assertTrue(onDisk < 1 << 20, onDisk + " bytes on disk");
    Files.delete(file);
  }

  @Test
  void stubsAreArraysOfZerosFilledInPlaceAndSeenByPython() {
    Path file = folder.resolve("stubs.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      for (ArrayForm form : ArrayForm.values()) {
        dict.put("array" + form, EmptyNDArray.of(DType.FLOAT32, 30, 20, 3).as(form));
        NDArray array = dict.get("array" + form, NDArray.class);
        assertEquals(NDArray.zeros(DType.FLOAT32, 30, 20, 3), array);
        assertEquals(form, array.form());
        array.at(29, 19, 2).setFloat(0.5f);
        EmptyMaskedArray stub = EmptyMaskedArray.of(DType.INT16, 4, 5).withFillValue(-7).as(form);
        dict.put("masked" + form, stub);
        MaskedArray masked = dict.get("masked" + form, MaskedArray.class);
        assertEquals(NDArray.zeros(DType.INT16, 4, 5), masked.data());
        assertEquals(NDArray.zeros(DType.BOOL, 4, 5), masked.mask());
        assertEquals(-7L, masked.fillValue());
        assertEquals(form, masked.form());
        masked.data().at(3, 4).setInt(9);
        masked.mask().at(0, 1).setBoolean(true);
      }
      dict.put("default", EmptyMaskedArray.of(DType.FLOAT64, 2));
      assertNull(dict.get("default", MaskedArray.class).fillValue());
    }
    String script =
        """
        import pickle, sys
        import numpy as np
        loaded = pickle.load(open(sys.argv[1], 'rb'))
        for form in 'PORTABLE', 'MMAPPICKLE':
            a, m = loaded['array' + form], loaded['masked' + form]
            print(a.dtype, a.shape, a.sum(), a[29, 19, 2], a.flags.writeable)
            print(m.dtype, m.shape, m.data.sum(), m.mask.sum(), m.mask[0, 1], m.fill_value)
        print(loaded['default'].fill_value)
        """;
    String each = "float32 (30, 20, 3) 0.5 0.5 True\nint16 (4, 5) 9 1 True -7\n";
    for (Python python : Python.all()) {
      assertEquals(
          each + each + "1e+20\n",
          python.run(List.of("-W", "ignore"), script, file),
          python.version());
    }
  }

  @Test
  void reservedStubsHaveTheirRoomOnTheDisk() throws Exception {
    Path file = folder.resolve("reserved.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("array", EmptyNDArray.of(DType.FLOAT64, 1 << 10, 1 << 10).reserved());
      dict.put("masked", EmptyMaskedArray.of(DType.INT16, 1 << 10, 1 << 10).reserved());
      assertEquals(
          NDArray.zeros(DType.FLOAT64, 1 << 10, 1 << 10), dict.get("array", NDArray.class));
    }
    String script = "import os, sys; print(os.stat(sys.argv[1]).st_blocks * 512)";
    long onDisk = Long.parseLong(Python.any().run(script, file).strip());
    assertTrue(onDisk >= (8 + 2 + 1) << 20, onDisk + " bytes on disk");
  }

  @Test
  void stubsThatNoFileHoldsAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> EmptyNDArray.of(DType.FLOAT64, 1L << 40, 1L << 30));
    assertThrows(IllegalArgumentException.class, () -> EmptyNDArray.of(DType.FLOAT64, -1));
    EmptyNDArray wide = EmptyNDArray.of(DType.UINT8, 1L << 31);
    assertThrows(UnsupportedOperationException.class, () -> wide.as(ArrayForm.MMAPPICKLE));
    EmptyMaskedArray bytes = EmptyMaskedArray.of(DType.UINT8, 2);
    assertThrows(IllegalArgumentException.class, () -> bytes.withFillValue(256));
    assertEquals(Shape.of(2), bytes.shape());
    assertFalse(bytes.equals(bytes.withFillValue(3)));
  }
}
