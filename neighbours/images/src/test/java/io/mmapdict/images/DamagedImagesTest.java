package io.mmapdict.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.formats.FormatException;
import io.mmapdict.testkit.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that were cut or changed: read as something, or refused with a FormatException. */
class DamagedImagesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "png-rgb8.png",
        "png-palette4-alpha.png",
        "jpeg-rgb-420.jpg",
        "jpeg-rgb-progressive.jpg",
        "tiff-u1-be.tif",
        "tiff-u2-lzw-predicted.tif",
        "tiff-f4-adobe_deflate-tiles.tif",
        "tiff-u1-packbits.tif",
        "tiff-palette.tif",
        "tiff-big-stack.tif",
        "tiff-bilevel-group4.tif",
        "tiff-jpeg.tif"
      })
  void cutAndChangedFilesGiveNoOtherErrors(String name) throws IOException {
    byte[] whole = Files.readAllBytes(Path.of("src/test/resources/golden", name));
    Random random = new Random(Seed.next("DamagedImagesTest " + name));
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int length = i < 30 ? i : random.nextInt(whole.length);
      check(name + " cut to " + length, Arrays.copyOf(whole, length), wrong);
      byte[] changed = whole.clone();
      // The tags, which say most, stand at the start or the end.
      int reach = Math.min(whole.length, random.nextBoolean() ? 300 : whole.length);
      int at =
          random.nextBoolean() ? random.nextInt(reach) : whole.length - 1 - random.nextInt(reach);
      changed[at] = (byte) random.nextInt();
      check(name + " with byte " + at + " as " + changed[at], changed, wrong);
    }
    assertEquals(List.of(), wrong);
  }

  private void check(String what, byte[] bytes, List<String> wrong) throws IOException {
    Path file = Files.write(folder.resolve("image"), bytes);
    try {
      assertTrue(Images.read(file).size() > 0);
    } catch (FormatException e) {
      assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
    } catch (RuntimeException | Error e) {
      wrong.add(what + ": " + e);
    }
  }

  @Test
  void aHeaderThatPromisesTooMuchIsRefusedBeforeAnythingIsAllocated() throws IOException {
    byte[] png = Files.readAllBytes(Path.of("src/test/resources/golden/png-rgb8.png"));
    putInt(png, 16, 60_000);
    putInt(png, 20, 60_000);
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    putInt(png, 29, (int) crc.getValue());
    promises(png);

    byte[] jpeg = Files.readAllBytes(Path.of("src/test/resources/golden/jpeg-rgb-444.jpg"));
    int frame = 0;
    while (jpeg[frame] != (byte) 0xff || jpeg[frame + 1] != (byte) 0xc0) {
      frame++;
    }
    Arrays.fill(jpeg, frame + 5, frame + 9, (byte) 0xee); // 61166 x 61166
    promises(jpeg);

    byte[] tiff = Files.readAllBytes(Path.of("src/test/resources/golden/tiff-u1.tif"));
    putTag(tiff, 256, 60_000);
    putTag(tiff, 257, 60_000);
    promises(tiff);

    byte[] tiles = Files.readAllBytes(Path.of("src/test/resources/golden/tiff-u1-rgb-tiles.tif"));
    putTag(tiles, 322, 60_000);
    putTag(tiles, 323, 60_000);
    promises(tiles);
  }

  private void promises(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("large"), bytes);
    FormatException thrown = assertThrows(FormatException.class, () -> Images.read(file));
    assertTrue(thrown.getMessage().contains("its header promises"), thrown.getMessage());
  }

  private static void putInt(byte[] bytes, int at, int value) {
    for (int i = 0; i < 4; i++) {
      bytes[at + i] = (byte) (value >> (24 - 8 * i));
    }
  }

  @Test
  void bandsOfDifferentSizesAreRefused() throws IOException {
    byte[] tiff = Files.readAllBytes(Path.of("src/test/resources/golden/tiff-u1-lzw.tif"));
    int bits = tagAt(tiff, 258) + 8; // three SHORTs, elsewhere
    tiff[(tiff[bits] & 0xff) | (tiff[bits + 1] & 0xff) << 8] = 16;
    Path file = Files.write(folder.resolve("bands"), tiff);
    FormatException thrown = assertThrows(FormatException.class, () -> Images.read(file));
    assertTrue(thrown.getMessage().contains("tag 258 is [16, 8, 8]"), thrown.getMessage());
  }

  /** Of a little-endian TIFF, as a SHORT or LONG. */
  private static void putTag(byte[] tiff, int tag, int value) {
    int at = tagAt(tiff, tag);
    tiff[at + 8] = (byte) value;
    tiff[at + 9] = (byte) (value >> 8);
  }

  /** Where the first directory, which has the tag, has it. */
  private static int tagAt(byte[] tiff, int tag) {
    int directory = (tiff[4] & 0xff) | (tiff[5] & 0xff) << 8;
    int at = directory + 2;
    while (((tiff[at] & 0xff) | (tiff[at + 1] & 0xff) << 8) != tag) {
      at += 12;
    }
    return at;
  }
}
