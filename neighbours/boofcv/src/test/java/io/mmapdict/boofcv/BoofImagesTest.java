package io.mmapdict.boofcv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import boofcv.struct.image.GrayF32;
import boofcv.struct.image.GrayF64;
import boofcv.struct.image.GrayI;
import boofcv.struct.image.GrayS16;
import boofcv.struct.image.GrayS32;
import boofcv.struct.image.GrayS64;
import boofcv.struct.image.GrayS8;
import boofcv.struct.image.GrayU16;
import boofcv.struct.image.GrayU8;
import boofcv.struct.image.ImageGray;
import boofcv.struct.image.ImageInterleaved;
import boofcv.struct.image.InterleavedF32;
import boofcv.struct.image.InterleavedF64;
import boofcv.struct.image.InterleavedInteger;
import boofcv.struct.image.InterleavedS16;
import boofcv.struct.image.InterleavedS32;
import boofcv.struct.image.InterleavedS64;
import boofcv.struct.image.InterleavedS8;
import boofcv.struct.image.InterleavedU16;
import boofcv.struct.image.InterleavedU8;
import boofcv.struct.image.Planar;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** BoofCV's own get and set say what a pixel is. */
class BoofImagesTest {
  private static final int H = 5;
  private static final int W = 7;
  private static final int BANDS = 3;

  record Row<G extends ImageGray<G>, I extends ImageInterleaved<I>>(
      DType dtype, Class<G> gray, Class<I> interleaved) {

    G toGray(NDArray array) {
      return BoofImages.toGray(array, gray);
    }

    I toInterleaved(NDArray array) {
      return BoofImages.toInterleaved(array, interleaved);
    }

    Planar<G> toPlanar(NDArray array) {
      return BoofImages.toPlanar(array, gray);
    }

    @Override
    public String toString() {
      return dtype.toString();
    }
  }

  static List<Row<?, ?>> types() {
    return List.of(
        new Row<>(DType.UINT8, GrayU8.class, InterleavedU8.class),
        new Row<>(DType.INT8, GrayS8.class, InterleavedS8.class),
        new Row<>(DType.UINT16, GrayU16.class, InterleavedU16.class),
        new Row<>(DType.INT16, GrayS16.class, InterleavedS16.class),
        new Row<>(DType.INT32, GrayS32.class, InterleavedS32.class),
        new Row<>(DType.INT64, GrayS64.class, InterleavedS64.class),
        new Row<>(DType.FLOAT32, GrayF32.class, InterleavedF32.class),
        new Row<>(DType.FLOAT64, GrayF64.class, InterleavedF64.class));
  }

  @ParameterizedTest
  @MethodSource("types")
  void grayImagesOfEachTypeThereAndBack(Row<?, ?> type) {
    NDArray array = numbers(type.dtype, H, W);
    for (NDArray same : sameElements(array)) {
      ImageGray<?> image = type.toGray(same);
      assertSame(type.gray, image.getClass());
      assertEquals(W, image.width);
      assertEquals(H, image.height);
      for (int y = 0; y < H; y++) {
        for (int x = 0; x < W; x++) {
          assertEquals(number(array.at(y, x).get()), pixel(image, x, y));
        }
      }
      assertEquals(array, BoofImages.asArray(image));
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void imagesOfSeveralBandsOfEachTypeThereAndBack(Row<?, ?> type) {
    NDArray array = numbers(type.dtype, H, W, BANDS);
    for (NDArray same : sameElements(array)) {
      ImageInterleaved<?> image = type.toInterleaved(same);
      Planar<?> planar = type.toPlanar(same);
      assertSame(type.interleaved, image.getClass());
      assertSame(type.gray, planar.getBandType());
      for (int y = 0; y < H; y++) {
        for (int x = 0; x < W; x++) {
          for (int band = 0; band < BANDS; band++) {
            assertEquals(number(array.at(y, x, band).get()), pixel(image, x, y, band));
            assertEquals(number(array.at(y, x, band).get()), pixel(planar.getBand(band), x, y));
          }
        }
      }
      assertEquals(array, BoofImages.asArray(image));
      assertEquals(array, BoofImages.toArray(planar));
      assertEquals(array.select(2, 1), BoofImages.asArrays(planar).get(1));
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void subImagesAreSeenInPlace(Row<?, ?> type) {
    NDArray array = numbers(type.dtype, H, W);
    ImageGray<?> image = type.toGray(array);
    NDArray part = BoofImages.asArray(image.subimage(2, 1, 6, H));
    assertEquals(array.slice(0, 1, H).slice(1, 2, 6), part);
    part.at(3, 3).setLong(77);
    assertEquals(77.0, pixel(image, 5, 4));

    NDArray bands = numbers(type.dtype, H, W, BANDS);
    ImageInterleaved<?> interleaved = type.toInterleaved(bands);
    NDArray bandsPart = BoofImages.asArray(interleaved.subimage(2, 1, 6, H));
    assertEquals(bands.slice(0, 1, H).slice(1, 2, 6), bandsPart);
    bandsPart.at(3, 3, 2).setLong(78);
    assertEquals(78.0, pixel(interleaved, 5, 4, 2));

    Planar<?> planar = type.toPlanar(bands);
    assertEquals(
        bands.slice(0, 1, H).slice(1, 2, 6), BoofImages.toArray(planar.subimage(2, 1, 6, H)));
  }

  @ParameterizedTest
  @MethodSource("types")
  void anArrayOverAJavaArrayIsAnImageInPlace(Row<?, ?> type) {
    inPlace(type);
  }

  private static <G extends ImageGray<G>, I extends ImageInterleaved<I>> void inPlace(
      Row<G, I> type) {
    G first = type.toGray(numbers(type.dtype, H, W));
    NDArray array = BoofImages.asArray(first);
    G whole = BoofImages.asGray(array, type.gray);
    assertTrue(!whole.isSubimage());
    G part = BoofImages.asGray(array.slice(0, 1, 4).slice(1, 2, 5), type.gray);
    assertTrue(part.isSubimage());
    G odd = BoofImages.asGray(array.slice(0, 1, H, 2), type.gray);
    array.at(3, 4).setLong(99);
    assertEquals(99.0, pixel(whole, 4, 3));
    assertEquals(99.0, pixel(part, 2, 2));
    assertEquals(99.0, pixel(odd, 4, 1));
    assertEquals(BoofImages.asArray(part), array.slice(0, 1, 4).slice(1, 2, 5));

    I bands = type.toInterleaved(numbers(type.dtype, H, W, BANDS));
    NDArray all = BoofImages.asArray(bands);
    I same = BoofImages.asInterleaved(all, type.interleaved);
    assertTrue(!same.isSubimage());
    I inner = BoofImages.asInterleaved(all.slice(1, 3, 6), type.interleaved);
    assertTrue(inner.isSubimage());
    all.at(4, 4, 1).setLong(98);
    assertEquals(98.0, pixel(same, 4, 4, 1));
    assertEquals(98.0, pixel(inner, 1, 4, 1));
  }

  @Test
  void emptyImagesAndArrays() {
    assertEquals(NDArray.zeros(DType.UINT8, 0, 0), BoofImages.asArray(new GrayU8(0, 0)));
    for (long[] shape : new long[][] {{0, 0}, {0, 4}, {4, 0}}) {
      NDArray array = NDArray.of(new float[0], shape);
      assertEquals(array, BoofImages.asArray(BoofImages.toGray(array, GrayF32.class)));
      assertEquals(array, BoofImages.asArray(BoofImages.asGray(array, GrayF32.class)));
    }
    NDArray bands = NDArray.of(new float[0], 0, 4, 3);
    assertEquals(bands, BoofImages.asArray(BoofImages.toInterleaved(bands, InterleavedF32.class)));
    assertEquals(bands, BoofImages.asArray(BoofImages.asInterleaved(bands, InterleavedF32.class)));
    assertEquals(bands, BoofImages.toArray(BoofImages.toPlanar(bands, GrayF32.class)));
  }

  @Test
  void copiesConvertWhatIsExact() {
    NDArray bytes = NDArray.ofUnsigned(new byte[] {0, 1, -1, 127}, 2, 2);
    assertEquals(255f, BoofImages.toGray(bytes, GrayF32.class).get(0, 1));
    NDArray large = NDArray.of(new int[] {0, 1, 300, 4}, 2, 2);
    assertThrows(ArithmeticException.class, () -> BoofImages.toGray(large, GrayU8.class));
  }

  @Test
  void whatCannotBeSharedIsRefused() {
    NDArray array = NDArray.of(new float[35], H, W);
    refused("read-only", array.asReadOnly());
    refused("does not lie in a float[]", array.copy());
    refused("gaps or another order", array.transpose());
    refused("gaps or another order", array.slice(1, 0, W, 2));
    refused("run backwards", array.slice(0, H - 1, -1, -1));
    refused("gaps or another order", array.slice(1, W - 1, -1, -1));
    float[] swapped = new float[4];
    NDArray other =
        NDArray.over(
            MemorySegment.ofArray(swapped), DType.FLOAT32.withOrder(ByteOrder.BIG_ENDIAN), 2, 2);
    refused("byte order", other);
    NDArray bytes = NDArray.over(MemorySegment.ofArray(new byte[16]), DType.FLOAT32, 2, 2);
    refused("does not lie in a float[]", bytes);
    NDArray between =
        NDArray.over(MemorySegment.ofArray(new float[5]).asSlice(2), DType.FLOAT32, 2, 2);
    refused("between the Java array's numbers", between);
    assertThrows(
        IllegalArgumentException.class,
        () -> BoofImages.asGray(NDArray.of(new double[4], 2, 2), GrayF32.class));
  }

  @Test
  void pixelsWhoseBandsLieApartAreNotShared() {
    NDArray planes = NDArray.of(new float[H * BANDS * W], H, BANDS, W);
    UnsupportedOperationException thrown =
        assertThrows(
            UnsupportedOperationException.class,
            () -> BoofImages.asInterleaved(planes.transpose(0, 2, 1), InterleavedF32.class));
    assertTrue(thrown.getMessage().contains("BoofCV cannot share"), thrown.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"S4", "U1", "V4", "M8[s]", "m8[ms]", "c8"})
  void whatIsNoNumberIsRefused(String type) {
    DType dtype = DType.of(type);
    NDArray array =
        NDArray.over(MemorySegment.ofArray(new byte[4 * dtype.itemSize()]), dtype, 2, 2);
    assertThrows(IllegalArgumentException.class, () -> BoofImages.asGray(array, GrayS32.class));
    assertThrows(IllegalArgumentException.class, () -> BoofImages.asGray(array, GrayS64.class));
    assertThrows(
        UnsupportedOperationException.class, () -> BoofImages.toGray(array, GrayF64.class));
  }

  private static void refused(String why, NDArray array) {
    UnsupportedOperationException thrown =
        assertThrows(
            UnsupportedOperationException.class, () -> BoofImages.asGray(array, GrayF32.class));
    assertTrue(thrown.getMessage().contains(why), thrown.getMessage());
  }

  @Test
  void whatNoImageHoldsIsRefused() {
    NDArray line = NDArray.of(new float[4]);
    assertThrows(IllegalArgumentException.class, () -> BoofImages.toGray(line, GrayF32.class));
    NDArray plane = NDArray.of(new float[4], 2, 2);
    assertThrows(
        IllegalArgumentException.class,
        () -> BoofImages.toInterleaved(plane, InterleavedF32.class));
    assertThrows(IllegalArgumentException.class, () -> BoofImages.toPlanar(plane, GrayF32.class));
    NDArray huge = NDArray.of(new float[0], 0, 1L << 40);
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> BoofImages.toGray(huge, GrayF32.class));
    assertTrue(thrown.getMessage().contains("larger than BoofCV's images"), thrown.getMessage());
    GrayU8 broken = new GrayU8(4, 4);
    broken.data = new byte[3];
    assertThrows(IllegalArgumentException.class, () -> BoofImages.asArray(broken));
  }

  /** Numbers of every size and sign that a type holds and a double holds exactly. */
  private static NDArray numbers(DType dtype, long... shape) {
    NDArray array = NDArray.zeros(dtype, shape);
    NDArray line = array.reshape(array.size());
    int bits = Math.min(8 * dtype.itemSize(), 53);
    for (int i = 0; i < line.size(); i++) {
      long number = (i + 1) * 0x9E3779B97F4A7C15L;
      switch (dtype.kind()) {
        case UINT -> line.at(i).setLong(number >>> (64 - bits));
        case INT -> line.at(i).setLong(number >> (64 - bits));
        default -> line.at(i).setDouble((number >> 44) / 8.0);
      }
    }
    return array;
  }

  /** The array, and views that hold the same elements otherwise. */
  private static List<NDArray> sameElements(NDArray array) {
    NDArray swapped =
        NDArray.zeros(array.dtype().withOrder(ByteOrder.BIG_ENDIAN), array.shape().toArray());
    swapped.copyFrom(array);
    NDArray fortran = NDArray.zeros(array.dtype(), array.transpose().shape().toArray()).transpose();
    fortran.copyFrom(array);
    NDArray backwards = NDArray.zeros(array.dtype(), array.shape().toArray());
    backwards = backwards.slice(0, H - 1, -1, -1).slice(1, W - 1, -1, -1);
    backwards.copyFrom(array);
    return List.of(array, array.asReadOnly(), swapped, fortran, backwards);
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }

  private static double pixel(ImageGray<?> image, int x, int y) {
    return switch (image) {
      case GrayI<?> gray -> gray.get(x, y);
      case GrayS64 gray -> gray.get(x, y);
      case GrayF32 gray -> gray.get(x, y);
      case GrayF64 gray -> gray.get(x, y);
      default -> throw new AssertionError(image.getClass());
    };
  }

  private static double pixel(ImageInterleaved<?> image, int x, int y, int band) {
    return switch (image) {
      case InterleavedInteger<?> bands -> bands.getBand(x, y, band);
      case InterleavedS64 bands -> bands.getBand(x, y, band);
      case InterleavedF32 bands -> bands.getBand(x, y, band);
      case InterleavedF64 bands -> bands.getBand(x, y, band);
      default -> throw new AssertionError(image.getClass());
    };
  }
}
