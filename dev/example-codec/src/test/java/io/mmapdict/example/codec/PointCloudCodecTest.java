package io.mmapdict.example.codec;

import io.mmapdict.example.PointCloud;
import io.mmapdict.pickle.contract.ValueCodecContract;
import io.mmapdict.pickle.spi.ValueCodec;
import java.util.List;

class PointCloudCodecTest extends ValueCodecContract {
  @Override
  protected ValueCodec codec() {
    return new PointCloudCodec();
  }

  @Override
  protected List<?> samples() {
    return List.of(PointCloud.of(), PointCloud.of(1, 2, 3), PointCloud.of(new float[30_000]));
  }
}
