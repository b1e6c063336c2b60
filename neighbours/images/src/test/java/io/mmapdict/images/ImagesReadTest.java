package io.mmapdict.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.formats.FormatException;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.testkit.Data;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden files hold what numpy says of them. */
class ImagesReadTest {
  @TempDir private Path folder;

  static List<Golden> readable() {
    List<Golden> all = Golden.readable();
    assertTrue(all.size() > 90, "golden files are missing");
    return all;
  }

  static List<Golden> refused() {
    return Golden.refused();
  }

  @ParameterizedTest
  @MethodSource("readable")
  void aFileHoldsItsOwnNumbers(Golden golden) {
    assertEquals(golden.expected(), Images.read(golden.file()));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatIsNotReadIsRefused(Golden golden) {
    FormatException thrown = assertThrows(FormatException.class, () -> Images.read(golden.file()));
    assertTrue(thrown.getMessage().contains(golden.name()), thrown.getMessage());
  }

  @Test
  void pagesOneByOne() {
    Golden stack =
        Golden.all().stream().filter(g -> g.name().equals("tiff-u2-stack.tif")).findFirst().get();
    assertEquals(3, Images.pages(stack.file()));
    assertEquals(stack.expected().select(0, 2), Images.read(stack.file(), 2));
    assertThrows(IndexOutOfBoundsException.class, () -> Images.read(stack.file(), 3));
    assertThrows(IndexOutOfBoundsException.class, () -> Images.read(stack.file(), -1));

    Path differ = stack.file().resolveSibling("tiff-pages-differ.tif");
    FormatException thrown = assertThrows(FormatException.class, () -> Images.read(differ));
    assertTrue(thrown.getMessage().contains("pages differ"), thrown.getMessage());
    assertEquals(DType.UINT8, Images.read(differ, 0).dtype());
    assertEquals(DType.UINT16, Images.read(differ, 1).dtype());
    assertEquals(1, Images.pages(stack.file().resolveSibling("png-one.png")));
  }

  @Test
  void photographs() {
    NDArray memorial = Images.read(Data.path("memorial/memorial0061.png"));
    assertEquals(DType.UINT8, memorial.dtype());
    assertEquals("(768, 512, 3)", memorial.shape().toString());
    NDArray room = Images.read(Data.path("room/stack_room_exp_0.jpg"));
    assertEquals(3, room.rank());
  }

  @Test
  void whatIsNoImageFileIsRefused() throws Exception {
    Path text = Files.writeString(folder.resolve("text.png"), "no image at all");
    refused(text, "found 6e6f2069");
    refused(Files.createFile(folder.resolve("empty.png")), "an empty file");
    refused(folder, "it is a folder");
    refused(folder.resolve("missing.png"), "no such file");
    assertThrows(FormatException.class, () -> Images.pages(text));
  }

  private static void refused(Path file, String why) {
    FormatException thrown = assertThrows(FormatException.class, () -> Images.read(file));
    assertTrue(thrown.getMessage().startsWith(file.toString()), thrown.getMessage());
    assertTrue(thrown.getMessage().contains(why), thrown.getMessage());
  }
}
