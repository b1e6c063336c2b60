package io.mmapdict.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Field;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.ObjectArray;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.testkit.Command;
import io.mmapdict.testkit.Folder;
import io.mmapdict.testkit.Python;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arrays of Python objects in npy and npz files, read by numpy. */
class ObjectArraysWriteTest {
  private static final NDArray INSIDE = NDArray.of(new short[] {1, 2, 3});
  private static final ObjectArray OBJECTS =
      new ObjectArray(
          ObjectArray.OBJECT,
          Shape.of(2, 3),
          Arrays.asList(1L, "tw\u00f6", null, List.of(3.5), Map.of("k", PyTuple.of(1L)), INSIDE));
  private static final ObjectArray STRUCTURED =
      new ObjectArray(
          DType.structured(
              new Field("a", ObjectArray.OBJECT, 0), new Field("b", DType.of(">i4"), 8)),
          Shape.of(2),
          List.of(PyTuple.of("x", 1L), PyTuple.of(List.of(), -2L)));
  private static final ObjectArray NOT_WRITABLE = ObjectArray.of(1, List.of(2, new Object()));

  private static final String PYTHON =
      """
      import numpy as np, sys, zipfile
      def objects(a):
          assert type(a) is np.ndarray and a.dtype == object and a.shape == (2, 3), a
          assert a[0].tolist() == [1, u'tw\\u00f6', None] and a[1, :2].tolist() == [[3.5], {'k': (1,)}]
          assert a[1, 2].dtype == '<i2' and a[1, 2].tolist() == [1, 2, 3] and a.flags.writeable
      def structured(a):
          assert a.dtype == [('a', 'O'), ('b', '>i4')] and a.tolist() == [('x', 1), ([], -2)], a
      """;

  @TempDir Path folder;

  private static void check(String script, Object... arguments) {
    for (Python python : Python.all()) {
      python.run(PYTHON + script, arguments);
    }
  }

  @Test
  void everyNumpyLoadsAnNpyFile() {
    Path objects = folder.resolve("objects.npy");
    Path structured = folder.resolve("structured.npy");
    Path none = folder.resolve("none.npy");
    Npy.writeObjects(objects, OBJECTS);
    Npy.writeObjects(structured, STRUCTURED);
    Npy.writeObjects(none, new ObjectArray(ObjectArray.OBJECT, Shape.of(0, 2), List.of()));
    check(
        """
        loads = [np.load(name, allow_pickle=True) for name in sys.argv[1:]]
        objects(loads[0])
        structured(loads[1])
        assert loads[2].dtype == object and loads[2].shape == (0, 2)
        with open(sys.argv[1], 'rb') as f:
            assert np.lib.format.read_magic(f) == (1, 0)
            assert np.lib.format.read_array_header_1_0(f) == ((2, 3), False, np.dtype('O'))
        """,
        objects,
        structured,
        none);
    assertEquals(OBJECTS, Npy.loadObjects(objects));
    assertEquals(STRUCTURED, Npy.loadObjects(structured));
    assertEquals(Shape.of(0, 2), Npy.loadObjects(none).shape());
  }

  @Test
  void everyNumpyLoadsThemFromAnNpzFile() throws Exception {
    Map<String, Object> arrays = new LinkedHashMap<>();
    arrays.put("objects", OBJECTS);
    arrays.put("plain", INSIDE);
    arrays.put("structured", STRUCTURED);
    Path file = folder.resolve("a.npz");
    Npz.write(file, arrays);
    check(
        """
        with np.load(sys.argv[1], allow_pickle=True) as z:
            assert z.files == ['objects', 'plain', 'structured']
            objects(z['objects'])
            structured(z['structured'])
            assert z['plain'].dtype == '<i2' and z['plain'].tolist() == [1, 2, 3]
        with zipfile.ZipFile(sys.argv[1]) as z:
            assert z.testzip() is None
        """,
        file);
    String said = Command.run("unzip", "-t", file);
    assertTrue(said.contains("No errors detected"), said);
    assertEquals(OBJECTS, Npz.loadObjects(file, "objects"));
    assertEquals(STRUCTURED, Npz.loadObjects(file, "structured"));
    NDArray mapped = Npz.map(file, "plain", Access.READ_ONLY);
    assertEquals(INSIDE, mapped);
    assertEquals(0, mapped.fileOffset().getAsLong() % 64);
  }

  @Test
  void whatCannotBeWrittenIsNamedAndLeavesWhatWasThere() throws Exception {
    Path npy = folder.resolve("a.npy");
    Npy.writeObjects(npy, OBJECTS);
    Path npz = folder.resolve("a.npz");
    Npz.write(npz, Map.of("a", INSIDE));
    byte[] before = Files.readAllBytes(npz);
    String why = "[1][1]: no codec writes java.lang.Object";
    Exception e = assertThrows(PickleException.class, () -> Npy.writeObjects(npy, NOT_WRITABLE));
    assertTrue(e.getMessage().startsWith(why), e.getMessage());
    e = assertThrows(PickleException.class, () -> Npz.write(npz, Map.of("a\u00e4", NOT_WRITABLE)));
    assertTrue(e.getMessage().startsWith("'a\u00e4': " + why), e.getMessage());
    e =
        assertThrows(
            IllegalArgumentException.class, () -> Npz.write(npz, Map.of("b", List.of(INSIDE))));
    assertEquals("'b': expected an NDArray or an ObjectArray, found list", e.getMessage());
    assertEquals(OBJECTS, Npy.loadObjects(npy));
    assertArrayEquals(before, Files.readAllBytes(npz));
    assertEquals(List.of(npy, npz), Folder.files(folder));
  }
}
