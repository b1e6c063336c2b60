package io.mmapdict.ndarray;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Every type there is, in both byte orders where there are two. */
final class DTypes {
  private DTypes() {}

  static List<DType> all() {
    List<DType> all = new ArrayList<>();
    for (DType.Type type : DType.Type.values()) {
      DType dtype = DType.of(type.numpyName());
      all.add(dtype.withOrder(ByteOrder.LITTLE_ENDIAN));
      if (dtype.itemSize() > 1) {
        all.add(dtype.withOrder(ByteOrder.BIG_ENDIAN));
      }
    }
    return all;
  }
}
