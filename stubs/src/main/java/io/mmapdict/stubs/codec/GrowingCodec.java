package io.mmapdict.stubs.codec;

import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.codec.GrowingForm;
import io.mmapdict.pickle.spi.Payload;
import io.mmapdict.pickle.spi.PayloadSink;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import io.mmapdict.stubs.Frames;
import io.mmapdict.stubs.Growing;
import java.util.Set;

/** Writes arrays with room behind them. They are read as arrays. */
public final class GrowingCodec implements ValueCodec {
  @Override
  public Set<Class<?>> writes() {
    return Set.of(Growing.class);
  }

  @Override
  public void write(Object value, PickleWriter out) {
    Growing array = (Growing) value;
    long bytes = Math.multiplyExact(array.capacity(), array.frameBytes());
    Payload room = sink -> writeTo(array, bytes, sink);
    GrowingForm.write(array.dtype(), array.shape(), array.strides(), bytes, room, out);
  }

  private static void writeTo(Growing array, long bytes, PayloadSink sink) {
    long written = 0;
    if (array.content().isPresent()) {
      NDArray source = array.content().get();
      Frames.forEachChunk(source, array.axis(), array.frameShape(), array.padding(), sink::write);
      written = source.shape().length(array.axis()) * array.frameBytes();
    }
    sink.skip(bytes - written);
  }

  @Override
  public boolean isHashable(Object value) {
    return false;
  }
}
