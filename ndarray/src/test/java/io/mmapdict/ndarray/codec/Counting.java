package io.mmapdict.ndarray.codec;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import java.util.List;

/** Arrays of {@code arange(n) % 7}, of every type, shape and order that the tests go through. */
final class Counting {
  /** numpy's typestrings of every type there is. */
  static final List<String> DTYPES =
      List.of(
          "|b1", "|i1", "|u1", "<i2", ">i2", "<u2", ">u2", "<i4", ">i4", "<u4", ">u4", "<i8", ">i8",
          "<u8", ">u8", "<f2", ">f2", "<f4", ">f4", "<f8", ">f8", "<c8", ">c8", "<c16", ">c16");

  static final List<Shape> SHAPES =
      List.of(
          Shape.of(),
          Shape.of(5),
          Shape.of(2, 3, 4),
          Shape.of(0, 3),
          Shape.of(1, 1),
          Shape.of(3, 1, 2, 1, 2));

  private Counting() {}

  static NDArray array(DType dtype, Order order, Shape shape) {
    NDArray array = NDArray.zeros(dtype, order, shape);
    byte[] counted = new byte[(int) shape.size()];
    for (int i = 0; i < counted.length; i++) {
      counted[i] = (byte) (i % 7);
    }
    array.copyFrom(NDArray.ofUnsigned(counted).reshape(shape.toArray()));
    return array;
  }
}
