package io.mmapdict.benchmarks;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.stubs.EmptyNDArray;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.DoubleSupplier;

/**
 * Summing a mapped float64 array of 256 MiB in place, by each way there is to its elements, beside
 * the same sum over a {@code double[]}. Prints GB/s, the median of the rounds.
 */
public final class ArraySum {
  private static final int ROWS = 4096;
  private static final int COLUMNS = 8192;
  private static final int ROUNDS = 15;

  private ArraySum() {}

  /** Takes no arguments; the file lies in the folder for temporary files. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory("array-sum");
    Path file = folder.resolve("sum.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("values", EmptyNDArray.of(DType.FLOAT64, ROWS, COLUMNS));
      NDArray matrix = dict.get("values", NDArray.class);
      double[] values = new double[ROWS * COLUMNS];
      Arrays.setAll(values, i -> i % 1000);
      matrix.copyFrom(NDArray.of(values, ROWS, COLUMNS));
      NDArray vector = matrix.reshape(values.length);
      measure("double[]", () -> sum(values));
      measure("asSegment()", () -> sum(matrix.asSegment()));
      measure("at(i)", () -> sumVector(vector));
      measure("at(i, j)", () -> sumMatrix(matrix));
      measure("toDoubleArray()", () -> matrix.toDoubleArray()[values.length - 1]);
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  private static void measure(String what, DoubleSupplier sum) {
    double[] nanos = new double[ROUNDS];
    double result = 0;
    for (int round = -5; round < ROUNDS; round++) {
      long start = System.nanoTime();
      result = sum.getAsDouble();
      if (round >= 0) {
        nanos[round] = System.nanoTime() - start;
      }
    }
    Arrays.sort(nanos);
    double bytes = 8.0 * ROWS * COLUMNS;
    System.out.printf("%-16s %6.2f GB/s   %s%n", what, bytes / nanos[ROUNDS / 2], result);
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  private static double sum(MemorySegment values) {
    double sum = 0;
    for (long at = 0; at < values.byteSize(); at += Double.BYTES) {
      sum += values.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, at);
    }
    return sum;
  }

  private static double sumVector(NDArray values) {
    double sum = 0;
    for (long i = 0; i < values.size(); i++) {
      sum += values.at(i).getDouble();
    }
    return sum;
  }

  private static double sumMatrix(NDArray values) {
    double sum = 0;
    for (long i = 0; i < ROWS; i++) {
      for (long j = 0; j < COLUMNS; j++) {
        sum += values.at(i, j).getDouble();
      }
    }
    return sum;
  }
}
