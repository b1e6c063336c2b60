package io.mmapdict.awt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What java.awt's own getRGB and getSample say of an image, its array says. */
class AwtImagesTest {
  private static final int H = 5;
  private static final int W = 7;

  @ParameterizedTest
  @ValueSource(
      ints = {BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_BGR})
  void coloursAreSeenInPlaceWhateverOrderTheyLieIn(int type) {
    BufferedImage image = random(type, W, H);
    NDArray array = AwtImages.asArray(image);
    assertColours(image, array, 3);
    assertEquals(array, AwtImages.toArray(image));
    array.at(3, 2, 1).setInt(200);
    assertEquals(200, (image.getRGB(2, 3) >> 8) & 0xff);

    BufferedImage part = image.getSubimage(2, 1, 4, 3);
    assertEquals(array.slice(0, 1, 4).slice(1, 2, 6), AwtImages.asArray(part));
    assertEquals(array.slice(0, 1, 4).slice(1, 2, 6), AwtImages.toArray(part));
  }

  @Test
  void fourBytesAreSeenInPlace() {
    BufferedImage image = random(BufferedImage.TYPE_4BYTE_ABGR, W, H);
    assertColours(image, AwtImages.asArray(image), 4);
    assertColours(image, AwtImages.toArray(image), 4);
  }

  @Test
  void alphaBehindReversedColoursIsCopied() {
    BufferedImage image = random(BufferedImage.TYPE_INT_ARGB, W, H);
    assertThrows(UnsupportedOperationException.class, () -> AwtImages.asArray(image));
    assertColours(image, AwtImages.toArray(image), 4);
    BufferedImage part = image.getSubimage(2, 1, 4, 3);
    assertColours(part, AwtImages.toArray(part), 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY})
  void grayIsNotMadeBrighter(int type) {
    BufferedImage image = new BufferedImage(W, H, type);
    NDArray array = AwtImages.asArray(image);
    int unit = type == BufferedImage.TYPE_BYTE_GRAY ? 1 : 257;
    for (int y = 0; y < H; y++) {
      for (int x = 0; x < W; x++) {
        image.getRaster().setSample(x, y, 0, (y * W + x) * 7 * unit);
        assertEquals((y * W + x) * 7 * unit, array.at(y, x).getInt());
      }
    }
    assertEquals(unit == 1 ? DType.UINT8 : DType.UINT16, array.dtype());
    assertEquals(array, AwtImages.toArray(image));
    BufferedImage copy = AwtImages.toImage(array);
    assertEquals(type, copy.getType());
    assertEquals(array, AwtImages.asArray(copy));
    BufferedImage same = AwtImages.asImage(array);
    assertEquals(type, same.getType());
    array.at(2, 3).setInt(9);
    assertEquals(9, same.getRaster().getSample(3, 2, 0));
    assertEquals(10 * 7 * unit, copy.getRaster().getSample(3, 1, 0));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_BYTE_INDEXED,
        BufferedImage.TYPE_BYTE_BINARY,
        BufferedImage.TYPE_USHORT_565_RGB,
        BufferedImage.TYPE_USHORT_555_RGB
      })
  void whatMustBeLookedUpIsCopied(int type) {
    BufferedImage image = random(type, W, H);
    int bands = image.getColorModel().hasAlpha() ? 4 : 3;
    assertColours(image, AwtImages.toArray(image), bands);
    BufferedImage part = image.getSubimage(2, 1, 4, 3);
    assertColours(part, AwtImages.toArray(part), bands);
  }

  @Test
  void thePlacesInAPaletteAreSeenInPlace() {
    byte[] ramp = {1, 50, 100};
    byte[] none = {0, -1, -1};
    IndexColorModel palette = new IndexColorModel(8, 3, ramp, none, ramp, none);
    BufferedImage image = new BufferedImage(W, H, BufferedImage.TYPE_BYTE_INDEXED, palette);
    image.getRaster().setSample(2, 1, 0, 2);
    NDArray indices = AwtImages.asArray(image);
    assertEquals(2, indices.at(1, 2).getInt());
    indices.at(4, 6).setInt(1);
    NDArray colours = AwtImages.toArray(image);
    assertEquals(List.of(100L, 255L, 100L, 255L), row(colours.select(0, 1).select(0, 2)));
    assertEquals(List.of(50L, 255L, 50L, 255L), row(colours.select(0, 4).select(0, 6)));
    assertEquals(List.of(1L, 0L, 1L, 0L), row(colours.select(0, 0).select(0, 0)));
  }

  @Test
  void premultipliedColoursAreSeenInPlaceOnly() {
    BufferedImage image = random(BufferedImage.TYPE_4BYTE_ABGR, W, H);
    NDArray before = AwtImages.toArray(image);
    image.coerceData(true);
    assertThrows(IllegalArgumentException.class, () -> AwtImages.toArray(image));
    int alpha = before.at(1, 2, 3).getInt();
    assertEquals(
        before.at(1, 2, 0).getInt() * alpha / 255.0,
        AwtImages.asArray(image).at(1, 2, 0).getInt(),
        0.51); // java.awt rounds it
  }

  @ParameterizedTest
  @ValueSource(strings = {"uint8", "uint16"})
  void arraysOfEachNumberOfBandsThereAndBack(String type) {
    for (int bands = 1; bands <= 4; bands++) {
      NDArray array = NDArray.zeros(DType.of(type), H, W, bands);
      NDArray line = array.reshape(array.size());
      for (int i = 0; i < line.size(); i++) {
        line.at(i).setLong((i * 40503L) & (type.equals("uint8") ? 0xff : 0xffff));
      }
      NDArray samples = bands == 1 ? array.select(2, 0) : array;
      for (NDArray same : sameElements(array)) {
        BufferedImage image = AwtImages.toImage(same);
        for (int y = 0; y < H; y++) {
          for (int x = 0; x < W; x++) {
            for (int band = 0; band < bands; band++) {
              assertEquals(array.at(y, x, band).getInt(), image.getRaster().getSample(x, y, band));
            }
          }
        }
        assertEquals(samples, AwtImages.toArray(image));
        assertEquals(samples, AwtImages.asArray(image));
      }
    }
  }

  @Test
  void javaAwtsOwnTypesAreTakenWhereTheyHoldTheArray() {
    assertEquals(
        BufferedImage.TYPE_3BYTE_BGR,
        AwtImages.toImage(NDArray.zeros(DType.UINT8, 2, 2, 3)).getType());
    assertEquals(
        BufferedImage.TYPE_4BYTE_ABGR,
        AwtImages.toImage(NDArray.zeros(DType.UINT8, 2, 2, 4)).getType());
  }

  @Test
  void anArrayOverAJavaArrayIsAnImageInPlace() {
    byte[] bytes = new byte[H * W * 3];
    new Random(5).nextBytes(bytes);
    NDArray array = NDArray.ofUnsigned(bytes, H, W, 3);
    BufferedImage image = AwtImages.asImage(array);
    assertColours(image, array, 3);
    image.setRGB(6, 4, 0xff102030);
    assertEquals(0x30, bytes[bytes.length - 1]);
    NDArray part = array.slice(0, 1, H).slice(1, 2, 6);
    assertColours(AwtImages.asImage(part), part, 3);
    NDArray lastRow = array.slice(0, H - 1, H).slice(1, 1, W);
    assertColours(AwtImages.asImage(lastRow), lastRow, 3);

    short[] shorts = new short[H * W * 4];
    NDArray deep = NDArray.ofUnsigned(shorts, H, W, 4).slice(0, 2, H);
    AwtImages.asImage(deep).getRaster().setSample(1, 2, 3, 60000);
    assertEquals(60000, deep.at(2, 1, 3).getInt());
  }

  @Test
  void whatCannotBeSharedIsRefused() {
    NDArray array = NDArray.ofUnsigned(new byte[H * W], H, W);
    for (NDArray other :
        List.of(
            array.copy(),
            array.asReadOnly(),
            array.transpose(),
            array.slice(0, H - 1, -1, -1),
            array.slice(1, 0, W, 2))) {
      assertThrows(UnsupportedOperationException.class, () -> AwtImages.asImage(other));
    }
  }

  @Test
  void otherNumbersAreScaledByChoice() {
    float[] values = {-1, 0, 1, 2, 3, 4, Float.NaN, Float.POSITIVE_INFINITY};
    NDArray array = NDArray.of(values, 2, 4);
    assertThrows(IllegalArgumentException.class, () -> AwtImages.toImage(array));
    NDArray image = AwtImages.asArray(AwtImages.toImage(array, 0, 3));
    assertEquals(List.of(0L, 0L, 85L, 170L), row(image.select(0, 0)));
    assertEquals(List.of(255L, 255L, 0L, 255L), row(image.select(0, 1)));
    NDArray inverted = AwtImages.asArray(AwtImages.toImage(array, 3, 0));
    assertEquals(List.of(255L, 255L, 170L, 85L), row(inverted.select(0, 0)));
    NDArray flags = NDArray.of(new boolean[] {true, false}, 1, 2);
    assertEquals(
        List.of(255L, 0L), row(AwtImages.asArray(AwtImages.toImage(flags, 0, 1)).select(0, 0)));
    NDArray colours = NDArray.of(new int[] {0, 50, 100}, 1, 1, 3);
    assertEquals(0xff0080ff, AwtImages.toImage(colours, 0, 100).getRGB(0, 0));
  }

  @Test
  void whatNoImageHoldsIsRefused() {
    for (NDArray array :
        List.of(
            NDArray.zeros(DType.UINT8, 0, 4),
            NDArray.zeros(DType.UINT8, 4),
            NDArray.zeros(DType.UINT8, 2, 2, 5),
            NDArray.zeros(DType.UINT8, 2, 2, 2, 2))) {
      assertThrows(IllegalArgumentException.class, () -> AwtImages.toImage(array));
      assertThrows(IllegalArgumentException.class, () -> AwtImages.asImage(array));
      assertThrows(IllegalArgumentException.class, () -> AwtImages.toImage(array, 0, 1));
    }
    NDArray plane = NDArray.zeros(DType.FLOAT32, 2, 2);
    assertThrows(IllegalArgumentException.class, () -> AwtImages.toImage(plane, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> AwtImages.toImage(plane, 0, Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> AwtImages.toImage(plane, -1e308, 1e308));
  }

  private static BufferedImage random(int type, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, type);
    Random random = new Random(type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt());
      }
    }
    return image;
  }

  private static void assertColours(BufferedImage image, NDArray array, int bands) {
    assertEquals(DType.UINT8, array.dtype());
    assertTrue(image.getWidth() > 1 && image.getHeight() >= 1);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int argb = image.getRGB(x, y);
        List<Long> expected =
            List.of((argb >> 16) & 0xffL, (argb >> 8) & 0xffL, argb & 0xffL, (argb >>> 24) & 0xffL);
        assertEquals(expected.subList(0, bands), row(array.select(0, y).select(0, x)));
      }
    }
  }

  private static List<Long> row(NDArray array) {
    return Arrays.stream(array.toLongArray()).boxed().toList();
  }

  /** The array, and views that hold the same elements otherwise. */
  private static List<NDArray> sameElements(NDArray array) {
    long[] shape = array.shape().toArray();
    NDArray swapped = NDArray.zeros(array.dtype().withOrder(ByteOrder.BIG_ENDIAN), shape);
    swapped.copyFrom(array);
    NDArray fortran = NDArray.zeros(array.dtype(), shape[2], shape[1], shape[0]).transpose();
    fortran.copyFrom(array);
    NDArray backwards = NDArray.zeros(array.dtype(), shape);
    backwards = backwards.slice(0, H - 1, -1, -1).slice(1, W - 1, -1, -1);
    backwards.copyFrom(array);
    return List.of(array, array.asReadOnly(), swapped, fortran, backwards);
  }
}
