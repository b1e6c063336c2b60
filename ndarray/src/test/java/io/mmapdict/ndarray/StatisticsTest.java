package io.mmapdict.ndarray;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Seed;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against sums of all digits. */
class StatisticsTest {
  /** Of so many additions as blocks and their joints make, each off by at most half a bit. */
  private static final double BITS = 0x1p-44;

  private static void check(NDArray array) {
    double[] values = array.toDoubleArray();
    BigDecimal sum = BigDecimal.ZERO;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    BigDecimal magnitude = BigDecimal.ZERO;
    for (double value : values) {
      sum = sum.add(new BigDecimal(value));
      magnitude = magnitude.add(new BigDecimal(value).abs());
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    BigDecimal count = BigDecimal.valueOf(values.length);
    BigDecimal mean = sum.divide(count, MathContext.DECIMAL128);
    BigDecimal squares = BigDecimal.ZERO;
    for (double value : values) {
      squares = squares.add(new BigDecimal(value).subtract(mean).pow(2));
    }
    Statistics found = array.statistics();
    double scale = magnitude.doubleValue() * BITS;
    assertEquals(values.length, found.count());
    assertEquals(sum.doubleValue(), found.sum(), scale);
    assertEquals(sum.doubleValue(), array.sum(), scale);
    assertEquals(min, found.min());
    assertEquals(max, found.max());
    assertEquals(mean.doubleValue(), found.mean(), scale / values.length);
    double variance = squares.divide(count, MathContext.DECIMAL128).doubleValue();
    assertEquals(variance, found.variance(), variance * BITS * 64);
  }

  @Test
  void ofAnyTypeAndOrder() {
    Random random = new Random(Seed.next("StatisticsTest"));
    double[] values = random.doubles(30_000, -100, 100).toArray();
    NDArray doubles = NDArray.of(values, 30, 1000);
    check(doubles);
    check(doubles.transpose());
    check(doubles.slice(0, 29, -1, -3).slice(1, 5, 990, 7));
    NDArray floats = NDArray.zeros(DType.of(">f4"), 30, 1000);
    floats.copyFrom(doubles);
    check(floats);
    int[] whole = random.ints(5000, -1_000_000, 1_000_000).toArray();
    check(NDArray.of(whole));
    check(NDArray.of(new double[] {5}));
  }

  /** Around the lengths that are added up in a row: 65,536, and 8 at once. */
  @Test
  void theSumMissesNoElement() {
    for (int start : new int[] {0, (1 << 16) - 9, (1 << 17) - 9}) {
      for (int length = start; length < start + 20; length++) {
        double[] values = new double[length];
        Arrays.setAll(values, i -> i);
        assertEquals(length * (length - 1L) / 2.0, NDArray.of(values).sum(), "of " + length);
      }
    }
  }

  /** Where the sum of squares less the square of the sum has no digit left. */
  @Test
  void aLargeMeanCostsNoDigits() {
    double[] values = new double[100_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1e9 + i % 7;
    }
    assertEquals(4.0, NDArray.of(values).slice(0, 0, 7 * 14_285).statistics().variance(), 1e-9);
  }

  @Test
  void whatIsNoNumberMakesAllSuch() {
    Statistics found = NDArray.of(new double[] {1, Double.NaN, 3}).statistics();
    assertEquals(3, found.count());
    assertTrue(Double.isNaN(found.sum()) && Double.isNaN(found.min()) && Double.isNaN(found.max()));
    assertTrue(Double.isNaN(found.mean()) && Double.isNaN(found.standardDeviation()));
    assertEquals(Statistics.NONE, NDArray.zeros(DType.INT8, 0, 5).statistics());
    assertEquals(0, NDArray.zeros(DType.INT8, 0).sum());
    NDArray text = NDArray.zeros(DType.of("U3"), 2);
    assertThrows(UnsupportedOperationException.class, text::statistics);
  }
}
