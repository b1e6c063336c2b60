package io.mmapdict.ejml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import org.ejml.data.CMatrixRMaj;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.FMatrixRMaj;
import org.ejml.data.ZMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** EJML's own get says what stands in a matrix. */
class EjmlMatricesTest {
  private static final int ROWS = 3;
  private static final int COLUMNS = 5;

  @Test
  void realMatricesThereAndBack() {
    NDArray array = numbers(DType.FLOAT64);
    for (NDArray same : sameElements(array)) {
      DMatrixRMaj matrix = EjmlMatrices.toD(same);
      FMatrixRMaj floats = EjmlMatrices.toF(same);
      for (int i = 0; i < ROWS; i++) {
        for (int j = 0; j < COLUMNS; j++) {
          assertEquals(array.at(i, j).getDouble(), matrix.get(i, j));
          assertEquals((float) array.at(i, j).getDouble(), floats.get(i, j));
        }
      }
      assertEquals(array, EjmlMatrices.asArray(matrix));
      NDArray rounded = NDArray.zeros(DType.FLOAT32, ROWS, COLUMNS);
      rounded.copyFrom(array);
      assertEquals(rounded, EjmlMatrices.asArray(floats));
    }
  }

  @Test
  void complexMatricesThereAndBack() {
    NDArray array = numbers(DType.COMPLEX128);
    for (NDArray same : sameElements(array)) {
      ZMatrixRMaj matrix = EjmlMatrices.toZ(same);
      CMatrixRMaj floats = EjmlMatrices.toC(same);
      for (int i = 0; i < ROWS; i++) {
        for (int j = 0; j < COLUMNS; j++) {
          assertEquals(array.at(i, j).getReal(), matrix.getReal(i, j));
          assertEquals(array.at(i, j).getImaginary(), matrix.getImag(i, j));
          assertEquals((float) array.at(i, j).getReal(), floats.getReal(i, j));
          assertEquals((float) array.at(i, j).getImaginary(), floats.getImag(i, j));
        }
      }
      assertEquals(array, EjmlMatrices.asArray(matrix));
      NDArray rounded = NDArray.zeros(DType.COMPLEX64, ROWS, COLUMNS);
      rounded.copyFrom(array);
      assertEquals(rounded, EjmlMatrices.asArray(floats));
    }
    assertEquals(7, EjmlMatrices.toZ(NDArray.of(new int[] {7}, 1, 1)).getReal(0, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bool", "int8", "uint16", "int32", "int64", "float16", "float32"})
  void copiesOfAnyRealNumbers(String type) {
    NDArray array = NDArray.zeros(DType.of(type), 2, 2);
    array.at(1, 0).setLong(1);
    assertEquals(1.0, EjmlMatrices.toD(array).get(1, 0));
    assertEquals(0.0, EjmlMatrices.toD(array).get(0, 1));
  }

  @Test
  void matricesAreSeenInPlace() {
    DMatrixRMaj d = new DMatrixRMaj(10, 10);
    d.reshape(ROWS, COLUMNS); // keeps the larger Java array
    EjmlMatrices.asArray(d).at(2, 3).setDouble(1.5);
    assertEquals(1.5, d.get(2, 3));
    FMatrixRMaj f = new FMatrixRMaj(ROWS, COLUMNS);
    EjmlMatrices.asArray(f).at(2, 3).setDouble(1.5);
    assertEquals(1.5f, f.get(2, 3));
    ZMatrixRMaj z = new ZMatrixRMaj(ROWS, COLUMNS);
    EjmlMatrices.asArray(z).at(2, 3).setComplex(1.5, -2);
    assertEquals(-2, z.getImag(2, 3));
    CMatrixRMaj c = new CMatrixRMaj(ROWS, COLUMNS);
    c.set(1, 4, 3, 9);
    assertEquals(9, EjmlMatrices.asArray(c).at(1, 4).getImaginary());
  }

  @Test
  void anArrayOverAJavaArrayIsAMatrixInPlace() {
    double[] doubles = new double[ROWS * COLUMNS];
    DMatrixRMaj d = EjmlMatrices.asD(NDArray.of(doubles, ROWS, COLUMNS));
    d.set(2, 4, 6);
    assertEquals(6, doubles[14]);
    float[] floats = new float[ROWS * COLUMNS];
    FMatrixRMaj f = EjmlMatrices.asF(NDArray.of(floats, ROWS, COLUMNS));
    f.set(2, 4, 6);
    assertEquals(6, floats[14]);
    double[] pairs = new double[2 * ROWS * COLUMNS];
    NDArray array = NDArray.over(MemorySegment.ofArray(pairs), DType.COMPLEX128, ROWS, COLUMNS);
    ZMatrixRMaj z = EjmlMatrices.asZ(array);
    z.set(2, 4, 6, 7);
    assertEquals(7, pairs[29]);
    assertSame(pairs, z.data);
    assertEquals(array, EjmlMatrices.asArray(z));
    float[] floatPairs = new float[2 * ROWS * COLUMNS];
    NDArray complex =
        NDArray.over(MemorySegment.ofArray(floatPairs), DType.COMPLEX64, ROWS, COLUMNS);
    CMatrixRMaj c = EjmlMatrices.asC(complex);
    c.set(2, 4, 6, 7);
    assertEquals(7, floatPairs[29]);
    assertEquals(complex, EjmlMatrices.asArray(c));
    assertEquals(NDArray.of(doubles, ROWS, COLUMNS), EjmlMatrices.asArray(d));
    assertEquals(NDArray.of(floats, ROWS, COLUMNS), EjmlMatrices.asArray(f));
  }

  @Test
  void whatCannotBeSharedIsRefused() {
    NDArray array = NDArray.of(new double[15], ROWS, COLUMNS);
    for (NDArray other :
        List.of(
            array.copy(),
            array.asReadOnly(),
            array.transpose(),
            array.slice(0, 1, 3),
            array.slice(1, 0, 4),
            array.slice(0, 2, -1, -1))) {
      assertThrows(UnsupportedOperationException.class, () -> EjmlMatrices.asD(other));
    }
    assertThrows(IllegalArgumentException.class, () -> EjmlMatrices.asF(array));
    assertThrows(IllegalArgumentException.class, () -> EjmlMatrices.asZ(array));
  }

  @Test
  void emptyMatrices() {
    for (long[] shape : new long[][] {{0, 0}, {0, 3}, {3, 0}}) {
      NDArray array = NDArray.of(new double[0], shape);
      assertEquals(array, EjmlMatrices.asArray(EjmlMatrices.toD(array)));
      assertEquals(array, EjmlMatrices.asArray(EjmlMatrices.asD(array)));
      NDArray complex = NDArray.zeros(DType.COMPLEX128, shape);
      assertEquals(complex, EjmlMatrices.asArray(EjmlMatrices.toZ(complex)));
    }
  }

  @Test
  void whatNoMatrixHoldsIsRefused() {
    NDArray line = NDArray.of(new double[4]);
    assertThrows(IllegalArgumentException.class, () -> EjmlMatrices.toD(line));
    assertThrows(IllegalArgumentException.class, () -> EjmlMatrices.toZ(line));
    NDArray huge = NDArray.of(new double[0], 0, 1L << 40);
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> EjmlMatrices.toD(huge));
    assertTrue(thrown.getMessage().contains("larger than EJML's"), thrown.getMessage());
    NDArray complex = NDArray.zeros(DType.COMPLEX64, 2, 2);
    complex.at(0, 0).setComplex(1, 1);
    assertThrows(UnsupportedOperationException.class, () -> EjmlMatrices.toD(complex));
  }

  private static NDArray numbers(DType dtype) {
    NDArray array = NDArray.zeros(dtype, ROWS, COLUMNS);
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < COLUMNS; j++) {
        double value = Math.sin(i * 10 + j);
        if (dtype.kind() == DType.Kind.COMPLEX) {
          array.at(i, j).setComplex(value, Math.cos(value));
        } else {
          array.at(i, j).setDouble(value);
        }
      }
    }
    return array;
  }

  /** The array, and views that hold the same elements otherwise. */
  private static List<NDArray> sameElements(NDArray array) {
    NDArray swapped = NDArray.zeros(array.dtype().withOrder(ByteOrder.BIG_ENDIAN), ROWS, COLUMNS);
    swapped.copyFrom(array);
    NDArray fortran = NDArray.zeros(array.dtype(), COLUMNS, ROWS).transpose();
    fortran.copyFrom(array);
    NDArray backwards = NDArray.zeros(array.dtype(), ROWS, 2 * COLUMNS);
    backwards = backwards.slice(0, ROWS - 1, -1, -1).slice(1, 2 * COLUMNS - 1, -1, -2);
    backwards.copyFrom(array);
    return List.of(array, array.asReadOnly(), swapped, fortran, backwards);
  }
}
