package io.mmapdict.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.ObjectArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.testkit.Folder;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that numpy's own versions wrote, against what these said of them: make_numpy.py. */
class GoldenNumpyTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/numpy");

  @TempDir Path folder;

  private static List<Path> versions() throws IOException {
    List<Path> versions = Folder.files(GOLDEN);
    assertTrue(versions.size() >= 2);
    return versions;
  }

  private static String said(String name, NDArray array) {
    boolean fortran = array.isContiguous(Order.FORTRAN) && !array.isContiguous(Order.C);
    StringBuilder hex = new StringBuilder();
    array.forEachChunk(
        Order.C,
        chunk -> hex.append(HexFormat.of().formatHex(chunk.toArray(ValueLayout.JAVA_BYTE))));
    return String.join(
        "\t",
        name,
        array.dtype().toString(),
        array.shape().toString(),
        fortran ? "F" : "C",
        hex.toString());
  }

  private static List<String> expected(Path version) throws IOException {
    return Files.readAllLines(version.resolve("arrays.txt")).stream()
        .map(line -> line.replace(", 'aligned': True", "")) // which is not kept
        .toList();
  }

  @Test
  void arraysOfEveryDTypeAreWhatNumpySays() throws Exception {
    for (Path version : versions()) {
      Map<String, NDArray> arrays = Npz.map(version.resolve("arrays.npz"), Access.READ_ONLY);
      List<String> said =
          arrays.entrySet().stream().map(e -> said(e.getKey(), e.getValue())).toList();
      assertEquals(expected(version), said, version.toString());
    }
  }

  /** Titles and names in the same header as numpy writes it, byte for byte. */
  @Test
  void filesAreWrittenAsNumpyWritesThem() throws Exception {
    Path newest = versions().getLast();
    Map<String, NDArray> arrays = Npz.map(newest.resolve("arrays.npz"), Access.READ_ONLY);
    Map<String, byte[]> members = new LinkedHashMap<>();
    MappedFile zip = MappedFile.open(newest.resolve("arrays.npz"), Access.READ_ONLY);
    for (ZipDirectory.Member member : ZipDirectory.read(zip)) {
      MemorySegment bytes = zip.bytes().asSlice(member.dataAt(), member.size());
      members.put(member.name(), bytes.toArray(ValueLayout.JAVA_BYTE));
    }
    Path file = folder.resolve("a.npy");
    arrays.forEach((name, array) -> {
      Npy.write(file, array);
      byte[] written =
          MappedFile.open(file, Access.READ_ONLY).bytes().toArray(ValueLayout.JAVA_BYTE);
      assertEquals(withoutSpaces(members.get(name + ".npy")), withoutSpaces(written), name);
      assertEquals(0, (written.length - array.byteSize()) % 64, name);
    });
  }

  /** numpy leaves room behind the dict for a longer shape, which is its own. */
  private static String withoutSpaces(byte[] npy) {
    int header = (npy[8] & 0xff) | (npy[9] & 0xff) << 8;
    String text = new String(npy, 10, header, StandardCharsets.ISO_8859_1);
    byte[] rest = Arrays.copyOfRange(npy, 10 + header, npy.length);
    return Arrays.toString(Arrays.copyOf(npy, 8)) + text.strip() + HexFormat.of().formatHex(rest);
  }

  @Test
  void everyVersionOfTheFormatIsMapped() throws Exception {
    NDArray expected =
        NDArray.over(
            MemorySegment.ofArray(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}),
            DType.INT32,
            3);
    for (Path version : versions()) {
      for (int i = 1; i <= 3; i++) {
        NDArray array = Npy.map(version.resolve("version" + i + ".npy"));
        assertEquals("[('a', '<i4')]", array.dtype().toString());
        assertEquals(expected, array.field("a"), version + " " + i);
      }
      Path utf8 = version.resolve("utf8.npy");
      assertEquals(3, Files.readAllBytes(utf8)[6]);
      assertEquals(expected, Npy.map(utf8).field("\u20ac"));
      Npy.write(folder.resolve("utf8.npy"), Npy.map(utf8));
      assertEquals(-1, Files.mismatch(utf8, folder.resolve("utf8.npy")));
    }
  }

  @Test
  void objectsAreNotMappedButRead() throws Exception {
    for (Path version : versions()) {
      Path file = version.resolve("objects.npy");
      Exception e = assertThrows(FormatException.class, () -> Npy.map(file));
      assertTrue(e.getMessage().contains("Npy.loadObjects reads them"), e.getMessage());
      ObjectArray objects = Npy.loadObjects(file);
      assertEquals(Arrays.asList(1L, "two", null, List.of(3.5)), objects.elements());
      assertEquals("(2, 2)", objects.shape().toString());
      Path copy = Files.copy(file, folder.resolve("objects-" + version.getFileName()));
      Broken.cut(copy, Npy::loadObjects);
      Broken.changed(copy, 5, 1, Npy::loadObjects);
      assertThrows(FormatException.class, () -> Npy.loadObjects(version.resolve("utf8.npy")));
    }
  }

  /** Written beside joblib's dumps: by numpy 1.7 in Python 2.7 and numpy 1.9 in Python 3.5. */
  @Test
  void oldNumpysFilesAreMapped() {
    Path older = GOLDEN.resolveSibling("joblib/older");
    for (String python : List.of("py27_np17", "py35_np19")) {
      String name = "joblib_0.9.2_pickle_" + python + ".pkl_0%d.npy";
      assertEquals(
          NDArray.of(new long[] {0, 1, 2, 3, 4}), Npy.map(older.resolve(name.formatted(1))));
      assertEquals(
          NDArray.of(new long[] {0, 1, 2}, 1, 3), Npy.map(older.resolve(name.formatted(4))));
    }
  }
}
