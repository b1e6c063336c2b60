package io.mmapdict.imglib2;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import java.lang.foreign.MemorySegment;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.basictypeaccess.array.ArrayDataAccess;
import net.imglib2.loops.LoopBuilder;
import net.imglib2.type.NativeType;
import org.jspecify.annotations.Nullable;

/**
 * Arrays as ImgLib2's images and its images as arrays. ImgLib2 counts axes from the fastest, x
 * first, so an array of [z, y, x] is an image of (x, y, z): element [z, y, x] is pixel (x, y, z).
 *
 * <p>bool is a {@code NativeBoolType}, int8 to int64 and uint8 to uint64 are the integer types of
 * these sizes, float32 and float64 {@code FloatType} and {@code DoubleType}, complex64 and
 * complex128 {@code ComplexFloatType} and {@code ComplexDoubleType}. There is none for the others.
 *
 * <p><b>What is copied.</b> An array is an image in place, whatever its strides, byte order and
 * size: mapped from a file, larger than the heap, more than 2^31 elements. An image is an array in
 * place ({@link #asArray}) if it is one of these or ImgLib2's {@code ArrayImg} over a Java array of
 * numbers; any other is copied ({@link #toArray}).
 *
 * <p>Pixels of a read-only array throw {@link UnsupportedOperationException} when they are set, and
 * a place outside {@link IndexOutOfBoundsException} when it is read. As all of ImgLib2's accesses,
 * one is for one thread; an image is for many.
 */
public final class ImgLib2Images {
  private ImgLib2Images() {}

  /**
   * An array as an image, in place.
   *
   * @param type which type the pixels are of: {@code new FloatType()}
   * @throws IllegalArgumentException if the array's elements are of another type, or it has no axis
   */
  @SuppressWarnings("unchecked") // its class is the type's
  public static <T extends NativeType<T>> Img<T> asImg(NDArray array, T type) {
    PixelType<?> own = PixelType.of(array.dtype());
    if (own.type() != type.getClass()) {
      throw new IllegalArgumentException(
          "an array of %s is an image of %s, not of %s"
              .formatted(
                  array.dtype(), own.type().getSimpleName(), type.getClass().getSimpleName()));
    }
    return image(array, (PixelType<T>) own);
  }

  /**
   * An array as an image of whatever type its elements are, in place.
   *
   * @throws IllegalArgumentException if ImgLib2 has no such type, or the array has no axis
   */
  public static Img<? extends NativeType<?>> asImg(NDArray array) {
    return image(array, PixelType.of(array.dtype()));
  }

  private static <T extends NativeType<T>> Img<T> image(NDArray array, PixelType<T> type) {
    if (array.rank() == 0) {
      throw new IllegalArgumentException("an image has one axis or more; reshape(1) the element");
    }
    return new ArrayImage<>(array, type);
  }

  /**
   * An image as an array, in place: both see what the other sets.
   *
   * @throws UnsupportedOperationException if the image is neither an array's nor ImgLib2's {@code
   *     ArrayImg} over a Java array of numbers
   */
  public static NDArray asArray(Img<?> image) {
    if (image instanceof ArrayImage<?> ours) {
      return ours.array();
    }
    if (image instanceof ArrayImg<?, ?> theirs
        && theirs.update(null) instanceof ArrayDataAccess<?> access) {
      MemorySegment memory = segment(access.getCurrentStorageArray());
      if (memory != null) {
        DType dtype = PixelType.of((Object) image.getType()).dtype();
        Shape shape = Shape.of(reversed(image.dimensionsAsLongArray()));
        return NDArray.over(memory, dtype, Order.C, shape);
      }
    }
    throw new UnsupportedOperationException(
        "an image of " + image.getClass().getName() + " is no array in place; toArray copies");
  }

  /** Of an array of numbers; null of booleans, which have no bits to share. */
  private static @Nullable MemorySegment segment(Object values) {
    return switch (values) {
      case byte[] array -> MemorySegment.ofArray(array);
      case short[] array -> MemorySegment.ofArray(array);
      case int[] array -> MemorySegment.ofArray(array);
      case long[] array -> MemorySegment.ofArray(array);
      case float[] array -> MemorySegment.ofArray(array);
      case double[] array -> MemorySegment.ofArray(array);
      default -> null;
    };
  }

  /**
   * A copy of an image, of an interval's pixels from its least place on.
   *
   * @throws IllegalArgumentException if its type is none of those above
   */
  public static <T extends NativeType<T>> NDArray toArray(RandomAccessibleInterval<T> image) {
    T type = image.getType();
    NDArray array =
        NDArray.zeros(PixelType.of((Object) type).dtype(), reversed(image.dimensionsAsLongArray()));
    if (array.size() > 0) {
      LoopBuilder.setImages(image, asImg(array, type.createVariable()))
          .forEachPixel((from, to) -> to.set(from));
    }
    return array;
  }

  static long[] reversed(long[] lengths) {
    long[] reversed = new long[lengths.length];
    for (int i = 0; i < lengths.length; i++) {
      reversed[i] = lengths[lengths.length - 1 - i];
    }
    return reversed;
  }
}
