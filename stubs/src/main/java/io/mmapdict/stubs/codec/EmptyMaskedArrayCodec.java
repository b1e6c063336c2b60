package io.mmapdict.stubs.codec;

import io.mmapdict.masked.codec.MaskedForms;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.codec.ArrayContent;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import io.mmapdict.stubs.EmptyMaskedArray;
import java.util.Set;

/** Writes stubs as masked arrays whose bytes are holes. They are read as masked arrays. */
public final class EmptyMaskedArrayCodec implements ValueCodec {
  @Override
  public Set<Class<?>> writes() {
    return Set.of(EmptyMaskedArray.class);
  }

  @Override
  public void write(Object value, PickleWriter out) {
    EmptyMaskedArray stub = (EmptyMaskedArray) value;
    MaskedForms.write(
        stub.form(),
        ArrayContent.hole(stub.dtype(), stub.shape()),
        ArrayContent.hole(DType.BOOL, stub.shape()),
        stub.fillValue(),
        out);
  }

  @Override
  public Set<PyGlobal> reads() {
    return Set.of();
  }

  @Override
  public Object construct(PyGlobal callable, PyTuple arguments) {
    throw new UnsupportedOperationException("stubs are read as masked arrays");
  }
}
