package io.mmapdict.imglib2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Descr;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.pickle.PyComplex;
import io.mmapdict.pickle.PyTuple;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgFactory;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.cell.CellImgFactory;
import net.imglib2.img.planar.PlanarImgFactory;
import net.imglib2.loops.LoopBuilder;
import net.imglib2.type.NativeType;
import net.imglib2.type.logic.BitType;
import net.imglib2.type.logic.NativeBoolType;
import net.imglib2.type.numeric.ComplexType;
import net.imglib2.type.numeric.IntegerType;
import net.imglib2.type.numeric.RealType;
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
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ImgLib2's own types say what a pixel is, and its own images hold what is copied. */
class ImgLib2ImagesTest {
  private static final long[] SHAPE = {2, 3, 5}; // z, y, x

  @TempDir private Path folder;

  record Row<T extends NativeType<T>>(DType dtype, T type) {
    @Override
    public String toString() {
      return dtype.toString();
    }
  }

  static List<Row<?>> types() {
    return List.of(
        new Row<>(DType.BOOL, new NativeBoolType()),
        new Row<>(DType.INT8, new ByteType()),
        new Row<>(DType.UINT8, new UnsignedByteType()),
        new Row<>(DType.INT16, new ShortType()),
        new Row<>(DType.UINT16, new UnsignedShortType()),
        new Row<>(DType.INT32, new IntType()),
        new Row<>(DType.UINT32, new UnsignedIntType()),
        new Row<>(DType.INT64, new LongType()),
        new Row<>(DType.UINT64, new UnsignedLongType()),
        new Row<>(DType.FLOAT32, new FloatType()),
        new Row<>(DType.FLOAT64, new DoubleType()),
        new Row<>(DType.COMPLEX64, new ComplexFloatType()),
        new Row<>(DType.COMPLEX128, new ComplexDoubleType()));
  }

  @ParameterizedTest
  @MethodSource("types")
  void pixelsAreTheElementsInPlace(Row<?> row) {
    pixels(row);
  }

  private static <T extends NativeType<T>> void pixels(Row<T> row) {
    NDArray array = numbers(row.dtype, SHAPE);
    for (NDArray same : sameElements(array)) {
      Img<T> image = ImgLib2Images.asImg(same, row.type);
      assertSame(row.type.getClass(), image.getType().getClass());
      assertEquals(List.of(5L, 3L, 2L), dimensions(image));
      assertEquals(30, image.size());
      RandomAccess<T> access = image.randomAccess();
      for (int z = 0; z < 2; z++) {
        for (int y = 0; y < 3; y++) {
          for (int x = 0; x < 5; x++) {
            access.setPosition(new long[] {x, y, z});
            assertEquals(array.at(z, y, x).get(), value(access.get()));
          }
        }
      }
      assertSame(same, ImgLib2Images.asArray(image));
      assertEquals(array, ImgLib2Images.toArray(image));
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void whatIsSetIsSetInTheArray(Row<?> row) {
    set(row);
  }

  private static <T extends NativeType<T>> void set(Row<T> row) {
    NDArray array = numbers(row.dtype, SHAPE);
    for (NDArray other : sameElements(numbers(row.dtype, 2, 3, 5))) {
      if (other.isReadOnly()) {
        Img<T> image = ImgLib2Images.asImg(other, row.type);
        T pixel = image.getAt(1, 1, 1);
        assertThrows(UnsupportedOperationException.class, () -> pixel.set(row.type));
        continue;
      }
      NDArray reversed = array.slice(0, 1, -1, -1);
      Cursor<T> from = ImgLib2Images.asImg(reversed, row.type).cursor();
      for (T pixel : ImgLib2Images.asImg(other, row.type)) {
        pixel.set(from.next());
      }
      for (int z = 0; z < 2; z++) {
        for (int y = 0; y < 3; y++) {
          for (int x = 0; x < 5; x++) {
            assertEquals(array.at(1 - z, y, x).get(), other.at(z, y, x).get());
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void itsOwnImagesAreCopied(Row<?> row) {
    copied(row);
  }

  private static <T extends NativeType<T>> void copied(Row<T> row) {
    NDArray array = numbers(row.dtype, SHAPE);
    Img<T> ours = ImgLib2Images.asImg(array, row.type);
    for (Img<T> theirs :
        List.of(
            new PlanarImgFactory<>(row.type).create(5, 3, 2),
            new CellImgFactory<>(row.type, 2).create(5, 3, 2),
            new ArrayImgFactory<>(row.type).create(5, 3, 2))) {
      LoopBuilder.setImages(ours, theirs).forEachPixel((from, to) -> to.set(from));
      assertEquals(array, ImgLib2Images.toArray(theirs));
      RandomAccessibleInterval<T> part =
          Views.interval(theirs, new long[] {1, 0, 1}, new long[] {3, 2, 1});
      assertEquals(
          array.slice(0, 1, 2).slice(2, 1, 4), ImgLib2Images.toArray(part), theirs.toString());
      RandomAccessibleInterval<T> turned = Views.permute(theirs, 0, 2);
      assertEquals(array.transpose(2, 1, 0), ImgLib2Images.toArray(turned));
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void anArrayImgIsAnArrayInPlace(Row<?> row) {
    arrayImg(row);
  }

  private static <T extends NativeType<T>> void arrayImg(Row<T> row) {
    NDArray array = numbers(row.dtype, SHAPE);
    Img<T> theirs = new ArrayImgFactory<>(row.type).create(5, 3, 2);
    if (row.dtype.equals(DType.BOOL)) { // Java's booleans have no bits to share
      assertThrows(UnsupportedOperationException.class, () -> ImgLib2Images.asArray(theirs));
      return;
    }
    ImgLib2Images.asArray(theirs).copyFrom(array);
    Cursor<T> expected = ImgLib2Images.asImg(array, row.type).cursor();
    theirs.forEach(pixel -> assertEquals(value(expected.next()), value(pixel)));
    assertEquals(array, ImgLib2Images.asArray(theirs));
  }

  @ParameterizedTest
  @MethodSource("types")
  void copiesAndTheFactoryHaveMemoryOfTheirOwn(Row<?> row) throws Exception {
    factory(row);
  }

  private static <T extends NativeType<T>> void factory(Row<T> row) throws Exception {
    NDArray array = numbers(row.dtype, SHAPE);
    Img<T> image = ImgLib2Images.asImg(array, row.type);
    Img<T> copy = image.copy();
    assertEquals(array, ImgLib2Images.asArray(copy));
    NDArray before = array.copy();
    ImgLib2Images.asArray(copy).fill(0);
    assertEquals(before, array);
    Img<T> made = image.factory().create(7, 4);
    assertEquals(NDArray.zeros(row.dtype, 4, 7), ImgLib2Images.asArray(made));
    Img<FloatType> other = image.factory().imgFactory(new FloatType()).create(3, 2);
    assertEquals(NDArray.zeros(DType.FLOAT32, 2, 3), ImgLib2Images.asArray(other));
  }

  @Test
  void axesInAnyNumber() {
    for (int rank = 1; rank <= 6; rank++) {
      long[] shape = new long[rank];
      for (int axis = 0; axis < rank; axis++) {
        shape[axis] = 2L + axis % 3;
      }
      NDArray array = numbers(DType.INT32, shape);
      Img<IntType> image = ImgLib2Images.asImg(array, new IntType());
      long[] last = image.maxAsLongArray();
      long[] index = new long[rank];
      for (int axis = 0; axis < rank; axis++) {
        index[axis] = shape[axis] - 1;
        assertEquals(shape[axis] - 1, last[rank - 1 - axis]);
      }
      index[0] = 0;
      last[rank - 1] = 0;
      assertEquals(array.at(index).getInt(), image.getAt(last).get());
      assertEquals(array, ImgLib2Images.toArray(image));
    }
  }

  @Test
  void everyWayToMove() {
    NDArray array = numbers(DType.INT32, 4, 5);
    Img<IntType> image = ImgLib2Images.asImg(array, new IntType());
    RandomAccess<IntType> access = image.randomAccess();
    access.fwd(0);
    access.fwd(1);
    access.move(2, 0);
    access.move(2L, 1);
    access.bck(0);
    assertEquals(array.at(3, 2).getInt(), access.get().get());
    access.move(new int[] {1, -1});
    access.move(new long[] {1, -1});
    assertEquals(array.at(1, 4).getInt(), access.get().get());
    RandomAccess<IntType> copy = access.copy();
    copy.move(access);
    assertThrows(IndexOutOfBoundsException.class, () -> copy.get().get());
    copy.setPosition(access);
    assertEquals(array.at(1, 4).getInt(), copy.get().get());
    access.setPosition(new int[] {3, 2});
    access.setPosition(0, 0);
    assertEquals(array.at(2, 0).getInt(), access.get().get());
    access.setPosition(3L, 1);
    assertEquals(array.at(3, 0).getInt(), access.get().get());
    assertEquals(array.at(1, 4).getInt(), copy.get().get());
    access.bck(0);
    assertThrows(IndexOutOfBoundsException.class, () -> access.get().get());
  }

  @Test
  void manyThreads() {
    NDArray array = NDArray.zeros(DType.INT64, 200, 300);
    Img<LongType> image = ImgLib2Images.asImg(array, new LongType());
    LoopBuilder.setImages(image).multiThreaded().forEachPixel(pixel -> pixel.set(pixel.get() + 3));
    assertEquals(3L * 200 * 300, Arrays.stream(array.toLongArray()).sum());
  }

  @Test
  void aMappedFileOfMoreThan2To31Elements() throws Exception {
    long width = 1L << 30;
    try (Arena arena = Arena.ofConfined();
        FileChannel channel =
            FileChannel.open(
                folder.resolve("sparse"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
      NDArray array =
          NDArray.over(
              channel.map(FileChannel.MapMode.READ_WRITE, 0, 3 * width, arena),
              DType.UINT8,
              3,
              width);
      Img<UnsignedByteType> image = ImgLib2Images.asImg(array, new UnsignedByteType());
      assertEquals(3 * width, image.size());
      image.getAt(width - 1, 2).set(200);
      assertEquals(200, array.at(2, width - 1).getInt());
    }
  }

  @Test
  void emptyImages() {
    NDArray empty = NDArray.zeros(DType.FLOAT32, 3, 0);
    Img<FloatType> image = ImgLib2Images.asImg(empty, new FloatType());
    assertEquals(List.of(0L, 3L), dimensions(image));
    assertEquals(false, image.cursor().hasNext());
    assertEquals(empty, ImgLib2Images.toArray(image));
  }

  @Test
  void whatCannotBeIsRefused() {
    NDArray floats = NDArray.zeros(DType.FLOAT32, 2, 2);
    assertThrows(
        IllegalArgumentException.class, () -> ImgLib2Images.asImg(floats, new DoubleType()));
    NDArray halves = NDArray.zeros(DType.FLOAT16, 2, 2);
    assertThrows(IllegalArgumentException.class, () -> ImgLib2Images.asImg(halves));
    NDArray element = NDArray.zeros(DType.FLOAT32);
    assertThrows(IllegalArgumentException.class, () -> ImgLib2Images.asImg(element));
    Img<BitType> bits = ArrayImgs.bits(4, 4);
    assertThrows(IllegalArgumentException.class, () -> ImgLib2Images.toArray(bits));
    assertThrows(IllegalArgumentException.class, () -> ImgLib2Images.asArray(bits));
    Img<FloatType> planar = new PlanarImgFactory<>(new FloatType()).create(4, 4);
    assertThrows(UnsupportedOperationException.class, () -> ImgLib2Images.asArray(planar));
    assertNotEquals(null, ImgLib2Images.asImg(floats));
  }

  @Test
  void aFieldOfStructuresIsAnImageInPlace() {
    DType pixel = Descr.parse(List.of(PyTuple.of("t", "<i2"), PyTuple.of("v", "<f4")));
    NDArray array = NDArray.zeros(pixel, 3, 4);
    Img<FloatType> image = ImgLib2Images.asImg(array.field("v"), new FloatType());
    image.getAt(2, 1).set(5);
    assertEquals(5f, array.at(1, 2).field("v").at().getFloat());
    assertEquals(0, array.at(1, 2).field("t").at().getInt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"S4", "U4", "V4", "M8[s]", "m8[ms]", "f16", "f2"})
  void whatIsNoNumberHasNoType(String type) {
    DType dtype = DType.of(type);
    NDArray array =
        NDArray.over(MemorySegment.ofArray(new byte[4 * dtype.itemSize()]), dtype, 2, 2);
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> ImgLib2Images.asImg(array));
    assertTrue(thrown.getMessage().startsWith("ImgLib2 has no type for"), thrown.getMessage());
  }

  private static List<Long> dimensions(Img<?> image) {
    return Arrays.stream(image.dimensionsAsLongArray()).boxed().toList();
  }

  /** As NDArray's elements give it. */
  private static Object value(Object pixel) {
    return switch (pixel) {
      case NativeBoolType type -> type.get();
      case UnsignedLongType type ->
          type.getBigInteger().bitLength() < 64
              ? (Object) type.getBigInteger().longValueExact()
              : type.getBigInteger();
      case IntegerType<?> type -> type.getIntegerLong();
      case RealType<?> type -> type.getRealDouble();
      case ComplexType<?> type -> new PyComplex(type.getRealDouble(), type.getImaginaryDouble());
      default -> throw new AssertionError(pixel.getClass());
    };
  }

  /** Numbers of every size and sign that a type holds. */
  static NDArray numbers(DType dtype, long... shape) {
    NDArray array = NDArray.zeros(dtype, shape);
    NDArray line = array.reshape(array.size());
    int bits = 8 * dtype.itemSize();
    for (int i = 0; i < line.size(); i++) {
      long number = (i + 1) * 0x9E3779B97F4A7C15L;
      switch (dtype.kind()) {
        case BOOL -> line.at(i).setBoolean(number < 0);
        case UINT -> {
          long value = number >>> (64 - bits);
          line.slice(0, i, i + 1)
              .copyFrom(
                  value >= 0
                      ? NDArray.of(new long[] {value})
                      : NDArray.over(MemorySegment.ofArray(new long[] {value}), DType.UINT64, 1));
        }
        case INT -> line.at(i).setLong(number >> (64 - bits));
        case FLOAT -> line.at(i).setDouble((number >> 44) / 8.0);
        default -> line.at(i).setComplex((number >> 44) / 8.0, i - 7);
      }
    }
    if (dtype.equals(DType.UINT64)) {
      assertEquals(BigInteger.class, line.at(0).get().getClass());
    }
    return array;
  }

  /** The array, and views that hold the same elements otherwise. */
  static List<NDArray> sameElements(NDArray array) {
    NDArray swapped =
        NDArray.zeros(array.dtype().withOrder(ByteOrder.BIG_ENDIAN), array.shape().toArray());
    swapped.copyFrom(array);
    NDArray fortran = NDArray.zeros(array.dtype(), 5, 3, 2).transpose();
    fortran.copyFrom(array);
    NDArray gaps = NDArray.zeros(array.dtype(), 2, 6, 7);
    gaps = gaps.slice(0, 1, -1, -1).slice(1, 1, 6, 2).slice(2, 6, 1, -1);
    gaps.copyFrom(array);
    NDArray lines = NDArray.zeros(array.dtype(), 2, 6, 7);
    lines = lines.slice(0, 1, -1, -1).slice(1, 1, 6, 2).slice(2, 1, 6);
    lines.copyFrom(array);
    return List.of(array, array.asReadOnly(), swapped, fortran, gaps, lines);
  }
}
