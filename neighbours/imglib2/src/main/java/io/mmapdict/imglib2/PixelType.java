package io.mmapdict.imglib2;

import io.mmapdict.ndarray.DType;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Function;
import net.imglib2.type.NativeType;
import net.imglib2.type.logic.NativeBoolType;
import net.imglib2.type.numeric.complex.ComplexDoubleType;
import net.imglib2.type.numeric.complex.ComplexFloatType;
import net.imglib2.type.numeric.integer.ByteType;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.integer.LongType;
import net.imglib2.type.numeric.integer.ShortType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.integer.UnsignedIntType;
import net.imglib2.type.numeric.integer.UnsignedLongType;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.DoubleType;
import net.imglib2.type.numeric.real.FloatType;

/**
 * Which of ImgLib2's types an element is.
 *
 * @param at makes the type of the pixel at which an access stands
 * @param in makes that of the pixel at which a cursor stands in its line
 */
record PixelType<T extends NativeType<T>>(
    DType dtype, Class<T> type, Function<ArrayAccess<?>, T> at, Function<LineCursor<?>, T> in) {
  private static final List<PixelType<?>> ALL =
      List.of(
          row(
              DType.BOOL,
              NativeBoolType.class,
              Pixels.Booleans::new,
              LinePixels.Booleans::new,
              NativeBoolType::new),
          row(DType.INT8, ByteType.class, Pixels.Bytes::new, LinePixels.Bytes::new, ByteType::new),
          row(
              DType.UINT8,
              UnsignedByteType.class,
              Pixels.Bytes::new,
              LinePixels.Bytes::new,
              UnsignedByteType::new),
          row(
              DType.INT16,
              ShortType.class,
              Pixels.Shorts::new,
              LinePixels.Shorts::new,
              ShortType::new),
          row(
              DType.UINT16,
              UnsignedShortType.class,
              Pixels.Shorts::new,
              LinePixels.Shorts::new,
              UnsignedShortType::new),
          row(DType.INT32, IntType.class, Pixels.Ints::new, LinePixels.Ints::new, IntType::new),
          row(
              DType.UINT32,
              UnsignedIntType.class,
              Pixels.Ints::new,
              LinePixels.Ints::new,
              UnsignedIntType::new),
          row(DType.INT64, LongType.class, Pixels.Longs::new, LinePixels.Longs::new, LongType::new),
          row(
              DType.UINT64,
              UnsignedLongType.class,
              Pixels.Longs::new,
              LinePixels.Longs::new,
              UnsignedLongType::new),
          row(
              DType.FLOAT32,
              FloatType.class,
              Pixels.Floats::new,
              LinePixels.Floats::new,
              FloatType::new),
          row(
              DType.FLOAT64,
              DoubleType.class,
              Pixels.Doubles::new,
              LinePixels.Doubles::new,
              DoubleType::new),
          row(
              DType.COMPLEX64,
              ComplexFloatType.class,
              Pixels.ComplexFloats::new,
              LinePixels.ComplexFloats::new,
              ComplexFloatType::new),
          row(
              DType.COMPLEX128,
              ComplexDoubleType.class,
              Pixels.ComplexDoubles::new,
              LinePixels.ComplexDoubles::new,
              ComplexDoubleType::new));

  /**
   * One row.
   *
   * @param make what both pixels are made of
   */
  private static <A, T extends NativeType<T>> PixelType<T> row(
      DType dtype,
      Class<T> type,
      Function<ArrayAccess<?>, A> at,
      Function<LineCursor<?>, A> in,
      Function<A, T> make) {
    return new PixelType<>(dtype, type, at.andThen(make), in.andThen(make));
  }

  /** In either byte order. */
  static PixelType<?> of(DType dtype) {
    for (PixelType<?> row : ALL) {
      if (row.dtype.equals(dtype.withOrder(ByteOrder.nativeOrder()))) {
        return row;
      }
    }
    throw new IllegalArgumentException(
        "ImgLib2 has no type for " + dtype + "; copy into an array of another, such as float32");
  }

  static PixelType<?> of(Object type) {
    for (PixelType<?> row : ALL) {
      if (row.type == type.getClass()) {
        return row;
      }
    }
    throw new IllegalArgumentException(
        "no array has elements of ImgLib2's "
            + type.getClass().getSimpleName()
            + "; convert the image to one of "
            + ALL.stream().map(row -> row.type.getSimpleName()).toList());
  }
}
