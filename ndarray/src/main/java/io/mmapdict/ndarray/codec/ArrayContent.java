package io.mmapdict.ndarray.codec;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.pickle.spi.Payload;

/**
 * What a pickle says of an array: its type, its shape, the order its bytes are in, and the bytes.
 *
 * @param payload exactly as many bytes as type and shape take
 */
public record ArrayContent(DType dtype, Shape shape, Order order, Payload payload) {
  /** An array as it is; where it has gaps its elements are gathered while they are written. */
  public static ArrayContent of(NDArray array) {
    Order order = array.storageOrder();
    return new ArrayContent(array.dtype(), array.shape(), order, new ElementsPayload(array, order));
  }

  /** Zeros that are left out of the file. */
  public static ArrayContent hole(DType dtype, Shape shape) {
    return new ArrayContent(dtype, shape, Order.C, Payload.hole(shape.byteSize(dtype)));
  }

  /** Zeros that are left out of the file, for which its disk keeps room. */
  public static ArrayContent reserved(DType dtype, Shape shape) {
    return new ArrayContent(dtype, shape, Order.C, Payload.reserved(shape.byteSize(dtype)));
  }

  /** How many bytes the payload gives. */
  public long byteSize() {
    return shape.byteSize(dtype);
  }
}
