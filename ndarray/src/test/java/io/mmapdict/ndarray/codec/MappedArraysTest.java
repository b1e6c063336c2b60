package io.mmapdict.ndarray.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.testkit.Python;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An array got from a file is the file. */
class MappedArraysTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() {
    file = folder.resolve("mapped.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("a", NDArray.of(new double[] {1, 2, 3}));
      dict.put("m", NDArray.of(new double[] {1, 2, 3}).as(ArrayForm.MMAPPICKLE));
    }
  }

  @Test
  void everyHandleSeesWhatIsSet() throws Exception {
    try (MmapDict one = MmapDict.open(file);
        MmapDict other = MmapDict.open(file)) {
      for (String key : new String[] {"a", "m"}) {
        NDArray there = other.get(key, NDArray.class);
        NDArray here = one.get(key, NDArray.class);
        here.at(1).setDouble(42);
        assertEquals(42, there.at(1).getDouble(), key);
        int at = (int) here.slice(0, 1, 2).fileOffset().orElseThrow();
        byte[] bytes = Files.readAllBytes(file);
        byte[] expected = {0, 0, 0, 0, 0, 0, 0x45, 0x40};
        for (int i = 0; i < 8; i++) {
          assertEquals(expected[i], bytes[at + i], key);
        }
      }
    }
  }

  @Test
  void aReadOnlyFileGivesReadOnlyArrays() {
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      for (String key : new String[] {"a", "m"}) {
        NDArray array = dict.get(key, NDArray.class);
        assertTrue(array.isReadOnly(), key);
        assertThrows(UnsupportedOperationException.class, () -> array.at(0).setDouble(1), key);
        assertEquals(3, array.at(2).getDouble());
      }
    }
  }

  /** Both arrays lie in one page, and a third one comes to lie there later. */
  @Test
  void copyOnWriteArraysAreSetInMemory() throws Exception {
    byte[] before = Files.readAllBytes(file);
    try (MmapDict mine = MmapDict.open(file, OpenMode.COPY_ON_WRITE);
        MmapDict other = MmapDict.open(file, OpenMode.COPY_ON_WRITE)) {
      for (String key : new String[] {"a", "m"}) {
        NDArray array = mine.get(key, NDArray.class);
        array.at(1).setDouble(42);
        assertEquals(array, mine.get(key, NDArray.class), key);
        assertEquals(42, mine.get(key, NDArray.class).at(1).getDouble(), key);
        assertEquals(2, other.get(key, NDArray.class).at(1).getDouble(), key);
      }
      assertArrayEquals(before, Files.readAllBytes(file));
      NDArray later = NDArray.of(new double[] {4, 5, 6});
      try (MmapDict writer = MmapDict.open(file)) {
        writer.put("later", later);
      }
      assertEquals(later, mine.get("later", NDArray.class));
      assertEquals(42, mine.get("a", NDArray.class).at(1).getDouble());
      try (MmapDict copy = MmapDict.open(folder.resolve("copy.mmdpickle"))) {
        copy.put("a", mine.get("a", NDArray.class));
        assertEquals(42, copy.get("a", NDArray.class).at(1).getDouble(), "what is put is mine");
      }
    }
  }

  @Test
  void pythonLoadsWhatIsInTheFileAndNotWhatIsSetInMemory() {
    Path portable = folder.resolve("portable.mmdpickle");
    try (MmapDict dict = MmapDict.open(portable)) {
      dict.put("a", NDArray.of(new double[] {1, 2, 3}));
    }
    String script =
        """
        import pickle, sys
        with open(sys.argv[1], 'rb') as f:
            print(pickle.load(f)['a'].tolist())
        """;
    try (MmapDict mine = MmapDict.open(portable, OpenMode.COPY_ON_WRITE)) {
      mine.get("a", NDArray.class).at(1).setDouble(42);
      for (Python python : Python.all()) {
        assertEquals("[1.0, 2.0, 3.0]\n", python.run(script, portable), python.version());
      }
    }
  }

  @Test
  void anArrayEndsWithItsFile() {
    NDArray array;
    try (MmapDict dict = MmapDict.open(file)) {
      array = dict.get("a", NDArray.class);
      assertTrue(array.isAlive());
    }
    assertFalse(array.isAlive());
    assertThrows(IllegalStateException.class, () -> array.at(0).getDouble());
    assertThrows(IllegalStateException.class, () -> array.at(0).setDouble(1));
    assertThrows(IllegalStateException.class, array::toDoubleArray);
    assertThrows(IllegalStateException.class, () -> array.transpose().at(0).getDouble());
    assertTrue(array.toString().contains("closed"), array.toString());
  }

  @Test
  void anArrayIsPutBackIntoItsOwnFile() {
    try (MmapDict dict = MmapDict.open(file)) {
      NDArray array = dict.get("m", NDArray.class);
      dict.put("m", array);
      dict.put("turned", array.slice(0, 2, -1, -1));
      assertEquals(ArrayForm.MMAPPICKLE, dict.get("m", NDArray.class).form());
      assertEquals(array, dict.get("m", NDArray.class));
      assertEquals(3, dict.get("turned", NDArray.class).at(0).getDouble());
      assertTrue(
          dict.replace("turned", NDArray.of(new double[] {3, 2, 1}), NDArray.zeros(DType.INT8)));
    }
  }
}
