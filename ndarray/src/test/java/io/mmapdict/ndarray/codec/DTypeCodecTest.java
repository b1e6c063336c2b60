package io.mmapdict.ndarray.codec;

import io.mmapdict.ndarray.DType;
import io.mmapdict.pickle.contract.ValueCodecContract;
import io.mmapdict.pickle.spi.ValueCodec;
import io.mmapdict.testkit.Python;
import java.util.List;

class DTypeCodecTest extends ValueCodecContract {
  @Override
  protected ValueCodec codec() {
    return new DTypeCodec();
  }

  @Override
  protected List<?> samples() {
    return Counting.DTYPES.stream().map(DType::of).toList();
  }

  @Override
  protected String pythonCheck(Object sample) {
    return "import numpy\nassert value == numpy.dtype('%s')\n"
        .formatted(((DType) sample).typestring());
  }

  @Override
  protected List<String> pythons() {
    return List.of(Python.any().executable().toString());
  }
}
