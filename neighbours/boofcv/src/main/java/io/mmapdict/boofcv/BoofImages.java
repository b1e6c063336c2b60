package io.mmapdict.boofcv;

import boofcv.struct.image.GrayF32;
import boofcv.struct.image.GrayF64;
import boofcv.struct.image.GrayI16;
import boofcv.struct.image.GrayI8;
import boofcv.struct.image.GrayS32;
import boofcv.struct.image.GrayS64;
import boofcv.struct.image.ImageBase;
import boofcv.struct.image.ImageDataType;
import boofcv.struct.image.ImageGray;
import boofcv.struct.image.ImageInterleaved;
import boofcv.struct.image.InterleavedF32;
import boofcv.struct.image.InterleavedF64;
import boofcv.struct.image.InterleavedI16;
import boofcv.struct.image.InterleavedI8;
import boofcv.struct.image.InterleavedS32;
import boofcv.struct.image.InterleavedS64;
import boofcv.struct.image.Planar;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.neighbours.HeapRows;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * BoofCV's images as arrays and arrays as its images: U8, S8, U16, S16, S32, S64, F32 and F64, gray
 * of height x width, interleaved and planar of height x width x bands. Element [y, x] is pixel (x,
 * y).
 *
 * <p><b>What is copied.</b> BoofCV holds Java arrays. So an image is an array in place ({@code
 * asArray}: both see what the other sets), sub-images, too; only a planar image, whose bands lie
 * apart, is as many arrays or a copy. An array is an image in place only where it lies in a Java
 * array ({@code asGray}, {@code asInterleaved}); one that is mapped from a file is copied ({@code
 * toGray} and so on), and {@code asArray(image)} with {@link NDArray#copyFrom} copies back.
 *
 * <p>Copies convert as {@link io.mmapdict.ndarray.Element} says: {@code toGray(bytes,
 * GrayF32.class)} makes floats of a uint8 array, and what the image's numbers cannot hold exactly
 * is refused with an {@link ArithmeticException}.
 */
public final class BoofImages {
  private static final String NAME = "BoofCV";

  private BoofImages() {}

  /** A gray image as an array of height x width, in place. */
  public static NDArray asArray(ImageGray<?> image) {
    DType dtype = dtype(image.getDataType());
    Shape shape = Shape.of(image.height, image.width);
    return HeapRows.view(data(image), dtype, shape, image.startIndex, image.stride, 1);
  }

  /** An interleaved image as an array of height x width x bands, in place. */
  public static NDArray asArray(ImageInterleaved<?> image) {
    DType dtype = dtype(image.getDataType());
    Shape shape = Shape.of(image.height, image.width, image.numBands);
    return HeapRows.view(
        data(image), dtype, shape, image.startIndex, image.stride, image.numBands, 1);
  }

  /** The bands of a planar image, each an array of height x width, in place. */
  public static List<NDArray> asArrays(Planar<?> image) {
    return Arrays.<ImageGray<?>>stream(image.bands).map(BoofImages::asArray).toList();
  }

  /** A planar image as an array of height x width x bands: a copy. */
  public static NDArray toArray(Planar<?> image) {
    NDArray array =
        NDArray.zeros(
            dtype(ImageDataType.classToType(image.getBandType())),
            image.height,
            image.width,
            image.getNumBands());
    for (int band = 0; band < image.getNumBands(); band++) {
      array.select(2, band).copyFrom(asArray(image.getBand(band)));
    }
    return array;
  }

  /**
   * An array of height x width as an image: a copy.
   *
   * @throws IllegalArgumentException if the array has not two axes, or more pixels than a Java
   *     array holds
   * @throws ArithmeticException if an element is no number of the image's type
   */
  public static <T extends ImageGray<T>> T toGray(NDArray array, Class<T> type) {
    int[] size = size(array, 2);
    T image = ImageGray.create(type, size[1], size[0]);
    asArray(image).copyFrom(array);
    return image;
  }

  /**
   * An array of height x width x bands as an interleaved image: a copy.
   *
   * @throws IllegalArgumentException if the array has not three axes, or more elements than a Java
   *     array holds
   * @throws ArithmeticException if an element is no number of the image's type
   */
  public static <T extends ImageInterleaved<T>> T toInterleaved(NDArray array, Class<T> type) {
    int[] size = size(array, 3);
    T image = ImageInterleaved.create(type, size[1], size[0], size[2]);
    asArray(image).copyFrom(array);
    return image;
  }

  /**
   * An array of height x width x bands as a planar image: a copy. One of bands x height x width is
   * {@code array.transpose(1, 2, 0)} of that.
   *
   * @param type the type of each band
   * @throws IllegalArgumentException if the array has not three axes, or more pixels than a Java
   *     array holds
   * @throws ArithmeticException if an element is no number of the image's type
   */
  public static <T extends ImageGray<T>> Planar<T> toPlanar(NDArray array, Class<T> type) {
    int[] size = size(array, 3);
    Planar<T> image = new Planar<>(type, size[1], size[0], size[2]);
    for (int band = 0; band < size[2]; band++) {
      asArray(image.getBand(band)).copyFrom(array.select(2, band));
    }
    return image;
  }

  /**
   * An array of height x width that lies in a Java array as an image, in place. Part of a Java
   * array becomes a sub-image, which BoofCV does not reshape.
   *
   * @throws IllegalArgumentException if the array has not two axes or another type of element
   * @throws UnsupportedOperationException if it is mapped, read-only, of the other byte order, or
   *     its rows have gaps
   */
  public static <T extends ImageGray<T>> T asGray(NDArray array, Class<T> type) {
    int[] size = size(array, 2);
    T image = ImageGray.create(type, 0, 0);
    return share(array, image, image.getDataType(), size, 1);
  }

  /**
   * An array of height x width x bands that lies in a Java array as an image, in place. Part of a
   * Java array becomes a sub-image, which BoofCV does not reshape.
   *
   * @throws IllegalArgumentException if the array has not three axes or another type of element
   * @throws UnsupportedOperationException if it is mapped, read-only, of the other byte order, or
   *     its rows have gaps
   */
  public static <T extends ImageInterleaved<T>> T asInterleaved(NDArray array, Class<T> type) {
    int[] size = size(array, 3);
    T image = ImageInterleaved.create(type, 0, 0, size[2]);
    return share(array, image, image.getDataType(), size, size[2]);
  }

  private static <T extends ImageBase<T>> T share(
      NDArray array, T image, ImageDataType type, int[] size, int bands) {
    HeapRows rows = HeapRows.of(array, dtype(type), NAME);
    setData(image, rows.array());
    image.startIndex = rows.start();
    image.stride = rows.stride();
    image.width = size[1];
    image.height = size[0];
    image.subImage = rows.start() != 0 || rows.stride() != size[1] * bands;
    return image;
  }

  /** Lengths of axes that a Java array has room for. */
  private static int[] size(NDArray array, int rank) {
    Shape shape = array.shape();
    if (shape.rank() != rank) {
      throw new IllegalArgumentException(
          "expected an array of %s, found shape %s"
              .formatted(rank == 2 ? "height x width" : "height x width x bands", shape));
    }
    int[] size = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      if (shape.length(axis) > Integer.MAX_VALUE || shape.size() > Integer.MAX_VALUE - 8) {
        throw new IllegalArgumentException(
            "an array of shape " + shape + " is larger than BoofCV's images can be");
      }
      size[axis] = (int) shape.length(axis);
    }
    return size;
  }

  private static DType dtype(ImageDataType type) {
    return switch (type) {
      case U8 -> DType.UINT8;
      case S8 -> DType.INT8;
      case U16 -> DType.UINT16;
      case S16 -> DType.INT16;
      case S32 -> DType.INT32;
      case S64 -> DType.INT64;
      case F32 -> DType.FLOAT32;
      case F64 -> DType.FLOAT64;
      default ->
          throw new IllegalArgumentException(
              "expected an image of U8 to F64, found one of " + type + ", which says no type");
    };
  }

  private static MemorySegment data(ImageBase<?> image) {
    return switch (image) {
      case GrayI8<?> gray -> MemorySegment.ofArray(gray.data);
      case GrayI16<?> gray -> MemorySegment.ofArray(gray.data);
      case GrayS32 gray -> MemorySegment.ofArray(gray.data);
      case GrayS64 gray -> MemorySegment.ofArray(gray.data);
      case GrayF32 gray -> MemorySegment.ofArray(gray.data);
      case GrayF64 gray -> MemorySegment.ofArray(gray.data);
      case InterleavedI8<?> bands -> MemorySegment.ofArray(bands.data);
      case InterleavedI16<?> bands -> MemorySegment.ofArray(bands.data);
      case InterleavedS32 bands -> MemorySegment.ofArray(bands.data);
      case InterleavedS64 bands -> MemorySegment.ofArray(bands.data);
      case InterleavedF32 bands -> MemorySegment.ofArray(bands.data);
      case InterleavedF64 bands -> MemorySegment.ofArray(bands.data);
      default -> throw unknown(image);
    };
  }

  private static void setData(ImageBase<?> image, Object data) {
    switch (image) {
      case ImageGray<?> gray -> gray._setData(data);
      case InterleavedI8<?> bands -> bands.data = (byte[]) data;
      case InterleavedI16<?> bands -> bands.data = (short[]) data;
      case InterleavedS32 bands -> bands.data = (int[]) data;
      case InterleavedS64 bands -> bands.data = (long[]) data;
      case InterleavedF32 bands -> bands.data = (float[]) data;
      case InterleavedF64 bands -> bands.data = (double[]) data;
      default -> throw unknown(image);
    }
  }

  private static IllegalArgumentException unknown(ImageBase<?> image) {
    return new IllegalArgumentException("not one of BoofCV's own images: " + image.getClass());
  }
}
