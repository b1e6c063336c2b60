package io.mmapdict.ndarray;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TiledCopyTest {
  /** Around the borders of tiles. */
  private static final List<Integer> LENGTHS = List.of(8, 63, 64, 65, 130);

  private static final List<DType> TYPES =
      List.of(
          DType.UINT8,
          DType.of("S3"),
          DType.INT16,
          DType.FLOAT32,
          DType.FLOAT64,
          DType.COMPLEX128,
          DType.of("S300"));

  /** No two neighbours have the same bytes. */
  private static NDArray counted(DType dtype, long... shape) {
    NDArray array = NDArray.zeros(dtype, shape);
    NDArray bytes = NDArray.over(array.asSegment(), DType.UINT8, array.byteSize());
    for (long i = 0; i < bytes.size(); i++) {
      bytes.at(i).setLong(i * 31 % 251);
    }
    return array;
  }

  private static void check(NDArray from, NDArray to) {
    assertTrue(TiledCopy.copy(from, to));
    long[] shape = from.shape().toArray();
    for (long i = 0; i < shape[0]; i++) {
      for (long j = 0; j < shape[1]; j++) {
        for (long k = 0; k < shape[2]; k++) {
          NDArray expected = from.at(i, j, k).array();
          assertEquals(expected, to.at(i, j, k).array(), "at " + i + " " + j + " " + k);
        }
      }
    }
  }

  @Test
  void everyElementComesToItsPlace() {
    for (DType dtype : TYPES) {
      for (int rows : LENGTHS) {
        for (int columns : LENGTHS) {
          NDArray turned = counted(dtype, columns, 2, rows).transpose(2, 1, 0);
          check(turned, NDArray.zeros(dtype, rows, 2, columns));
        }
      }
    }
  }

  @Test
  void ofViewsWithStepsToo() {
    NDArray big = counted(DType.FLOAT32, 70, 3, 140);
    NDArray from = big.slice(2, 139, -1, -2).slice(0, 60, 9, -3).transpose(2, 1, 0);
    check(from, NDArray.zeros(DType.FLOAT32, 70, 3, 17));
    NDArray target = NDArray.zeros(DType.FLOAT32, 300, 3, 70).slice(0, 299, 19, -2);
    check(big.transpose(2, 1, 0), target);
  }

  @Test
  void whatIsStretchedIsCopiedToo() {
    NDArray row = counted(DType.INT16, 1, 2, 90);
    check(row.broadcastTo(70, 2, 90), NDArray.zeros(DType.INT16, 70, 2, 90));
  }

  @Test
  void otherArraysAreNotItsBusiness() {
    NDArray array = counted(DType.FLOAT32, 70, 3, 90);
    assertFalse(TiledCopy.copy(array, NDArray.zeros(DType.FLOAT32, 70, 3, 90)), "same order");
    NDArray thin = counted(DType.FLOAT32, 70, 7).transpose();
    assertFalse(TiledCopy.copy(thin, NDArray.zeros(DType.FLOAT32, 7, 70)), "no tiles");
    NDArray none = NDArray.zeros(DType.of("S0"), 70, 80).transpose();
    assertFalse(TiledCopy.copy(none, NDArray.zeros(DType.of("S0"), 80, 70)), "no bytes");
  }
}
