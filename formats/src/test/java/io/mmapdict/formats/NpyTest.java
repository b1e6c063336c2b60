package io.mmapdict.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.testkit.Command;
import io.mmapdict.testkit.Folder;
import io.mmapdict.testkit.Mount;
import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Resident;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyTest {
  private static final List<String> DTYPES =
      List.of(
          "|b1", "|i1", "|u1", "<i2", ">i2", "<u2", ">u2", "<i4", ">i4", "<u4", ">u4", "<i8", ">i8",
          "<u8", ">u8", "<f2", ">f2", "<f4", ">f4", "<f8", ">f8", "<c8", ">c8", "<c16", ">c16");

  private static final List<Shape> SHAPES =
      List.of(Shape.of(), Shape.of(5), Shape.of(2, 3, 4), Shape.of(0, 3), Shape.of(1, 1));

  @TempDir Path folder;

  private static NDArray counting(DType dtype, Order order, Shape shape) {
    NDArray array = NDArray.zeros(dtype, order, shape);
    byte[] counted = new byte[(int) shape.size()];
    for (int i = 0; i < counted.length; i++) {
      counted[i] = (byte) (i % 7);
    }
    array.copyFrom(NDArray.ofUnsigned(counted).reshape(shape.toArray()));
    return array;
  }

  /** From a file to another the kernel copies: only the header's pages are looked at. */
  @Test
  void whatIsMappedIsNotReadToBeWritten() throws IOException {
    Path file = folder.resolve("large.npy");
    NDArray large = Npy.create(file, DType.FLOAT64, Order.C, Shape.of(1 << 22));
    large.at(77).setDouble(1);
    NDArray mapped = Npy.map(file);
    List<Long> written = new ArrayList<>();
    Npy.write(folder.resolve("copy.npy"), mapped, written::add);
    long touched = Resident.bytes(mapped.asSegment());
    assertTrue(touched < 1 << 20, () -> touched + " bytes of the mapping were read");
    assertEquals(mapped.byteSize(), written.stream().mapToLong(Long::longValue).sum());
    assertEquals(-1, Files.mismatch(file, folder.resolve("copy.npy")));
  }

  @Test
  void everyNumpyLoadsWhatIsWritten() {
    String script =
        """
        import numpy as np, sys, os
        for name in sorted(os.listdir(sys.argv[1])):
            a = np.load(os.path.join(sys.argv[1], name))
            want = (np.arange(a.size) % 7).reshape(a.shape).astype(a.dtype)
            assert np.array_equal(a, want), name
            f = a.flags
            print(name, a.dtype.str, a.shape, 'F' if f.fnc else 'C')
        """;
    StringBuilder expected = new StringBuilder();
    int number = 1000;
    for (String dtype : DTYPES) {
      for (Shape shape : SHAPES) {
        for (Order order : Order.values()) {
          Npy.write(folder.resolve(number + ".npy"), counting(DType.of(dtype), order, shape));
          boolean fortran = order == Order.FORTRAN && shape.rank() == 3;
          expected.append("%d.npy %s %s %s\n".formatted(number, dtype, shape, fortran ? "F" : "C"));
          number++;
        }
      }
    }
    for (Python python : Python.all()) {
      assertEquals(expected.toString(), python.run(script, folder), python.version());
    }
  }

  @Test
  void whatEveryNumpyWritesIsMapped() {
    String script =
        """
        import numpy as np, sys, os
        from numpy.lib import format
        shapes = [(), (5,), (2, 3, 4), (0, 3), (1, 1)]
        for dtype in sys.argv[2].split(','):
            for s, shape in enumerate(shapes):
                for order in 'CF':
                    for version in (1, 2, 3):
                        n = int(np.prod(shape))
                        a = np.asarray((np.arange(n) % 7).reshape(shape).astype(dtype), order=order)
                        name = '%s %d %s %d.npy' % (dtype.strip('<>|') + ('b' if dtype[0] == '>' else 'l'), s, order, version)
                        with open(os.path.join(sys.argv[1], name), 'wb') as f:
                            format.write_array(f, a, version=(version, 0))
        """;
    for (Python python : Python.all()) {
      // numpy warns that version 2 and 3 need a newer numpy to read.
      python.run(List.of("-W", "ignore"), script, folder, String.join(",", DTYPES));
      for (String dtype : DTYPES) {
        for (int s = 0; s < SHAPES.size(); s++) {
          for (Order order : Order.values()) {
            for (int version = 1; version <= 3; version++) {
              String name =
                  "%s%s %d %s %d.npy"
                      .formatted(
                          dtype.substring(1),
                          dtype.charAt(0) == '>' ? "b" : "l",
                          s,
                          order.name().substring(0, 1),
                          version);
              NDArray array = Npy.map(folder.resolve(name));
              assertEquals(counting(DType.of(dtype), Order.C, SHAPES.get(s)), array, name);
              assertTrue(array.isContiguous(order), name);
              assertTrue(array.isReadOnly(), name);
            }
          }
        }
      }
    }
  }

  @Test
  void viewsAreWrittenAsTheyLook() {
    NDArray array = counting(DType.INT32, Order.C, Shape.of(4, 5));
    Path file = folder.resolve("view.npy");
    Npy.write(file, array.slice(0, 3, -1, -2).slice(1, 1, 4));
    assertArrayEquals(new int[] {16 % 7, 17 % 7, 18 % 7, 6, 0, 1}, Npy.map(file).toIntArray());
  }

  @Test
  void writingReplacesAndLeavesNothingElse() throws Exception {
    Path file = folder.resolve("a.npy");
    Npy.write(file, NDArray.of(new int[] {1}));
    NDArray before = Npy.map(file);
    Npy.write(file, NDArray.of(new int[] {2}));
    assertEquals(1, before.at(0).getInt(), "an open mapping keeps what it saw");
    assertEquals(2, Npy.map(file).at(0).getInt());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
    assertThrows(
        FormatException.class,
        () -> Npy.write(folder.resolve("none/a.npy"), NDArray.of(new int[1])));
  }

  @Test
  void aFileCutOrChangedAnywhereIsRefusedByName() throws Exception {
    Path whole = folder.resolve("whole.npy");
    Npy.write(whole, NDArray.of(new short[] {1, 2, 3}));
    Broken.cut(whole, Npy::map);
    Broken.changed(whole, 20, 1, Npy::map);
  }

  @Test
  void eachFaultIsNamed() throws Exception {
    refused("x", "magic and the version", 0);
    refused("PK345678901234567890", "magic of an npy file", 0);
    refused("\u0093NUMPY\u0004\u0000\u0002\u0000{}", "2.0 or 3.0, found 4.0", 6);
    refused("\u0093NUMPY\u0001\u0001\u0002\u0000{}", "2.0 or 3.0, found 1.1", 6);
    refused("\u0093NUMPY\u0003\u0000\u0002\u0000\u0000\u0000'\u00e9", "in UTF-8", 12);
    refused(
        "\u0093NUMPY\u0003\u0000\u0004\u0000\u0000\u0000'\u00c3\u00a9x", "the end of the str", 12);
    refused("\u0093NUMPY\u0003\u0000\u0005\u0000\u0000\u0000'\u00c3\u00a9'x", "the end of the", 16);
    refused(header("[]"), "found no dict", 10);
    refused(header("{'a': {(1,): [None]}}"), "found {'a': {(1,): [None]}}", 10);
    refused(
        header("{'descr': '<f4', 'fortran_order': False}"),
        "shape, found {'descr': '<f4', 'fortran_order': False}",
        10);
    refused(header("{'descr': 'x4', 'fortran_order': False, 'shape': (1,)}"), "'x4'", 10);
    refused(
        header("{'descr': 4, 'fortran_order': False, 'shape': (1,)}"), "4 describes no dtype", 10);
    refused(header("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}"), "allow_pickle", 0);
    refused(
        header(
            "{'descr': [('a', '<i4'), ('b', [('c', '|O')])], 'fortran_order': False, 'shape': ()}"),
        "Python objects (dtype [('a', '<i4'), ('b', [('c', 'O')])])",
        0);
    refused(header("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}"), "negative", 10);
    refused(header("{'descr': '<f4', 'fortran_order': False, 'shape': (1)}"), "shape, found 1", 10);
    refused(header("{'descr': '<f4', 'fortran_order': False, 'shape': (1.5,)}"), "found '.'", 62);
    refused(
        header("{'descr': '<f4', 'fortran_order': 1, 'shape': (1,)}"), "as fortran_order, f", 10);
    refused(header("{'descr': '<f4', 'fortran_order': False, 'shape': (9,)}"), "36 bytes", 66);
    refused(
        header("{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 8)}"),
        "a long counts",
        10);
    refused(
        header("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}"),
        "99999999999999999999",
        61);
  }

  @Test
  void headersOfOtherWritersAreRead() throws Exception {
    List<String> headers =
        List.of(
            "{'shape': (2L, 1L), 'fortran_order': False, 'descr': '<i2'}",
            "{\"descr\": \"<i2\", \"fortran_order\": False, \"shape\": (2,1)}",
            "{u'descr':'<i2','shape':(2,1,),'fortran_order':False,}   ",
            "  { 'descr' : b'<i2' , 'fortran_order' : False , 'shape' : ( 2 , 1 ) , } \n\n");
    for (String header : headers) {
      Path file = folder.resolve("odd.npy");
      Files.write(file, (header(header) + "\5\0\6\0").getBytes(StandardCharsets.ISO_8859_1));
      assertEquals(NDArray.of(new short[] {5, 6}, 2, 1), Npy.map(file), header);
    }
  }

  @Test
  void theFileIsChangedOnlyWhereAskedFor() throws Exception {
    Path file = folder.resolve("a.npy");
    Npy.write(file, NDArray.of(new int[] {1, 2}));
    Npy.map(file, Access.COPY_ON_WRITE).at(0).setInt(7);
    assertEquals(NDArray.of(new int[] {1, 2}), Npy.map(file));
    NDArray readOnly = Npy.map(file, Access.READ_ONLY);
    assertThrows(UnsupportedOperationException.class, () -> readOnly.at(0).setInt(7));
    Npy.map(file, Access.READ_WRITE).at(1).setInt(7);
    assertEquals(NDArray.of(new int[] {1, 7}), Npy.map(file));
    assertEquals(7, readOnly.at(1).getInt(), "seen by who has it mapped");
    assertEquals(Files.size(file) - 8, readOnly.fileOffset().getAsLong());
  }

  /** On a file system that is read-only: who tests as root may write to every other file. */
  @Test
  void aFileThatMayOnlyBeReadIsChangedInMemory() throws Exception {
    Path at = Files.createDirectory(folder.resolve("mount"));
    try (Mount _ = Mount.of("tmpfs", "size=1m", at)) {
      Path file = at.resolve("a.npy");
      NDArray written = NDArray.of(new int[] {1, 2});
      Npy.write(file, written);
      Files.createFile(at.resolve("empty"));
      assertEquals("", Command.run("mount", "-o", "remount,ro", at));
      assertThrows(FormatException.class, () -> Npy.map(file, Access.READ_WRITE));
      NDArray array = Npy.map(file, Access.COPY_ON_WRITE);
      array.at(0).setInt(7);
      assertEquals(NDArray.of(new int[] {7, 2}), array);
      assertEquals(written, Npy.map(file));
      Exception e =
          assertThrows(
              FormatException.class, () -> Npy.map(at.resolve("empty"), Access.COPY_ON_WRITE));
      assertTrue(e.getMessage().contains("magic and the version"), e.getMessage());
    }
  }

  @Test
  void aCreatedFileIsFilledInPlaceAndNumpyLoadsIt() throws Exception {
    Path file = folder.resolve("new.npy");
    Files.writeString(file, "what was there");
    NDArray array = Npy.create(file, DType.FLOAT32, Order.FORTRAN, Shape.of(3, 2));
    array.at(2, 1).setFloat(0.5f);
    assertEquals(List.of(file), Folder.files(folder));
    String script =
        """
        import numpy as np, sys
        a = np.load(sys.argv[1], mmap_mode='r')
        assert a.dtype == '<f4' and a.shape == (3, 2) and a.flags.fnc, a.flags
        assert a[2, 1] == 0.5 and np.count_nonzero(a) == 1, a
        """;
    for (Python python : Python.all()) {
      python.run(script, file);
    }
    for (Shape shape : List.of(Shape.of(), Shape.of(0, 3))) {
      Npy.create(file, DType.INT8, Order.C, shape);
      assertEquals(NDArray.zeros(DType.INT8, Order.C, shape), Npy.map(file));
    }
  }

  @Test
  void aLargeFileIsCreatedWithoutItsBytes() throws Exception {
    Path file = folder.resolve("large.npy");
    NDArray array = Npy.create(file, DType.FLOAT64, Order.C, Shape.of(1L << 20, 1L << 14));
    array.at((1L << 20) - 1, (1L << 14) - 1).setDouble(1);
    assertEquals((1L << 37) + 128, Files.size(file));
    long blocks = Long.parseLong(Command.run("stat", "-c", "%b", file).strip());
    assertTrue(blocks * 512 < 1 << 20, blocks + " blocks");
    assertThrows(
        IllegalArgumentException.class,
        () -> Npy.create(file, DType.INT8, Order.C, Shape.of(Long.MAX_VALUE)));
    assertThrows(
        FormatException.class,
        () -> Npy.create(file, DType.INT8, Order.C, Shape.of(Long.MAX_VALUE - 1000)));
    assertEquals((1L << 37) + 128, Files.size(file), "is what it was");
  }

  private static String header(String dict) {
    return "\u0093NUMPY\u0001\u0000" + (char) (dict.length() + 1) + "\u0000" + dict + "\n";
  }

  private void refused(String content, String why, int offset) throws Exception {
    Path file = folder.resolve("bad.npy");
    Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
    Exception e = assertThrows(FormatException.class, () -> Npy.map(file), content);
    assertTrue(e.getMessage().contains(why), e.getMessage());
    assertTrue(e.getMessage().contains("bad.npy"), e.getMessage());
    assertTrue(e.getMessage().contains("(at offset " + offset + ")"), e.getMessage());
  }
}
