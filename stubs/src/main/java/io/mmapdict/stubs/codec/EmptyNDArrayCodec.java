package io.mmapdict.stubs.codec;

import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.codec.ArrayContent;
import io.mmapdict.ndarray.codec.MmappickleForm;
import io.mmapdict.ndarray.codec.PortableForm;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import io.mmapdict.stubs.EmptyNDArray;
import java.util.Set;

/** Writes stubs as arrays whose bytes are a hole. They are read as arrays. */
public final class EmptyNDArrayCodec implements ValueCodec {
  @Override
  public Set<Class<?>> writes() {
    return Set.of(EmptyNDArray.class);
  }

  @Override
  public void write(Object value, PickleWriter out) {
    EmptyNDArray stub = (EmptyNDArray) value;
    ArrayContent zeros =
        stub.isReserved()
            ? ArrayContent.reserved(stub.dtype(), stub.shape())
            : ArrayContent.hole(stub.dtype(), stub.shape());
    if (stub.form() == ArrayForm.MMAPPICKLE) {
      MmappickleForm.write(zeros, out);
    } else {
      PortableForm.write(zeros, out);
    }
  }

  @Override
  public boolean isHashable(Object value) {
    return false;
  }
}
