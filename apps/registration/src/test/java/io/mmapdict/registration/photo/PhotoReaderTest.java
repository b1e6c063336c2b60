package io.mmapdict.registration.photo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of every kind, made here by the JDK or byte by byte, read back. */
class PhotoReaderTest {
  @TempDir private Path folder;

  @Test
  void pngOfEightBits() throws Exception {
    Pixels rgb = read(png("rgb.png", filled(BufferedImage.TYPE_3BYTE_BGR, 200, 100, 50, 255)));
    assertEquals(3, rgb.bands());
    assertEquals(8, rgb.bits());
    assertEquals("200 100 50", colour(rgb, 1, 2));
    // Gray stays gray, sample for sample.
    BufferedImage gray = new BufferedImage(4, 3, BufferedImage.TYPE_BYTE_GRAY);
    gray.getRaster().setSample(2, 1, 0, 77);
    Pixels read = read(png("gray.png", gray));
    assertEquals(1, read.bands());
    assertEquals(77, read.sample(2, 1, 0));
    assertEquals(4, read.width());
    assertEquals(3, read.height());
    // Alpha is left out, palettes and single bits are looked up.
    assertEquals(
        "200 100 50",
        colour(read(png("a.png", filled(BufferedImage.TYPE_4BYTE_ABGR, 200, 100, 50, 9))), 0, 0));
    assertEquals(
        "255 0 0",
        colour(read(png("i.png", filled(BufferedImage.TYPE_BYTE_INDEXED, 255, 0, 0, 255))), 0, 0));
    assertEquals(
        "255 255 255",
        colour(
            read(png("b.png", filled(BufferedImage.TYPE_BYTE_BINARY, 255, 255, 255, 255))), 0, 0));
  }

  @Test
  void pngOfSixteenBits() throws Exception {
    BufferedImage gray = new BufferedImage(4, 3, BufferedImage.TYPE_USHORT_GRAY);
    gray.getRaster().setSample(3, 2, 0, 54_321);
    Pixels read = read(png("gray16.png", gray));
    assertEquals(16, read.bits());
    assertEquals(54_321, read.sample(3, 2, 0));
    ColorModel model =
        new ComponentColorModel(
            java.awt.color.ColorSpace.getInstance(java.awt.color.ColorSpace.CS_sRGB),
            false,
            false,
            ColorModel.OPAQUE,
            DataBuffer.TYPE_USHORT);
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, 4, 3, 3, null);
    raster.setPixel(1, 2, new int[] {60_000, 256, 3});
    Pixels rgb = read(png("rgb16.png", new BufferedImage(model, raster, false, null)));
    assertEquals(16, rgb.bits());
    assertEquals("60000 256 3", colour(rgb, 1, 2));
  }

  @Test
  void netpbmPlainAndRaw() throws Exception {
    assertEquals(
        "7 200",
        grays(file("a.pgm", "P5 # made\n# by hand\n2 1\n255\n", new byte[] {7, (byte) 200})));
    Pixels deep = read(file("b.pgm", "P5\n2 1\n65535\n", new byte[] {1, 2, (byte) 255, 0}));
    assertEquals(16, deep.bits());
    assertEquals(0x0102, deep.sample(0, 0, 0));
    assertEquals(0xff00, deep.sample(1, 0, 0));
    assertEquals("0 255", grays(file("c.pgm", "P2\n2 1\n15\n0 15", new byte[0])));
    assertEquals("1 2 3", colour(read(file("d.ppm", "P6 1 1 255\n", new byte[] {1, 2, 3})), 0, 0));
    assertEquals("9 8 7", colour(read(file("e.ppm", "P3\n1 1\n255\n9 8 7\n", new byte[0])), 0, 0));
    // A maximum of 4095, as 12-bit cameras write it, fills 16 bits.
    Pixels twelve = read(file("f.pgm", "P5\n1 1\n4095\n", new byte[] {0x0f, (byte) 0xff}));
    assertEquals(65_535, twelve.sample(0, 0, 0));
  }

  @Test
  void jpegHasItsExposureTime() throws Exception {
    Photo photo = PhotoReader.read(jpeg("exif.jpg", 1, 1, 125));
    assertEquals(OptionalDouble.of(1 / 125.0), photo.exposureSeconds());
    assertEquals(40, photo.pixels().width());
    Path bare = folder.resolve("bare.jpg");
    Files.write(bare, jpegBytes());
    assertEquals(OptionalDouble.empty(), PhotoReader.read(bare).exposureSeconds());
  }

  /** The stored photo is 40 x 24 with a white patch in its upper left corner. */
  @Test
  void everyOrientationIsTurnedUpright() throws Exception {
    String[] patchAt = {"left top", "right top", "right bottom", "left bottom"};
    // EXIF: where the stored first row and first column are in what was seen.
    int[] corner = {0, 1, 2, 3, 0, 1, 2, 3};
    for (int orientation = 1; orientation <= 8; orientation++) {
      Pixels seen = read(jpeg("o" + orientation + ".jpg", orientation, 1, 2));
      boolean turned = orientation >= 5;
      assertEquals(turned ? 24 : 40, seen.width(), "width, orientation " + orientation);
      assertEquals(turned ? 40 : 24, seen.height(), "height, orientation " + orientation);
      int right = seen.width() - 4;
      int bottom = seen.height() - 4;
      int[][] corners = {{3, 3}, {right, 3}, {right, bottom}, {3, bottom}};
      String found = "nowhere";
      for (int i = 0; i < 4; i++) {
        if (seen.sample(corners[i][0], corners[i][1], 0) > 128) {
          found = patchAt[i];
        }
      }
      assertEquals(patchAt[corner[orientation - 1]], found, "orientation " + orientation);
      // Of the pairs with the patch in the same corner, the long side tells them apart.
      boolean wide = seen.sample(corners[corner[orientation - 1]][0], seen.height() / 2, 0) < 128;
      assertTrue(wide, "orientation " + orientation);
    }
  }

  @Test
  void whatIsNoPhotoIsRefusedByName() throws Exception {
    assertSays(folder.resolve("none.png"), "none.png: no such file");
    assertSays(folder, "not a file");
    assertSays(file("text.png", "not a picture", new byte[0]), "text.png: not an image");
    assertSays(file("empty.jpg", "", new byte[0]), "empty.jpg: not an image");
    byte[] whole = Files.readAllBytes(png("whole.png", filled(1, 1, 2, 3, 255)));
    Path cut = folder.resolve("cut.png");
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    assertSays(cut, "cut.png: cannot be read as an image");
    assertSays(file("short.pgm", "P5\n4 4\n255\n", new byte[15]), "short.pgm: cannot be read");
    assertSays(
        file("huge.pgm", "P5\n2000000000 2000000000\n255\n", new byte[9]), "the header promises");
    assertSays(file("odd.pgm", "P5\n4 x\n255\n", new byte[16]), "its height is no number");
    assertSays(file("max.pgm", "P5\n4 4\n99999\n", new byte[16]), "its maximum is no number");
  }

  @Test
  void whatIsWrittenIsReadBack() throws Exception {
    byte[] samples = new byte[5 * 4 * 3];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (i * 41);
    }
    Path file = folder.resolve("out.png");
    PngWriter.write(file, new Pixels8(5, 4, 3, samples));
    Pixels read = read(file);
    for (int i = 0; i < samples.length; i++) {
      assertEquals(samples[i] & 0xff, read.sample(i / 3 % 5, i / 15, i % 3));
    }
    PngWriter.write(file, new Pixels8(1, 1, 4, new byte[] {10, 20, 30, 0}));
    assertEquals((10 << 16) | (20 << 8) | 30, ImageIO.read(file.toFile()).getRGB(0, 0));
    assertThrows(
        PhotoException.class,
        () -> PngWriter.write(folder.resolve("no/folder.png"), new Pixels8(1, 1, 1, new byte[1])));
  }

  @Test
  void matchesAreDrawnBetweenTheKeypoints() throws Exception {
    Path file = folder.resolve("matches.png");
    Pixels left = new Pixels8(60, 40, 3, new byte[60 * 40 * 3]);
    Pixels right = new Pixels8(50, 30, 1, new byte[50 * 30]);
    MatchPicture.write(
        file, left, right, java.util.List.of(new MatchPicture.Match(10, 20, 30, 20)));
    Pixels drawn = read(file);
    assertEquals(110, drawn.width());
    assertEquals(40, drawn.height());
    for (int x = 10; x <= 90; x++) {
      assertTrue(strongest(drawn, x, 20) > 150, "the line at " + x);
      assertEquals(0, strongest(drawn, x, 27));
    }
    assertEquals(0, strongest(drawn, 100, 20));
  }

  private static int strongest(Pixels pixels, int x, int y) {
    return Math.max(
        pixels.sample(x, y, 0), Math.max(pixels.sample(x, y, 1), pixels.sample(x, y, 2)));
  }

  private static void assertSays(Path file, String part) {
    String message = assertThrows(PhotoException.class, () -> PhotoReader.read(file)).getMessage();
    assertTrue(message.contains(part) && message.contains(file.toString()), message);
    assertTrue(message.contains("PNG, JPEG"), message);
  }

  private static Pixels read(Path file) {
    return PhotoReader.read(file).pixels();
  }

  private static String colour(Pixels pixels, int x, int y) {
    return pixels.sample(x, y, 0) + " " + pixels.sample(x, y, 1) + " " + pixels.sample(x, y, 2);
  }

  private static String grays(Path file) {
    Pixels pixels = read(file);
    assertEquals(1, pixels.bands());
    return pixels.sample(0, 0, 0) + " " + pixels.sample(1, 0, 0);
  }

  private static BufferedImage filled(int type, int red, int green, int blue, int alpha) {
    BufferedImage image = new BufferedImage(4, 3, type);
    int argb = new Color(red, green, blue, alpha).getRGB();
    for (int i = 0; i < 12; i++) {
      image.setRGB(i % 4, i / 4, argb);
    }
    return image;
  }

  private Path png(String name, BufferedImage image) throws IOException {
    Path file = folder.resolve(name);
    assertTrue(ImageIO.write(image, "png", file.toFile()));
    return file;
  }

  private Path file(String name, String header, byte[] samples) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.US_ASCII);
    byte[] bytes = Arrays.copyOf(text, text.length + samples.length);
    System.arraycopy(samples, 0, bytes, text.length, samples.length);
    return Files.write(folder.resolve(name), bytes);
  }

  private byte[] jpegBytes() throws IOException {
    BufferedImage image = new BufferedImage(40, 24, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, 8, 8);
    graphics.dispose();
    Path file = folder.resolve("plain.jpg");
    assertTrue(ImageIO.write(image, "jpg", file.toFile()));
    return Files.readAllBytes(file);
  }

  /** A JPEG with an EXIF block put in behind its first marker, byte by byte (EXIF 2.32). */
  private Path jpeg(String name, int orientation, int numerator, int denominator)
      throws IOException {
    byte[] jpeg = jpegBytes();
    ByteBuffer exif = ByteBuffer.allocate(200);
    exif.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
    exif.put("MM".getBytes(StandardCharsets.US_ASCII)).putShort((short) 42).putInt(8);
    exif.putShort((short) 2);
    exif.putShort((short) 0x0112).putShort((short) 3).putInt(1);
    exif.putShort((short) orientation).putShort((short) 0);
    exif.putShort((short) 0x8769).putShort((short) 4).putInt(1).putInt(38);
    exif.putInt(0);
    exif.putShort((short) 1);
    exif.putShort((short) 0x829a).putShort((short) 5).putInt(1).putInt(56);
    exif.putInt(0);
    exif.putInt(numerator).putInt(denominator);
    byte[] block = Arrays.copyOf(exif.array(), exif.position());
    ByteBuffer out = ByteBuffer.allocate(jpeg.length + block.length + 4);
    out.put(jpeg, 0, 2).putShort((short) 0xffe1).putShort((short) (block.length + 2)).put(block);
    out.put(jpeg, 2, jpeg.length - 2);
    return Files.write(folder.resolve(name), out.array());
  }
}
