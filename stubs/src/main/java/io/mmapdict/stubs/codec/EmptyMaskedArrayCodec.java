package io.mmapdict.stubs.codec;

import io.mmapdict.masked.MaskedArray;
import io.mmapdict.masked.codec.MaskedForms;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.codec.ArrayContent;
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
        zeros(stub, stub.dtype()),
        zeros(stub, MaskedArray.maskType(stub.dtype())),
        stub.fillValue(),
        false,
        out);
  }

  private static ArrayContent zeros(EmptyMaskedArray stub, DType dtype) {
    return stub.isReserved()
        ? ArrayContent.reserved(dtype, stub.shape())
        : ArrayContent.hole(dtype, stub.shape());
  }

  @Override
  public boolean isHashable(Object value) {
    return false;
  }
}
