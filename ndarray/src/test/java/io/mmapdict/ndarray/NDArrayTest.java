package io.mmapdict.ndarray;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NDArrayTest {
  private static NDArray counting(long... shape) {
    int[] values = new int[(int) Shape.of(shape).size()];
    Arrays.setAll(values, i -> i);
    return NDArray.of(values).reshape(shape);
  }

  @Test
  void elementsAreFoundByIndex() {
    NDArray array = counting(2, 3, 4);
    assertEquals(1 * 12 + 2 * 4 + 3, array.at(1, 2, 3).getInt());
    assertEquals(23, array.at(new long[] {1, 2, 3}).getLong());
    assertEquals(4, array.select(0, 0).at(1, 0).getInt());
    assertEquals(3, array.select(0, 0).select(0, 0).at(3).getInt());
    array.at(1, 0, 0).setFloat(7f);
    assertEquals(7.0, array.at(1, 0, 0).getDouble());
  }

  @Test
  void aWrongIndexIsRefusedOnEveryPath() {
    NDArray cube = counting(2, 3, 4);
    Exception e = assertThrows(IndexOutOfBoundsException.class, () -> cube.at(1, 3, 0).getInt());
    assertTrue(e.getMessage().contains("index 3 on axis 1"), e.getMessage());
    assertTrue(e.getMessage().contains("(2, 3, 4)"), e.getMessage());
    assertThrows(IndexOutOfBoundsException.class, () -> cube.at(0, -1, 0).getInt());
    assertThrows(IndexOutOfBoundsException.class, () -> cube.at(0, 0).getInt());
    assertThrows(IndexOutOfBoundsException.class, () -> cube.at(0).getInt());
    assertThrows(IndexOutOfBoundsException.class, () -> cube.at().getInt());
    assertThrows(IndexOutOfBoundsException.class, () -> cube.at(0, 0, 0, 0).getInt());
    assertThrows(IndexOutOfBoundsException.class, () -> cube.at(0, 0, 4).setInt(1));
    assertThrows(IndexOutOfBoundsException.class, () -> cube.select(3, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> cube.select(1, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> cube.slice(0, 0, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> cube.slice(0, 1, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> cube.slice(0, 0, 2, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> cube.slice(0, 2, -1, -1));
    assertThrows(IndexOutOfBoundsException.class, () -> cube.slice(0, 1, -2, -1));
  }

  @Test
  void javaArraysAreNotCopied() {
    double[] values = {1, 2, 3, 4};
    NDArray array = NDArray.of(values, 2, 2);
    array.at(1, 0).setDouble(9);
    assertEquals(9, values[2]);
    assertThrows(IllegalArgumentException.class, () -> NDArray.of(values, 3));
    assertEquals(Shape.of(4), NDArray.of(values).shape());
  }

  @Test
  void viewsShareTheMemory() {
    NDArray array = counting(3, 4);
    array.transpose().slice(0, 3, -1, -1).at(0, 2).setInt(100);
    assertEquals(100, array.at(2, 3).getInt());
  }

  @Test
  void contiguityIsKnown() {
    NDArray array = counting(3, 4);
    assertTrue(array.isContiguous(Order.C));
    assertFalse(array.isContiguous(Order.FORTRAN));
    assertTrue(array.transpose().isContiguous(Order.FORTRAN));
    assertFalse(array.slice(1, 0, 3).isContiguous(Order.C));
    assertTrue(array.slice(0, 1, 3).isContiguous(Order.C));
    assertTrue(counting(5).isContiguous(Order.FORTRAN));
    assertFalse(counting(5).slice(0, 4, -1, -1).isContiguous(Order.C));
    assertEquals(Order.FORTRAN, array.transpose().storageOrder());
    assertEquals(Order.C, array.slice(1, 0, 3).storageOrder());
  }

  @Test
  void asSegmentIsTheElementsInPlace() {
    NDArray array = counting(3, 4);
    MemorySegment rows = array.slice(0, 1, 3).asSegment();
    assertEquals(32, rows.byteSize());
    assertEquals(4, rows.get(ValueLayout.JAVA_INT, 0));
    rows.set(ValueLayout.JAVA_INT, 0, -1);
    assertEquals(-1, array.at(1, 0).getInt());
    assertEquals(0, NDArray.zeros(DType.INT8, 0).asSegment().byteSize());
    assertThrows(UnsupportedOperationException.class, () -> array.slice(1, 0, 2).asSegment());
  }

  @Test
  void reshapeSharesOrSaysWhyNot() {
    NDArray array = counting(3, 4);
    array.reshape(2, 6).at(1, 0).setInt(50);
    assertEquals(50, array.at(1, 2).getInt());
    Exception e =
        assertThrows(UnsupportedOperationException.class, () -> array.transpose().reshape(12));
    assertTrue(e.getMessage().contains("copy() first"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> array.reshape(5));
    assertEquals(0, counting(1, 1).reshape().at().getInt());
  }

  @Test
  void transposingWantsEachAxisOnce() {
    NDArray array = counting(2, 3, 4);
    assertEquals(Shape.of(4, 2, 3), array.transpose(2, 0, 1).shape());
    assertThrows(IllegalArgumentException.class, () -> array.transpose(0, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> array.transpose(0, 1));
    assertThrows(IllegalArgumentException.class, () -> array.transpose(0, 1, 3));
  }

  @Test
  void readOnlyArraysAreNotSet() {
    NDArray array = counting(4);
    NDArray locked = array.asReadOnly();
    assertTrue(locked.isReadOnly());
    assertTrue(locked.slice(0, 0, 2).isReadOnly());
    assertThrows(UnsupportedOperationException.class, () -> locked.at(0).setInt(1));
    assertThrows(UnsupportedOperationException.class, () -> locked.fill(1));
    assertThrows(UnsupportedOperationException.class, () -> locked.copyFrom(counting(4)));
    assertEquals(2, locked.at(2).getInt());
  }

  @Test
  void closedMemoryThrowsButCanBeNamed() {
    NDArray array;
    try (Arena arena = Arena.ofShared()) {
      array = NDArray.over(arena.allocate(16), DType.FLOAT64, 2);
      assertTrue(array.isAlive());
    }
    assertFalse(array.isAlive());
    assertThrows(IllegalStateException.class, () -> array.at(0).getDouble());
    assertThrows(IllegalStateException.class, array::toDoubleArray);
    assertEquals("an array of float64 and shape (2,), its file is closed", array.toString());
  }

  @Test
  void memoryThatIsTooShortIsRefused() {
    MemorySegment memory = MemorySegment.ofArray(new byte[15]);
    Exception e =
        assertThrows(IllegalArgumentException.class, () -> NDArray.over(memory, DType.FLOAT64, 2));
    assertTrue(e.getMessage().contains("15") && e.getMessage().contains("16"), e.getMessage());
  }

  @Test
  void equalityIsOfTypeShapeAndBits() {
    NDArray array = counting(3, 4);
    NDArray same = counting(4, 3).transpose().copy();
    same.copyFrom(array);
    assertEquals(array, same);
    assertEquals(array.hashCode(), same.hashCode());
    NDArray fortran = NDArray.zeros(DType.INT32, Order.FORTRAN, Shape.of(3, 4));
    fortran.copyFrom(array);
    assertEquals(array, fortran);
    assertEquals(fortran, array);
    assertEquals(array.hashCode(), fortran.hashCode());
    fortran.at(2, 3).setInt(99);
    assertNotEquals(array, fortran);
    assertNotEquals(array, array.reshape(4, 3));
    assertNotEquals(NDArray.of(new double[] {0.0}), NDArray.of(new double[] {-0.0}));
    assertEquals(NDArray.of(new double[] {Double.NaN}), NDArray.of(new double[] {Double.NaN}));
    assertNotEquals(NDArray.zeros(DType.of("<i4"), 2), NDArray.zeros(DType.of(">i4"), 2));
  }

  @Test
  void textIsNumpysBrackets() {
    assertEquals("[0 1 2]", counting(3).toString());
    assertEquals("[[[0 1]]\n\n [[2 3]]]", counting(2, 1, 2).toString());
    assertEquals("[   0    1    2 ... 1997 1998 1999]", counting(2000).toString());
    assertEquals("0.0", NDArray.zeros(DType.FLOAT32).toString());
    assertEquals("[]", NDArray.zeros(DType.BOOL, 0).toString());
  }

  @Test
  void mmappicklesFormIsRefusedWhereItLosesSomething() {
    NDArray array = counting(2, 3);
    assertEquals(ArrayForm.MMAPPICKLE, array.as(ArrayForm.MMAPPICKLE).form());
    assertEquals(ArrayForm.PORTABLE, array.as(ArrayForm.MMAPPICKLE).slice(0, 0, 1).form());
    refused(array.transpose(), "Fortran");
    refused(counting(), "dimensions");
    refused(NDArray.zeros(DType.of(">f4"), 2), ">f4");
    NDArray wide = NDArray.zeros(DType.INT8, 1, 0).reshape(0, 1L << 31);
    refused(wide, "2147483648");
  }

  private static void refused(NDArray array, String why) {
    Exception e =
        assertThrows(UnsupportedOperationException.class, () -> array.as(ArrayForm.MMAPPICKLE));
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }

  @Test
  void bulkCopiesGoInIndexOrder() {
    NDArray turned = counting(2, 3).transpose();
    assertArrayEquals(new int[] {0, 3, 1, 4, 2, 5}, turned.toIntArray());
    assertArrayEquals(new double[] {0, 3, 1, 4, 2, 5}, turned.toDoubleArray());
    turned.copyFrom(NDArray.of(new float[] {10, 11, 12, 13, 14, 15}, 3, 2));
    assertEquals(11, turned.at(0, 1).getInt());
    assertThrows(IllegalArgumentException.class, () -> turned.copyFrom(NDArray.of(new int[6])));
    assertThrows(UnsupportedOperationException.class, turned::toByteArray);
    NDArray big = NDArray.zeros(DType.of(">u2"), 2);
    big.copyFrom(NDArray.ofUnsigned(new short[] {1, -1}));
    assertEquals(65535, big.at(1).getInt());
    assertEquals(256, big.asSegment().get(ValueLayout.JAVA_SHORT_UNALIGNED, 0));
    assertArrayEquals(new short[] {1, -1}, big.toShortArray());
    assertArrayEquals(new short[] {-1, 1}, big.slice(0, 1, -1, -1).toShortArray());
    assertArrayEquals(new byte[] {1, 0}, NDArray.of(new boolean[] {true, false}).toByteArray());
  }

  @Test
  void chunksAreTheBytesInOrder() {
    NDArray wide = NDArray.zeros(DType.INT64, 3, 100_003);
    for (long i = 0; i < 100_003; i++) {
      wide.at(1, i).setLong(i);
    }
    NDArray column = wide.transpose().slice(0, 0, 100_003, 2);
    MemorySegment gathered = Arena.ofAuto().allocate(column.byteSize());
    long[] at = {0};
    column.forEachChunk(
        Order.C,
        chunk -> {
          assertTrue(chunk.byteSize() <= 1 << 20, "a chunk of " + chunk.byteSize());
          MemorySegment.copy(chunk, 0, gathered, at[0], chunk.byteSize());
          at[0] += chunk.byteSize();
        });
    assertEquals(column.byteSize(), at[0]);
    NDArray back = NDArray.over(gathered, DType.INT64, 50_002, 3);
    assertEquals(column, back);
    assertEquals(100_002, back.at(50_001, 1).getLong());
  }
}
