package io.mmapdict.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.testkit.Folder;
import io.mmapdict.testkit.Mount;
import io.mmapdict.testkit.Python;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** All of daf's files are written, or none. */
class DafWriteTest {
  @TempDir Path folder;

  @Test
  void aFileThatIsThereIsRefused() throws Exception {
    Path path = folder.resolve("m");
    for (String suffix : List.of("array", "yaml", "data", "indices", "indptr")) {
      Path there = Files.writeString(folder.resolve("m." + suffix), "old");
      List<Executable> writings = new ArrayList<>();
      if (!List.of("data", "indices", "indptr").contains(suffix)) {
        writings.add(() -> Daf.create(path, DType.INT8, 1));
        writings.add(() -> Daf.write(path, DafTest.MATRIX, bytes -> {}));
      }
      if (!suffix.equals("array")) {
        writings.add(() -> Daf.writeSparse(path, DafTest.SPARSE));
      }
      for (Executable writing : writings) {
        Exception e = assertThrows(FormatException.class, writing);
        assertEquals(
            there + ": is there, and no file of daf is replaced; remove it first, or name another",
            e.getMessage());
      }
      assertEquals(List.of(there), Folder.files(folder));
      assertEquals("old", Files.readString(there));
      Files.delete(there);
    }
  }

  /** Of the four pages of the disk each file takes at least one. */
  @Test
  void aFullDiskLeavesNothingInTheWay() throws Exception {
    Path full = Files.createDirectory(folder.resolve("full"));
    Path path = full.resolve("m");
    try (Mount _ = Mount.of("tmpfs", "size=16k", full)) {
      for (int pages : new int[] {4, 5}) {
        String failing = pages == 4 ? "m.yaml" : "m.array";
        NDArray array = NDArray.zeros(DType.UINT8, pages * 4096L);
        refusedForRoom(full.resolve(failing), () -> Daf.write(path, array, bytes -> {}));
      }
      refusedForRoom(full.resolve("m.data"), () -> Daf.writeSparse(path, diagonal(3000)));
      refusedForRoom(full.resolve("m.indptr"), () -> Daf.writeSparse(path, diagonal(1024)));
      refusedForRoom(full.resolve("m.yaml"), () -> Daf.writeSparse(path, diagonal(1000)));
      Daf.write(path, DafTest.MATRIX, bytes -> {});
      assertArrayEquals(
          DafTest.MATRIX.asSegment().toArray(ValueLayout.JAVA_BYTE),
          Files.readAllBytes(full.resolve("m.array")));
      Daf.remove(path);
      Daf.writeSparse(path, DafTest.SPARSE);
      assertEquals(DafTest.SPARSE, Daf.openSparse(path, Access.READ_ONLY));
    }
  }

  private static Daf.Sparse diagonal(int rows) {
    return new Daf.Sparse(
        NDArray.zeros(DType.FLOAT64, rows),
        NDArray.zeros(DType.INT32, rows),
        NDArray.zeros(DType.INT32, rows + 1),
        Shape.of(rows, rows));
  }

  private static void refusedForRoom(Path failing, Executable writing) throws Exception {
    Exception e = assertThrows(FormatException.class, writing);
    assertEquals(failing + ": cannot be written: No space left on device", e.getMessage());
    assertEquals(List.of(), Folder.files(failing.getParent()));
  }

  /** Also more of them than are turned at once. */
  @Test
  void elementsInTheOtherByteOrderAreTurned() throws Exception {
    Path npz = folder.resolve("in.npz");
    String make =
        """
        import numpy as np, sys
        arrays = {}
        for name in 'int16 uint16 int32 uint32 int64 uint64 float32 float64'.split():
            dtype = np.dtype(name)
            least = np.finfo(dtype).min if dtype.kind == 'f' else np.iinfo(dtype).min
            most = np.finfo(dtype).max if dtype.kind == 'f' else np.iinfo(dtype).max
            arrays[name] = np.array([[least, most, 1], [2, 3, 100]], dtype.newbyteorder('>'))
        arrays['fortran'] = np.asfortranarray(arrays['int16'])
        arrays['long'] = np.arange(5000001, dtype='>i4')
        np.savez(sys.argv[1], **arrays)
        """;
    Python.any().run(make, npz);
    List<String> names = Npz.names(npz);
    assertEquals(10, names.size());
    for (String name : names) {
      NDArray array = Npz.map(npz, name, Access.READ_ONLY);
      AtomicLong bytes = new AtomicLong();
      Daf.write(folder.resolve(name), array, bytes::addAndGet);
      assertEquals(array.byteSize(), bytes.get());
    }
    NDArray data = NDArray.zeros(DType.of(">f8"), 3);
    data.copyFrom(DafTest.SPARSE.data());
    NDArray indices = NDArray.zeros(DType.of(">i4"), 3);
    indices.copyFrom(DafTest.SPARSE.indices());
    Daf.writeSparse(
        folder.resolve("s"),
        new Daf.Sparse(data, indices, DafTest.SPARSE.indptr(), DafTest.SPARSE.shape()));
    assertEquals(DafTest.SPARSE, Daf.openSparse(folder.resolve("s"), Access.READ_ONLY));
    NDArray none = NDArray.zeros(DType.of(">i4"), 0);
    NDArray ends = NDArray.zeros(DType.INT32, 2);
    Path empty = folder.resolve("empty");
    Daf.writeSparse(empty, new Daf.Sparse(none, none, ends, Shape.of(1, 1)));
    assertEquals(0, Daf.openSparse(empty, Access.READ_ONLY).data().size());
    String check =
        """
        import numpy as np, sys
        folder = sys.argv[1] + '/'
        arrays = np.load(folder + 'in.npz')
        for name in arrays.files:
            a = arrays[name]
            little = a.dtype.newbyteorder('<')
            assert open(folder + name + '.array', 'rb').read() == a.astype(little).tobytes(), name
            said = open(folder + name + '.yaml').read()
            assert said.startswith('dtype: %s\\nshape:\\n- %d\\n' % (little.name, len(a))), said
        """;
    Python.any().run(check, folder);
  }

  @Test
  void whatDafDoesNotHoldIsSaid() {
    for (String dtype : List.of("complex64", ">f2", "<M8[s]")) {
      Exception e =
          assertThrows(
              IllegalArgumentException.class,
              () -> Daf.write(folder.resolve("n"), NDArray.zeros(DType.of(dtype), 1), bytes -> {}));
      assertTrue(
          e.getMessage()
              .startsWith(
                  "daf has elements of bool int8 uint8 int16 uint16 int32 uint32 int64 uint64"
                      + " float32 float64, not of "),
          e.getMessage());
    }
  }
}
