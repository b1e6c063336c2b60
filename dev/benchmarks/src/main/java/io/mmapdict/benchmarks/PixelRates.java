package io.mmapdict.benchmarks;

import io.mmapdict.imglib2.ImgLib2Images;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.loops.LoopBuilder;
import net.imglib2.type.numeric.real.FloatType;

/**
 * What a pixel costs that ImgLib2 asks for, in its own {@code ArrayImg}, in an array and in one
 * with gaps: the sum of a stack of float32 in nanoseconds of CPU time for each. Takes the way:
 * {@code cursor}, {@code access} or {@code loop}; one for each run, for the compiler makes worse
 * code of what it has seen used in many ways.
 */
public final class PixelRates {
  private static final int SIDE = 256;
  private static final int PLANES = 64;
  private static final int ROUNDS = 11;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private PixelRates() {}

  public static void main(String[] arguments) {
    ToDoubleFunction<Img<FloatType>> sum =
        switch (arguments.length == 0 ? "cursor" : arguments[0]) {
          case "access" -> PixelRates::byAccess;
          case "loop" -> PixelRates::byLoop;
          default -> image -> byCursor(image.cursor());
        };
    NDArray array = NDArray.zeros(DType.FLOAT32, PLANES, SIDE, SIDE);
    array.fill(1);
    NDArray gaps = NDArray.zeros(DType.FLOAT32, PLANES, SIDE, 2 * SIDE).slice(2, 0, 2 * SIDE, 2);
    gaps.fill(1);
    print("ArrayImg", sum, ArrayImgs.floats(array.toFloatArray(), SIDE, SIDE, PLANES));
    print("an array", sum, ImgLib2Images.asImg(array, new FloatType()));
    print("with gaps", sum, ImgLib2Images.asImg(gaps, new FloatType()));
  }

  private static void print(
      String what, ToDoubleFunction<Img<FloatType>> sum, Img<FloatType> image) {
    System.out.printf("%-10s %5.2f ns%n", what, nanos(sum, image));
  }

  private static double byCursor(Cursor<FloatType> cursor) {
    double sum = 0;
    while (cursor.hasNext()) {
      sum += cursor.next().get();
    }
    return sum;
  }

  private static double byAccess(Img<FloatType> image) {
    RandomAccess<FloatType> access = image.randomAccess();
    double sum = 0;
    for (int z = 0; z < PLANES; z++) {
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          sum += access.setPositionAndGet(x, y, z).get();
        }
      }
    }
    return sum;
  }

  private static double byLoop(Img<FloatType> image) {
    double[] sum = {0};
    LoopBuilder.setImages(image).forEachPixel(pixel -> sum[0] += pixel.get());
    return sum[0];
  }

  private static double nanos(ToDoubleFunction<Img<FloatType>> sum, Img<FloatType> image) {
    double[] nanos = new double[ROUNDS];
    for (int round = -3; round < ROUNDS; round++) {
      long start = THREADS.getCurrentThreadCpuTime();
      if (sum.applyAsDouble(image) != image.size()) {
        throw new AssertionError("a pixel is not 1");
      }
      if (round >= 0) {
        nanos[round] = (double) (THREADS.getCurrentThreadCpuTime() - start) / image.size();
      }
    }
    Arrays.sort(nanos);
    return nanos[ROUNDS / 2];
  }
}
