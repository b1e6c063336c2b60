package io.mmapdict.masked;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Element;
import io.mmapdict.ndarray.Field;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.pickle.PyTuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Masks of structures have a bool for each field, one behind the other. */
final class MaskTypes {
  private MaskTypes() {}

  static DType of(DType dtype) {
    if (dtype.isSubArray()) {
      return of(dtype.base()).subArray(dtype.subShape().toArray());
    }
    if (!dtype.isStructured()) {
      return DType.BOOL;
    }
    List<Field> fields = new ArrayList<>();
    int end = 0;
    for (Field field : dtype.fields()) {
      DType mask = of(field.dtype());
      fields.add(new Field(field.name(), mask, end, field.title()));
      end += mask.itemSize();
    }
    return DType.structured(end, fields);
  }

  /** Whether all bools of a mask's element are true. */
  static boolean areAllSet(@Nullable Object element) {
    return switch (element) {
      case Boolean truth -> truth;
      case PyTuple fields -> fields.stream().allMatch(MaskTypes::areAllSet);
      case NDArray part -> part.flat().elements().allMatch(each -> areAllSet(each.get()));
      case null, default -> throw new AssertionError(element + " is no element of a mask");
    };
  }

  static void setAll(Element element, boolean masked) {
    setAll(element.array(), masked);
  }

  private static void setAll(NDArray mask, boolean masked) {
    if (mask.dtype().isStructured()) {
      mask.dtype().fields().forEach(field -> setAll(mask.field(field.name()), masked));
    } else {
      mask.fill(masked);
    }
  }
}
