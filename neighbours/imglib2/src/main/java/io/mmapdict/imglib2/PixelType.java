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
 */
record PixelType<T extends NativeType<T>>(
    DType dtype, Class<T> type, Function<ArrayAccess<?>, T> at) {
  private static final List<PixelType<?>> ALL =
      List.of(
          row(DType.BOOL, NativeBoolType.class, at -> new NativeBoolType(new Pixels.Booleans(at))),
          row(DType.INT8, ByteType.class, at -> new ByteType(new Pixels.Bytes(at))),
          row(
              DType.UINT8,
              UnsignedByteType.class,
              at -> new UnsignedByteType(new Pixels.Bytes(at))),
          row(DType.INT16, ShortType.class, at -> new ShortType(new Pixels.Shorts(at))),
          row(
              DType.UINT16,
              UnsignedShortType.class,
              at -> new UnsignedShortType(new Pixels.Shorts(at))),
          row(DType.INT32, IntType.class, at -> new IntType(new Pixels.Ints(at))),
          row(DType.UINT32, UnsignedIntType.class, at -> new UnsignedIntType(new Pixels.Ints(at))),
          row(DType.INT64, LongType.class, at -> new LongType(new Pixels.Longs(at))),
          row(
              DType.UINT64,
              UnsignedLongType.class,
              at -> new UnsignedLongType(new Pixels.Longs(at))),
          row(DType.FLOAT32, FloatType.class, at -> new FloatType(new Pixels.Floats(at))),
          row(DType.FLOAT64, DoubleType.class, at -> new DoubleType(new Pixels.Doubles(at))),
          row(
              DType.COMPLEX64,
              ComplexFloatType.class,
              at -> new ComplexFloatType(new Pixels.ComplexFloats(at))),
          row(
              DType.COMPLEX128,
              ComplexDoubleType.class,
              at -> new ComplexDoubleType(new Pixels.ComplexDoubles(at))));

  private static <T extends NativeType<T>> PixelType<T> row(
      DType dtype, Class<T> type, Function<ArrayAccess<?>, T> at) {
    return new PixelType<>(dtype, type, at);
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
