package io.mmapdict.awt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import java.awt.Point;
import java.awt.image.BandedSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.SinglePixelPackedSampleModel;
import java.awt.image.WritableRaster;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What getSampleDouble says of a raster, its array says. */
class AwtRastersTest {
  private static final int H = 5;
  private static final int W = 7;

  @ParameterizedTest
  @ValueSource(strings = {"uint8", "uint16", "int16", "int32", "float32", "float64"})
  void eachTypeThereAndBack(String type) {
    for (int bands = 1; bands <= 5; bands++) {
      long[] shape = bands == 1 ? new long[] {H, W} : new long[] {H, W, bands};
      NDArray array = NDArray.zeros(DType.of(type).withOrder(ByteOrder.BIG_ENDIAN), shape);
      NDArray line = array.reshape(array.size());
      for (int i = 0; i < line.size(); i++) {
        line.at(i).setLong(i);
      }
      WritableRaster raster = AwtRasters.toRaster(array);
      assertSame(raster, AwtRasters.asArray(raster));
      assertSame(raster, AwtRasters.toArray(raster));
      NDArray back = NDArray.zeros(array.dtype(), shape);
      back.copyFrom(AwtRasters.asArray(raster));
      assertEquals(array, back);
    }
  }

  @Test
  void aPartOfARasterWhereverItBegins() {
    WritableRaster raster = filled(Raster.createInterleavedRaster(0, W, H, 3, new Point(10, 20)));
    Raster part = raster.createChild(12, 21, 4, 3, -5, -6, new int[] {1, 2});
    assertSame(part, AwtRasters.asArray(part));
    assertSame(part, AwtRasters.toArray(part));
    Raster reversed = raster.createChild(12, 21, 4, 3, 0, 0, new int[] {2, 0});
    assertSame(reversed, AwtRasters.asArray(reversed));
    Raster mixed = raster.createChild(12, 21, 4, 3, -5, 8, new int[] {2, 0, 1});
    assertThrows(UnsupportedOperationException.class, () -> AwtRasters.asArray(mixed));
    assertSame(mixed, AwtRasters.toArray(mixed));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        DataBuffer.TYPE_BYTE,
        DataBuffer.TYPE_USHORT,
        DataBuffer.TYPE_SHORT,
        DataBuffer.TYPE_INT,
        DataBuffer.TYPE_FLOAT,
        DataBuffer.TYPE_DOUBLE
      })
  void bandsInJavaArraysOfTheirOwnAreCopied(int type) {
    WritableRaster raster =
        filled(Raster.createWritableRaster(new BandedSampleModel(type, W, H, 3), null));
    assertThrows(UnsupportedOperationException.class, () -> AwtRasters.asArray(raster));
    assertSame(raster, AwtRasters.toArray(raster));
    Raster second = raster.createChild(1, 1, W - 2, H - 2, 0, 0, new int[] {1});
    assertSame(second, AwtRasters.asArray(second));
  }

  @Test
  void bandsInOneJavaArrayOneBehindTheOther() {
    int[] banks = {0, 0, 0};
    int[] offsets = {0, W * H, 2 * W * H};
    WritableRaster raster =
        filled(
            Raster.createWritableRaster(
                new BandedSampleModel(DataBuffer.TYPE_USHORT, W, H, W, banks, offsets), null));
    assertSame(raster, AwtRasters.asArray(raster));
  }

  @Test
  void samplesOfLessThanAByteAreCopied() {
    for (int bits : new int[] {1, 2, 4}) {
      WritableRaster raster =
          filled(Raster.createPackedRaster(DataBuffer.TYPE_BYTE, W, H, 1, bits, new Point(0, 0)));
      assertThrows(UnsupportedOperationException.class, () -> AwtRasters.asArray(raster));
      NDArray array = AwtRasters.toArray(raster);
      assertEquals(DType.UINT8, array.dtype());
      assertSame(raster, array);
    }
    int[] tenBits = {0x3ff00000, 0xffc00, 0x3ff};
    WritableRaster deep =
        filled(
            Raster.createWritableRaster(
                new SinglePixelPackedSampleModel(DataBuffer.TYPE_INT, W, H, tenBits), null));
    assertSame(deep, AwtRasters.toArray(deep));
  }

  @Test
  void aBufferThatBeginsLater() {
    WritableRaster raster =
        filled(
            Raster.createWritableRaster(
                new PixelInterleavedSampleModel(
                    DataBuffer.TYPE_BYTE, W, H, 2, 2 * W + 3, new int[] {0, 1}),
                new java.awt.image.DataBufferByte(new byte[200], 190, 9),
                null));
    assertSame(raster, AwtRasters.asArray(raster));
  }

  @Test
  void whatNoRasterHoldsIsRefused() {
    for (String type : new String[] {"int8", "uint32", "int64", "float16", "complex64", "bool"}) {
      NDArray array = NDArray.zeros(DType.of(type), 2, 2);
      IllegalArgumentException thrown =
          assertThrows(IllegalArgumentException.class, () -> AwtRasters.toRaster(array));
      assertEquals(true, thrown.getMessage().contains("no samples of " + type));
    }
    NDArray empty = NDArray.zeros(DType.UINT8, 0, 3);
    assertThrows(IllegalArgumentException.class, () -> AwtRasters.toRaster(empty));
  }

  private static WritableRaster filled(WritableRaster raster) {
    int next = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      for (int x = 0; x < raster.getWidth(); x++) {
        for (int band = 0; band < raster.getNumBands(); band++) {
          int bits = Math.min(raster.getSampleModel().getSampleSize(band), 16);
          raster.setSample(
              x + raster.getMinX(), y + raster.getMinY(), band, next++ * 37 & ((1 << bits) - 1));
        }
      }
    }
    return raster;
  }

  private static void assertSame(Raster raster, NDArray array) {
    boolean one = raster.getNumBands() == 1;
    assertEquals(one ? 2 : 3, array.rank());
    assertEquals(raster.getHeight(), array.shape().length(0));
    assertEquals(raster.getWidth(), array.shape().length(1));
    for (int y = 0; y < raster.getHeight(); y++) {
      for (int x = 0; x < raster.getWidth(); x++) {
        for (int band = 0; band < raster.getNumBands(); band++) {
          double expected =
              raster.getSampleDouble(raster.getMinX() + x, raster.getMinY() + y, band);
          assertEquals(expected, (one ? array.at(y, x) : array.at(y, x, band)).getDouble());
        }
      }
    }
  }
}
