package io.mmapdict.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.ObjectArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.pickle.PyObject;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.testkit.Folder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against dumps that joblib's own versions wrote: what is in them say the script and README. */
class JoblibTest {
  static final Path GOLDEN = Path.of("src/test/resources/golden/joblib");

  @TempDir Path folder;

  static List<Path> golden(String end) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path version : Folder.files(GOLDEN)) {
      if (!version.endsWith("older")) {
        Folder.files(version).stream().filter(f -> f.toString().endsWith(end)).forEach(found::add);
      }
    }
    assertTrue(found.size() >= 3, "golden files that end with " + end);
    return found;
  }

  private static List<Path> older() throws IOException {
    return Folder.files(GOLDEN.resolve("older")).stream()
        .filter(file -> file.getFileName().toString().matches("joblib_.*(pkl|gz|gzip|bz2|xz|lzma)"))
        .toList();
  }

  private static NDArray array(Object value, boolean mapped) {
    NDArray array = assertInstanceOf(NDArray.class, value);
    assertEquals(mapped, array.fileOffset().isPresent());
    return array;
  }

  static void check(Path file, Access access, boolean mapped) {
    Map<?, ?> value = (Map<?, ?>) Joblib.load(file, access);
    List<?> list = (List<?>) value.get("list");
    NDArray longs = array(list.get(0), mapped);
    assertEquals(NDArray.of(new long[] {0, 1, 2}), longs, file.toString());
    NDArray shorts = array(((List<?>) list.get(1)).get(0), mapped);
    assertEquals(DType.of(">u2"), shorts.dtype());
    assertArrayEquals(new int[] {0, 1, 2, 3}, shorts.toIntArray());
    PyTuple tuple = (PyTuple) value.get("tuple");
    assertEquals(NDArray.of(new double[] {0.5}).reshape(), array(tuple.get(0), mapped));
    assertEquals(NDArray.zeros(DType.UINT8, 0, 2), array(tuple.get(1), mapped));
    PyObject model = (PyObject) value.get("model");
    Map<?, ?> attributes = (Map<?, ?>) ((PyObject.State) model.steps().getFirst()).state();
    NDArray weights = array(attributes.get("weights"), mapped);
    assertEquals(NDArray.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3), weights);
    assertTrue(weights.isContiguous(Order.FORTRAN));
    assertEquals("model", attributes.get("name"));
    assertEquals(NDArray.of(new short[] {1, 2}, 1, 2), array(value.get("matrix"), mapped));
    assertEquals("S2", array(value.get("texts"), mapped).dtype().typestring().substring(1));
    ObjectArray objects = (ObjectArray) value.get("objects");
    assertEquals(1L, objects.get(0));
    assertEquals("two", objects.get(1));
    assertEquals(Map.of("three", List.of(3L)), objects.get(2));
    assertEquals("\u00e9", value.get("text"));
    assertArrayEquals(new byte[] {0, -1}, (byte[]) value.get("bytes"));
    assertEquals(access == Access.READ_ONLY, longs.isReadOnly());
  }

  @Test
  void dumpsOfEachProtocolAreMapped() throws Exception {
    for (int protocol = 0; protocol <= 5; protocol++) {
      for (Path file : golden("protocol" + protocol + ".pkl")) {
        check(file, Access.READ_ONLY, true);
      }
    }
  }

  /** The offsets are those of the file: the bytes that stand there are the array's. */
  @Test
  void arraysLieWhereTheDumpHasThem() throws Exception {
    for (Path file : golden("protocol4.pkl")) {
      Map<?, ?> value = (Map<?, ?>) Joblib.load(file, Access.READ_ONLY);
      NDArray longs = array(((List<?>) value.get("list")).get(0), true);
      long offset = longs.fileOffset().getAsLong();
      assertEquals(
          longs,
          new RawFile(file, DType.INT64, Order.C, offset).map(Access.READ_ONLY, longs.shape()));
      assertEquals(0, offset % 16, "joblib pads");
    }
  }

  @Test
  void wrongChecksumsAndSizesAreTold() throws Exception {
    Path version = GOLDEN.resolve("1.6.0-numpy-2.2.6");
    Path gzip = copied(version.resolve("gzip.pkl"));
    int end = (int) Files.size(gzip);
    changed(gzip, end - 8, "the checksum"); // CRC-32, then the size
    changed(gzip, end - 1, "the checksum");
    Path zlib = copied(version.resolve("zlib.pkl"));
    changed(zlib, (int) Files.size(zlib) - 1, "incorrect data check");
    Path older = GOLDEN.resolve("older");
    Path zfile = copied(older.resolve("joblib_0.9.2_compressed_pickle_py35_np19.gz"));
    int space = Files.readString(zfile, StandardCharsets.ISO_8859_1).indexOf(' ');
    byte[] larger = Files.readAllBytes(zfile);
    larger[space] = '0'; // behind the size in hexadecimal digits
    Files.write(zfile, larger);
    Exception e = assertThrows(FormatException.class, () -> Joblib.load(zfile, Access.READ_ONLY));
    assertTrue(e.getMessage().contains("bytes once inflated, found"), e.getMessage());
    assertTrue(!e.getMessage().contains("found more"), e.getMessage());
  }

  private static void changed(Path file, int at, String why) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    byte[] bytes = whole.clone();
    bytes[at] ^= 1;
    Files.write(file, bytes);
    Exception e = assertThrows(FormatException.class, () -> Joblib.load(file, Access.READ_ONLY));
    assertTrue(e.getMessage().contains(why), e.getMessage());
    Files.write(file, whole);
  }

  @Test
  void whatOlderVersionsWroteIsRead() throws Exception {
    assertEquals(21, older().size());
    for (Path file : older()) {
      List<?> value = (List<?>) Joblib.load(file, Access.READ_ONLY);
      NDArray longs = (NDArray) value.get(0);
      assertEquals(NDArray.of(new long[] {0, 1, 2, 3, 4}), longs, file.toString());
      assertEquals(NDArray.of(new double[] {0, 1, 2, 3, 4}), value.get(1));
      ObjectArray objects = (ObjectArray) value.get(2);
      assertEquals(1L, objects.get(0));
      assertEquals("abc", objects.get(1));
      assertEquals(Map.of("a", 1L, "b", 2L), objects.get(2));
      byte[] bytes = (byte[]) value.get(3);
      assertEquals(256, bytes.length);
      assertEquals(-1, bytes[255]);
      assertEquals(NDArray.of(new long[] {0, 1, 2}, 1, 3), value.get(4));
      assertEquals("C'est l'\u00e9t\u00e9 !", value.get(5));
      // In this one the arrays are no wrappers but plain pickles of numpy, read by another codec.
      if (!file.endsWith("joblib_0.9.2_compressed_pickle_py35_np19.gz")) {
        boolean mapped = file.toString().endsWith("pkl");
        array(value.get(0), mapped);
        array(value.get(1), mapped);
        array(value.get(4), mapped);
      }
    }
  }

  private Path copied(Path file) throws IOException {
    return Files.copy(file, folder.resolve(file.getFileName()));
  }

  @Test
  void setElementsReachTheFileOrNot() throws Exception {
    Path file = copied(GOLDEN.resolve("1.2.0-numpy-1.24.2/protocol4.pkl"));
    byte[] before = Files.readAllBytes(file);
    for (Access access : List.of(Access.COPY_ON_WRITE, Access.READ_WRITE)) {
      Map<?, ?> value = (Map<?, ?>) Joblib.load(file, access);
      ((NDArray) ((List<?>) value.get("list")).get(0)).at(1).setLong(77);
      if (access == Access.COPY_ON_WRITE) {
        assertArrayEquals(before, Files.readAllBytes(file));
      }
    }
    Map<?, ?> value = (Map<?, ?>) Joblib.load(file, Access.READ_ONLY);
    assertEquals(NDArray.of(new long[] {0, 77, 2}), ((List<?>) value.get("list")).get(0));
  }

  @Test
  void brokenDumpsAreRefusedByName() throws Exception {
    List<String> files =
        List.of(
            "1.2.0-numpy-1.24.2/protocol5.pkl",
            "1.6.0-numpy-1.26.4/protocol0.pkl",
            "1.6.0-numpy-2.2.6/zlib.pkl",
            "1.6.0-numpy-2.2.6/gzip.pkl");
    for (String file : files) {
      Path copy = copied(GOLDEN.resolve(file));
      Broken.cut(copy, broken -> Joblib.load(broken, Access.READ_ONLY));
      Broken.changed(copy, 1, 1, broken -> Joblib.load(broken, Access.READ_ONLY));
    }
  }

  @Test
  void brokenOlderDumpsAreRefusedByName() throws Exception {
    for (Path file : Folder.files(GOLDEN.resolve("older"))) {
      if (file.toString().matches(".*(0.9.2_pickle_py35|0.9.4).*")) {
        copied(file);
      }
    }
    for (Path file : Folder.files(folder)) {
      if (file.toString().matches(".*(pkl|gz)")) {
        Broken.cut(file, broken -> Joblib.load(broken, Access.READ_ONLY));
        Broken.changed(file, 2, 1, broken -> Joblib.load(broken, Access.READ_ONLY));
      } else {
        Path dump = Path.of(file.toString().replaceFirst("_0\\d\\.npy(\\.z)?$", ""));
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
          Files.write(file, Arrays.copyOf(whole, length));
          Exception e =
              assertThrows(FormatException.class, () -> Joblib.load(dump, Access.READ_ONLY));
          assertTrue(e.getMessage().contains(file.getFileName().toString()), e.getMessage());
        }
        Files.delete(file);
        Exception e =
            assertThrows(FormatException.class, () -> Joblib.load(dump, Access.READ_ONLY));
        assertTrue(e.getMessage().contains("no such file"), e.getMessage());
        Files.write(file, whole);
      }
    }
  }

  @Test
  void noOtherFileIsOpened() throws Exception {
    Npy.write(folder.resolve("a.npy"), NDArray.of(new int[] {1}));
    Path file = folder.resolve("a.pkl");
    for (String name :
        List.of("a.npy", "../a.npy", "x/../a.npy", folder + "/a.npy", "", "..", "\0")) {
      Files.writeString(
          file,
          "cjoblib.numpy_pickle\nNDArrayWrapper\n)\u0081}U\bfilenameU%c%ssb."
              .formatted((char) name.length(), name),
          StandardCharsets.ISO_8859_1);
      if (name.equals("a.npy")) {
        assertEquals(NDArray.of(new int[] {1}), Joblib.load(file, Access.READ_ONLY));
      } else {
        Exception e =
            assertThrows(FormatException.class, () -> Joblib.load(file, Access.READ_ONLY), name);
        boolean isFolder = name.isEmpty() || name.equals("..");
        String why =
            isFolder ? "is a folder" : "file beside the dump, found '" + name + "' (at off";
        assertTrue(e.getMessage().contains(why), e.getMessage());
      }
    }
  }
}
