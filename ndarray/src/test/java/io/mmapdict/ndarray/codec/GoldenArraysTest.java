package io.mmapdict.ndarray.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Shape;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code arrays.mmdpickle}, which mmappickle 1.0.1 wrote: what it holds stands beside it. */
class GoldenArraysTest {
  /**
   * @param value of the element with this number in C order
   */
  private record Expected(DType dtype, Shape shape, LongUnaryOperator value) {}

  private static final Map<String, Expected> EXPECTED = expected();

  @TempDir Path folder;
  private Path file;

  private static Map<String, Expected> expected() {
    Map<String, Expected> all = new LinkedHashMap<>();
    for (String name :
        List.of(
            "bool",
            "int8",
            "uint8",
            "int16",
            "uint16",
            "int32",
            "uint32",
            "int64",
            "uint64",
            "float16",
            "float32",
            "float64",
            "complex64",
            "complex128")) {
      LongUnaryOperator value = name.equals("bool") ? i -> i % 7 == 0 ? 0 : 1 : i -> i % 7;
      all.put(name, new Expected(DType.of(name), Shape.of(2, 3, 4), value));
    }
    for (int rank = 1; rank <= 8; rank++) {
      long[] lengths = new long[rank];
      Arrays.fill(lengths, 2);
      long filled = rank;
      all.put("dims" + rank, new Expected(DType.FLOAT32, Shape.of(lengths), i -> filled));
    }
    all.put("large", new Expected(DType.INT32, Shape.of(700, 100), i -> i));
    all.put("stub", new Expected(DType.FLOAT32, Shape.of(10, 9), i -> 0));
    return all;
  }

  @BeforeEach
  void copy() throws Exception {
    file = folder.resolve("arrays.mmdpickle");
    try (InputStream golden = getClass().getResourceAsStream("/golden/arrays.mmdpickle")) {
      Files.copy(golden, file);
    }
  }

  @Test
  void everyArrayIsRead() {
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      assertEquals(EXPECTED.keySet(), Set.copyOf(dict.keySet()));
      EXPECTED.forEach((key, expected) -> {
        NDArray array = dict.get(key, NDArray.class);
        assertEquals(expected.dtype, array.dtype(), key);
        assertEquals(expected.shape, array.shape(), key);
        assertEquals(ArrayForm.MMAPPICKLE, array.form(), key);
        NDArray flat = array.reshape(array.size());
        for (long i = 0; i < flat.size(); i++) {
          assertEquals((double) expected.value.applyAsLong(i), flat.at(i).getReal(), key + " " + i);
          assertEquals(0, flat.at(i).getImaginary(), key);
        }
      });
    }
  }

  @Test
  void settingInPlaceChangesTheFile() throws Exception {
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_WRITE)) {
      for (String key : EXPECTED.keySet()) {
        NDArray array = dict.get(key, NDArray.class);
        assertFalse(array.isReadOnly(), key);
        NDArray flat = array.reshape(array.size());
        flat.asSegment().fill((byte) 0);
        if (array.dtype().kind() == DType.Kind.COMPLEX) {
          flat.at(flat.size() - 1).setComplex(1, 1);
        } else {
          flat.at(flat.size() - 1).setInt(1);
        }
        int at = (int) array.fileOffset().orElseThrow();
        int last = at + (int) array.byteSize();
        byte[] bytes = Files.readAllBytes(file);
        byte[] stored = Arrays.copyOfRange(bytes, at, last);
        assertEquals(
            array,
            NDArray.over(MemorySegment.ofArray(stored), array.dtype(), array.shape().toArray()),
            key);
        assertEquals(1, array.reshape(array.size()).at(array.size() - 1).getReal(), key);
      }
    }
  }
}
