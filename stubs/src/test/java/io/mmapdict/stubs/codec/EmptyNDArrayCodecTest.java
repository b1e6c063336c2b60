package io.mmapdict.stubs.codec;

import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.codec.NDArrayCodec;
import io.mmapdict.pickle.contract.ValueCodecContract;
import io.mmapdict.pickle.spi.ValueCodec;
import io.mmapdict.stubs.EmptyNDArray;
import java.util.List;

/** What is written as a stub comes back as zeros. */
class EmptyNDArrayCodecTest extends ValueCodecContract {
  @Override
  protected ValueCodec codec() {
    return new EmptyNDArrayCodec();
  }

  @Override
  protected List<ValueCodec> neededCodecs() {
    return List.of(new NDArrayCodec());
  }

  @Override
  protected List<?> samples() {
    return List.of(
        EmptyNDArray.of(DType.FLOAT64, 3),
        EmptyNDArray.of(DType.INT16, 0, 2),
        EmptyNDArray.of(DType.FLOAT64, 3).reserved(),
        EmptyNDArray.of(DType.UINT8, 4, 5).as(ArrayForm.MMAPPICKLE));
  }

  @Override
  protected boolean same(Object expected, Object actual) {
    EmptyNDArray stub = (EmptyNDArray) expected;
    NDArray zeros = NDArray.zeros(stub.dtype(), stub.shape().toArray());
    return zeros.equals(actual) && ((NDArray) actual).form() == stub.form();
  }
}
