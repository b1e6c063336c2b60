package io.mmapdict.ndarray;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Every type of numbers, in both byte orders where there are two. */
final class DTypes {
  private DTypes() {}

  static List<DType> all() {
    List<DType> all = new ArrayList<>();
    for (ElementType type : ElementType.values()) {
      if (!type.isFixed() || type.isTime() || type == ElementType.OBJECT) {
        continue;
      }
      DType dtype = DType.of(type.numpyName());
      all.add(dtype.withOrder(ByteOrder.LITTLE_ENDIAN));
      if (dtype.itemSize() > 1) {
        all.add(dtype.withOrder(ByteOrder.BIG_ENDIAN));
      }
    }
    return all;
  }
}
