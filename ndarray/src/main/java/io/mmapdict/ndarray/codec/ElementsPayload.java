package io.mmapdict.ndarray.codec;

import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.pickle.spi.Payload;
import io.mmapdict.pickle.spi.PayloadSink;
import java.lang.foreign.MemorySegment;

/** The elements of an array; where they lie in this order they are one segment without a copy. */
record ElementsPayload(NDArray array, Order order) implements Payload {
  @Override
  public void writeTo(PayloadSink sink) {
    array.forEachChunk(order, sink::write);
  }

  @Override
  public MemorySegment toSegment(long byteCount) {
    return array.isContiguous(order)
        ? Payload.of(array.asSegment()).toSegment(byteCount)
        : Payload.super.toSegment(byteCount);
  }
}
