package io.mmapdict.masked;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.pickle.PyComplex;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class MaskedArrayTest {
  private static final NDArray MASK = NDArray.of(new boolean[] {false, true});

  @Test
  void theMaskMustBeBoolOfTheSameShape() {
    NDArray data = NDArray.of(new int[] {1, 2});
    assertTrue(MaskedArray.of(data, MASK).isMasked(1));
    assertFalse(MaskedArray.of(data, MASK).isMasked(0));
    NDArray bytes = NDArray.of(new byte[] {0, 1});
    assertThrows(IllegalArgumentException.class, () -> MaskedArray.of(data, bytes));
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> MaskedArray.of(data, MASK.reshape(2, 1)));
    assertTrue(e.getMessage().contains("(2, 1)"), e.getMessage());
  }

  @Test
  void theFillValueMustBeAnElement() {
    assertEquals(7L, fill(DType.INT8, 7));
    assertEquals(1.5, fill(DType.FLOAT32, 1.5f));
    assertEquals(new PyComplex(1, 2), fill(DType.COMPLEX64, new PyComplex(1, 2)));
    assertEquals(true, fill(DType.BOOL, true));
    BigInteger large = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
    assertEquals(large, fill(DType.UINT64, large));
    assertNull(fill(DType.FLOAT64, null));
    refused(DType.INT8, 128);
    refused(DType.INT8, 0.5);
    refused(DType.UINT64, large.add(BigInteger.ONE));
    refused(DType.INT64, BigInteger.TWO);
    refused(DType.FLOAT64, new PyComplex(1, 2));
    refused(DType.FLOAT64, "N/A");
  }

  private static Object fill(DType dtype, Object value) {
    return MaskedArray.of(NDArray.zeros(dtype, 2), MASK, value).fillValue();
  }

  private static void refused(DType dtype, Object value) {
    Exception e = assertThrows(IllegalArgumentException.class, () -> fill(dtype, value));
    assertTrue(e.getMessage().contains(value.toString()), e.getMessage());
    assertTrue(e.getMessage().contains(dtype.toString()), e.getMessage());
  }

  @Test
  void equalityIsOfAllThree() {
    NDArray data = NDArray.of(new int[] {1, 2});
    MaskedArray array = MaskedArray.of(data, MASK, 5);
    assertEquals(array, MaskedArray.of(data.copy(), MASK.copy(), 5L));
    assertEquals(array.hashCode(), MaskedArray.of(data.copy(), MASK.copy(), 5L).hashCode());
    assertNotEquals(array, MaskedArray.of(data, MASK));
    assertNotEquals(array, MaskedArray.of(data, NDArray.zeros(DType.BOOL, 2), 5));
  }

  @Test
  void mmappicklesFormIsRefusedWhereDataOrMaskCannotBeHeld() {
    NDArray matrix = NDArray.zeros(DType.INT8, 2, 3);
    NDArray mask = NDArray.zeros(DType.BOOL, 3, 2).transpose();
    assertThrows(
        UnsupportedOperationException.class,
        () -> MaskedArray.of(matrix, mask).as(ArrayForm.MMAPPICKLE));
    assertEquals(
        ArrayForm.MMAPPICKLE, MaskedArray.of(matrix, mask.copy()).as(ArrayForm.MMAPPICKLE).form());
  }
}
