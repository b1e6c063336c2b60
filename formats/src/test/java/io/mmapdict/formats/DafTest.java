package io.mmapdict.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.testkit.Command;
import io.mmapdict.testkit.Folder;
import io.mmapdict.testkit.Python;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DafTest {
  static final NDArray MATRIX = NDArray.of(new float[] {0, 0.5f, 1, 1.5f, 2, 2.5f}, 2, 3);

  /** [[0, 7, 0, 0], [0, 0, 0, 0], [8, 0, 9, 0]]: the last column is empty. */
  static final Daf.Sparse SPARSE =
      new Daf.Sparse(
          NDArray.of(new double[] {7, 8, 9}),
          NDArray.of(new int[] {1, 0, 2}),
          NDArray.of(new int[] {0, 1, 1, 3}),
          Shape.of(3, 4));

  @TempDir Path folder;

  /** Of the folder golden/daf: what its script says. */
  @Test
  void whatPythonWroteIsRead() {
    Path golden = Path.of("src/test/resources/golden/daf");
    for (String version : List.of("new", "old")) {
      Path dense = golden.resolve(version + "_dense");
      Path sparse = golden.resolve(version + "_sparse");
      assertTrue(Daf.exists(dense));
      assertTrue(Daf.existsSparse(sparse));
      assertEquals(MATRIX, Daf.open(dense, Access.READ_ONLY));
      assertEquals(SPARSE, Daf.openSparse(sparse, Access.READ_ONLY));
    }
  }

  private void written(String data, String yaml) throws Exception {
    Files.writeString(folder.resolve("m.yaml"), yaml);
    String script =
        """
        import numpy as np, sys
        np.arange(6, dtype='<f4').reshape(2, 3).__itruediv__(2).tofile(sys.argv[1])
        """;
    Python.any().run(script, folder.resolve(data));
  }

  @Test
  void otherYamlsAreRead() throws Exception {
    List<String> yamls =
        List.of(
            "dtype: float32\nshape:\n- 2\n- 3\nversion:\n- 1\n- 0\n",
            "dtype: float32\nshape: [2, 3]\nversion: [1, 0]\n",
            "---\n# a comment\nversion:  [ 1 , 7 ] # later\nshape:\n  - 2\n  - 3\n\n'dtype': \"float32\"\n...\n",
            "dtype: float32\r\nshape: [2, 3]\r\nversion: [1, 0]\r\n");
    for (String data : List.of("m.data", "m.array")) {
      for (String yaml : yamls) {
        written(data, yaml);
        assertTrue(Daf.exists(folder.resolve("m")));
        NDArray array = Daf.open(folder.resolve("m"), Access.READ_ONLY);
        assertEquals(MATRIX, array, yaml);
        assertTrue(array.isReadOnly());
      }
      Files.delete(folder.resolve(data));
    }
  }

  @Test
  void whatIsCreatedIsWhatTheFormatSays() throws Exception {
    Path path = folder.resolve("m");
    assertFalse(Daf.exists(path));
    NDArray created = Daf.create(path, DType.FLOAT32, 2, 3);
    assertEquals(NDArray.zeros(DType.FLOAT32, 2, 3), created);
    created.copyFrom(MATRIX);
    assertTrue(Daf.exists(path));
    assertFalse(Daf.existsSparse(path));
    assertEquals(
        List.of(folder.resolve("m.array"), folder.resolve("m.yaml")), Folder.files(folder));
    assertEquals(
        "dtype: float32\nshape:\n- 2\n- 3\nversion:\n- 1\n- 0\n",
        Files.readString(folder.resolve("m.yaml")));
    String script =
        """
        import numpy as np, sys
        a = np.memmap(sys.argv[1], '<f4', 'r', shape=(2, 3))
        assert (a == np.arange(6).reshape(2, 3) / 2).all(), a
        """;
    Python.any().run(List.of("-W", "ignore"), script, folder.resolve("m.array"));
    assertThrows(FormatException.class, () -> Daf.create(path, DType.FLOAT32, 2, 3));
    Files.delete(folder.resolve("m.yaml"));
    assertThrows(FormatException.class, () -> Daf.create(path, DType.FLOAT32, 2, 3));
    assertEquals(MATRIX, created, "was not touched");
    for (long[] shape : new long[][] {{}, {1, 1, 1}, {0}, {3, -1}}) {
      assertThrows(
          IllegalArgumentException.class, () -> Daf.create(folder.resolve("n"), DType.INT8, shape));
    }
    for (String dtype : List.of(">f4", "complex64", "float16")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> Daf.create(folder.resolve("n"), DType.of(dtype), 1));
    }
  }

  @Test
  void aMatrixInRowsIsReadInBothVersions() throws Exception {
    Path path = folder.resolve("s");
    Daf.writeSparse(path, SPARSE);
    assertTrue(Daf.existsSparse(path));
    assertFalse(Daf.exists(folder.resolve("m")));
    assertEquals(SPARSE, Daf.openSparse(path, Access.READ_ONLY));
    assertThrows(FormatException.class, () -> Daf.writeSparse(path, SPARSE));
    Files.move(folder.resolve("s.data"), folder.resolve("s.sparse"));
    assertTrue(Daf.existsSparse(path));
    assertEquals(SPARSE, Daf.openSparse(path, Access.READ_ONLY));
    String script =
        """
        import numpy as np, sys
        load = lambda suffix, dtype: np.fromfile(sys.argv[1] + suffix, dtype).tolist()
        assert load('.sparse', '<f8') == [7, 8, 9]
        assert load('.indices', '<i4') == [1, 0, 2] and load('.indptr', '<i4') == [0, 1, 1, 3]
        assert open(sys.argv[1] + '.yaml').read().split() == (
            'data_dtype: float64 indices_dtype: int32 indptr_dtype: int32 nnz: 3 '
            'shape: - 3 - 4 version: - 1 - 0').split()
        """;
    Python.any().run(List.of("-W", "ignore"), script, path);
    Daf.removeSparse(path);
    assertEquals(List.of(), Folder.files(folder));
  }

  @Test
  void filesAreRemoved() throws Exception {
    Path path = folder.resolve("m");
    NDArray array = Daf.create(path, DType.INT8, 1);
    array.at(0).setInt(7);
    Daf.remove(path);
    assertEquals(List.of(), Folder.files(folder));
    assertEquals(7, array.at(0).getInt(), "stays for who has it mapped");
    assertThrows(FormatException.class, () -> Daf.remove(path));
    NDArray other = Daf.create(path, DType.INT8, 1);
    assertEquals(0, other.at(0).getInt(), "another file under the name");
  }

  @Test
  void allWhoOpenAFileShareOneMapping() throws Exception {
    Path path = folder.resolve("m");
    Daf.create(path, DType.FLOAT32, 2, 3).copyFrom(MATRIX);
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
    NDArray first = Daf.open(path, Access.READ_WRITE);
    NDArray view = first.slice(0, 1, 2);
    long address = first.asSegment().address();
    first = null;
    System.gc();
    NDArray second = Daf.open(link.resolve("m"), Access.READ_WRITE);
    assertEquals(address, second.asSegment().address());
    NDArray reading = Daf.open(path, Access.READ_ONLY);
    assertEquals(address, reading.asSegment().address());
    assertTrue(reading.isReadOnly());
    NDArray own = Daf.open(path, Access.COPY_ON_WRITE);
    assertNotEquals(address, own.asSegment().address());
    own.at(1, 0).setFloat(9);
    assertEquals(1.5f, view.at(0, 0).getFloat());
    second.at(1, 0).setFloat(8);
    assertEquals(8, view.at(0, 0).getFloat());
  }

  @Test
  void whoReadsSharesWithWhoReads() throws Exception {
    written("m.array", "dtype: float32\nshape: [2, 3]\nversion: [1, 0]\n");
    NDArray first = Daf.open(folder.resolve("m"), Access.READ_ONLY);
    NDArray second = Daf.open(folder.resolve("m"), Access.READ_ONLY);
    assertEquals(first.asSegment().address(), second.asSegment().address());
    assertFalse(Daf.open(folder.resolve("m"), Access.READ_WRITE).isReadOnly());
  }

  /** Opens more files than a process may have open, and holds them all. */
  static final class Opener {
    private Opener() {}

    public static void main(String[] arguments) {
      Path folder = Path.of(arguments[0]);
      List<NDArray> open = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        open.add(Daf.create(folder.resolve("m" + i), DType.INT64, 1));
        open.getLast().at(0).setLong(i);
      }
      for (int i = 0; i < 300; i++) {
        open.add(Daf.open(folder.resolve("m" + i), Access.COPY_ON_WRITE));
      }
      System.out.println("sum " + open.stream().mapToLong(array -> array.at(0).getLong()).sum());
    }
  }

  @Test
  void aMappingTakesNoOpenFile() throws Exception {
    String said =
        Command.run(
            "sh",
            "-c",
            "ulimit -n 100; exec \"$@\"",
            "sh",
            Path.of(System.getProperty("java.home"), "bin", "java"),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Opener.class.getName(),
            folder);
    assertEquals("sum " + 2 * (300 * 299 / 2), said.strip());
  }

  @Test
  void whatDoesNotFitIsNamed() throws Exception {
    String good = "dtype: float32\nshape: [2, 3]\nversion: [1, 0]\n";
    refused(good.replace("2, 3", "2, 4"), "32 bytes, the elements of shape (2, 4)");
    refused(good.replace("2, 3", "2, 2"), "found 8 bytes more");
    refused(good.replace("2, 3", "2, 3, 1"), "one or two lengths");
    refused(good.replace("2, 3", "2, -3"), "from 0 on as 'shape', found '-3'");
    refused(good.replace("2, 3", "2, 9223372036854775807"), "a long counts");
    refused(good.replace("[2, 3]", "6"), "a list 'shape', found none");
    refused(good.replace("float32", "object"), "found 'object'");
    refused(good.replace("dtype", "d"), "a value of 'dtype'");
    refused(good.replace("[1, 0]", "[2, 0]"), "version 1, found [2, 0]");
    refused(good + "dtype: int8\n", "'dtype' stands there twice (at offset 45)");
    refused(good + "{}", "found '{}' (at offset 45)");
    refused(good + "a: &x 1", "a plain value, found '&x 1' (at offset 45)");
    refused(good + " a: 1", "'key: value'");
    refused("x".repeat(70000), "short YAML");
  }

  private void refused(String yaml, String why) throws Exception {
    written("m.array", yaml);
    FormatException e =
        assertThrows(
            FormatException.class, () -> Daf.open(folder.resolve("m"), Access.READ_ONLY), yaml);
    assertTrue(String.valueOf(e.getMessage()).contains(why), e.getMessage());
  }

  @Test
  void brokenFilesAreRefused() throws Exception {
    Path path = folder.resolve("s");
    Daf.writeSparse(path, SPARSE);
    byte[] yaml = Files.readAllBytes(folder.resolve("s.yaml"));
    for (int length = 0; length < yaml.length - 4; length++) { // 4: "- 0\n" may be missing
      Files.write(folder.resolve("s.yaml"), Arrays.copyOf(yaml, length));
      assertThrows(FormatException.class, () -> Daf.openSparse(path, Access.READ_ONLY));
    }
    Files.write(folder.resolve("s.yaml"), yaml);
    for (String suffix : List.of("data", "indices", "indptr", "yaml")) {
      Path file = folder.resolve("s." + suffix);
      byte[] bytes = Files.readAllBytes(file);
      Files.delete(file);
      assertThrows(FormatException.class, () -> Daf.openSparse(path, Access.READ_ONLY), suffix);
      assertFalse(Daf.existsSparse(path));
      if (!suffix.equals("yaml")) {
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        assertThrows(FormatException.class, () -> Daf.openSparse(path, Access.READ_ONLY), suffix);
      }
      Files.write(file, bytes);
    }
    assertEquals(SPARSE, Daf.openSparse(path, Access.READ_ONLY));
  }
}
