package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.formats.Access;
import io.mmapdict.formats.Daf;
import io.mmapdict.formats.Npy;
import io.mmapdict.images.Images;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.testkit.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What names mean to the formats, and which values these refuse. */
class TargetTest {
  private static final NDArray ARRAY = NDArray.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);

  @TempDir private Path folder;

  private void write(Path out, NDArray array) {
    Path file = folder.resolve("in.mmdpickle");
    Outgoing from = new Outgoing(file, Map.of("a", "a"), Map.of("a", array), bytes -> {});
    Target.of(out).write(from, out);
  }

  private void refused(String why, Path out, NDArray array) {
    Exception e = assertThrows(Fault.class, () -> write(out, array));
    assertEquals(out + ": " + why, e.getMessage());
  }

  @Test
  void dafsFilesAreNamedAsTheUserSays() throws IOException {
    write(folder.resolve("a.b.yaml"), ARRAY);
    assertEquals(
        List.of(folder.resolve("a.b.array"), folder.resolve("a.b.yaml")), Folder.files(folder));
    assertEquals(ARRAY, Daf.open(folder.resolve("a.b"), Access.READ_ONLY));
    List<Path> before = Folder.files(folder);
    for (String name : List.of("UP.YAML", "Up.Yaml", ".yaml", "x/.yaml")) {
      refused(
          "daf's names are NAME.yaml, in small letters; name it so", folder.resolve(name), ARRAY);
    }
    assertEquals(before, Folder.files(folder));
  }

  @Test
  void noFileOfDafIsReplacedOrFollowed() throws IOException {
    String why = "is there, and no file of daf is replaced; remove it first, or name another";
    Path text = Files.writeString(folder.resolve("target.txt"), "old");
    Path other = Files.writeString(folder.resolve("other.yaml"), "old");
    Path link = folder.resolve("link.yaml");
    refused(why, other, ARRAY);
    for (Path target : List.of(text, other, folder.resolve("none.yaml"))) {
      Files.createSymbolicLink(link, target);
      refused(why, link, ARRAY);
      Files.delete(link);
    }
    assertEquals(List.of(other, text), Folder.files(folder));
    assertEquals("old", Files.readString(text));
    assertEquals("old", Files.readString(other));
  }

  @Test
  void otherFormatsFollowALink() throws IOException {
    Path target = Files.writeString(folder.resolve("target.txt"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.npy"), target);
    write(link, ARRAY);
    assertTrue(Files.isSymbolicLink(link));
    assertEquals(ARRAY, Npy.map(target));
  }

  @Test
  void imagesSayWhatElseThereIs() throws IOException {
    String rest = "; mmapdict get --png stretches floats, .npy holds any";
    refused(
        "such an image holds bool uint8 uint16, not float64" + rest,
        folder.resolve("x.PNG"),
        ARRAY);
    for (String dtype : List.of("complex64", "float16", "uint32", ">i8")) {
      refused(
          "such an image holds bool uint8 uint16 int16 int32 float32 float64, not "
              + DType.of(dtype)
              + rest,
          folder.resolve("x.tif"),
          NDArray.zeros(DType.of(dtype), 2, 3));
    }
    assertEquals(List.of(), Folder.files(folder));
    for (String dtype : List.of("bool", "uint8", ">u2", "int16", ">i4", "float32", ">f8")) {
      NDArray array = NDArray.zeros(DType.of(dtype), 2, 3);
      write(folder.resolve("x.tif"), array);
      assertEquals(array.shape(), Images.read(folder.resolve("x.tif")).shape());
    }
  }
}
