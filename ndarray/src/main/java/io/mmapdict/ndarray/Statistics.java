package io.mmapdict.ndarray;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.PrimitiveIterator;
import java.util.stream.DoubleStream;

/**
 * What the elements of an array amount to, all as doubles. One that is not a number makes all but
 * the count such; without elements all but count and sum are.
 *
 * <p>Means and squares are gathered by blocks and joined by Chan's formula (T. F. Chan, G. H.
 * Golub, R. J. LeVeque, "Updating formulae and a pairwise algorithm for computing sample
 * variances", 1979), so that neither many elements nor a large mean cost digits.
 *
 * @param count how many elements
 * @param sum of them
 * @param min the least
 * @param max the greatest
 * @param mean sum by count
 * @param variance of the elements themselves (numpy's {@code var} with {@code ddof=0})
 */
public record Statistics(
    long count, double sum, double min, double max, double mean, double variance) {
  /** Without elements. */
  public static final Statistics NONE =
      new Statistics(0, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  /** So many fit the nearest cache. */
  private static final int BLOCK = 2048;

  /** So many are added up in a row: as many more as there are sums at once keep the digits. */
  private static final int STREAMED = 1 << 16;

  /** The square root of the variance. */
  public double standardDeviation() {
    return Math.sqrt(variance);
  }

  /** Of these elements and others, none of which is among these. */
  public Statistics and(Statistics other) {
    if (count == 0 || other.count == 0) {
      return count == 0 ? other : this;
    }
    long all = count + other.count;
    double step = other.mean - mean;
    double squares =
        variance * count
            + other.variance * other.count
            + step * step * ((double) count / all * other.count);
    return new Statistics(
        all,
        sum + other.sum,
        Math.min(min, other.min),
        Math.max(max, other.max),
        mean + step * ((double) other.count / all),
        squares / all);
  }

  /** Of all numbers of a stream, which are not kept. */
  public static Statistics of(DoubleStream numbers) {
    double[] block = new double[BLOCK];
    int filled = 0;
    Statistics all = NONE;
    for (PrimitiveIterator.OfDouble rest = numbers.iterator(); rest.hasNext(); ) {
      block[filled++] = rest.nextDouble();
      if (filled == BLOCK) {
        all = all.and(of(block, filled));
        filled = 0;
      }
    }
    return all.and(of(block, filled));
  }

  /** Of the first elements of a Java array. */
  static Statistics of(double[] values, int count) {
    if (count == 0) {
      return NONE;
    }
    double sum = 0;
    double min = values[0];
    double max = values[0];
    for (int i = 0; i < count; i++) {
      sum += values[i];
      min = Math.min(min, values[i]);
      max = Math.max(max, values[i]);
    }
    double mean = sum / count;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      squares += (values[i] - mean) * (values[i] - mean);
    }
    return new Statistics(count, sum, min, max, mean, squares / count);
  }

  static Statistics of(NDArray array) {
    Statistics[] all = {NONE};
    double[] block = new double[BLOCK];
    NDArray walked = array.inMemoryOrder();
    walked
        .layout()
        .forEachRun(
            array.dtype().itemSize(),
            (offset, count, stride) -> {
              for (long done = 0; done < count; done += BLOCK) {
                int part = (int) Math.min(BLOCK, count - done);
                read(walked, offset + done * stride, stride, block, part);
                all[0] = all[0].and(of(block, part));
              }
            });
    return all[0];
  }

  private static void read(NDArray array, long at, long stride, double[] into, int count) {
    for (int i = 0; i < count; i++) {
      into[i] = Elements.getDouble(array.dtype(), array.memory(), at + i * stride);
    }
  }

  /** The sum alone, at the speed of memory where the elements are doubles without gaps. */
  static double sum(NDArray array) {
    double[] sum = {0};
    NDArray walked = array.inMemoryOrder();
    boolean isDouble = array.dtype().equals(DType.FLOAT64);
    double[] block = new double[BLOCK];
    walked
        .layout()
        .forEachRun(
            array.dtype().itemSize(),
            (offset, count, stride) -> {
              if (isDouble && stride == Double.BYTES) {
                for (long done = 0; done < count; done += STREAMED) {
                  int part = (int) Math.min(STREAMED, count - done);
                  sum[0] += sum(walked.memory(), offset + done * stride, part);
                }
                return;
              }
              for (long done = 0; done < count; done += BLOCK) {
                int part = (int) Math.min(BLOCK, count - done);
                read(walked, offset + done * stride, stride, block, part);
                sum[0] += sum(MemorySegment.ofArray(block), 0, part);
              }
            });
    return sum[0];
  }

  /**
   * Eight sums at once, for each alone waits for its last addition; from four places at once, for
   * memory gives four streams sooner than one.
   */
  private static double sum(MemorySegment memory, long at, int count) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    double e = 0;
    double f = 0;
    double g = 0;
    double h = 0;
    int quarter = count / 8 * 2;
    long second = at + (long) quarter * Double.BYTES;
    long third = second + (long) quarter * Double.BYTES;
    long fourth = third + (long) quarter * Double.BYTES;
    for (int i = 0; i < quarter; i += 2) {
      long here = (long) i * Double.BYTES;
      a += memory.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, at + here);
      b += memory.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, at + here + Double.BYTES);
      c += memory.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, second + here);
      d += memory.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, second + here + Double.BYTES);
      e += memory.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, third + here);
      f += memory.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, third + here + Double.BYTES);
      g += memory.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, fourth + here);
      h += memory.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, fourth + here + Double.BYTES);
    }
    for (int i = 4 * quarter; i < count; i++) {
      a += memory.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, at + (long) i * Double.BYTES);
    }
    return ((a + b) + (c + d)) + ((e + f) + (g + h));
  }
}
