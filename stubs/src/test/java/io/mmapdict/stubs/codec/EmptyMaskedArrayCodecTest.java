package io.mmapdict.stubs.codec;

import io.mmapdict.masked.MaskedArray;
import io.mmapdict.masked.codec.MaskedArrayCodec;
import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.codec.NDArrayCodec;
import io.mmapdict.pickle.contract.ValueCodecContract;
import io.mmapdict.pickle.spi.ValueCodec;
import io.mmapdict.stubs.EmptyMaskedArray;
import java.util.List;

/** What is written as a stub comes back as zeros. */
class EmptyMaskedArrayCodecTest extends ValueCodecContract {
  @Override
  protected ValueCodec codec() {
    return new EmptyMaskedArrayCodec();
  }

  @Override
  protected List<ValueCodec> neededCodecs() {
    return List.of(new NDArrayCodec(), new MaskedArrayCodec());
  }

  @Override
  protected List<?> samples() {
    return List.of(
        EmptyMaskedArray.of(DType.FLOAT64, 3),
        EmptyMaskedArray.of(DType.INT16, 0, 2),
        EmptyMaskedArray.of(DType.UINT8, 4, 5).as(ArrayForm.MMAPPICKLE),
        EmptyMaskedArray.of(DType.FLOAT32, 7).withFillValue(0.5));
  }

  @Override
  protected boolean same(Object expected, Object actual) {
    EmptyMaskedArray stub = (EmptyMaskedArray) expected;
    long[] shape = stub.shape().toArray();
    MaskedArray zeros =
        MaskedArray.of(
            NDArray.zeros(stub.dtype(), shape), NDArray.zeros(DType.BOOL, shape), stub.fillValue());
    return zeros.equals(actual) && ((MaskedArray) actual).form() == stub.form();
  }
}
