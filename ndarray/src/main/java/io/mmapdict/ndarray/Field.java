package io.mmapdict.ndarray;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A field of a structured {@link DType}.
 *
 * @param name unlike every other name and title of the same type
 * @param dtype what it holds; with axes of its own where that {@link DType#isSubArray()}
 * @param offset in bytes from the start of the element; fields may overlap
 * @param title a second name, null for none
 */
public record Field(String name, DType dtype, int offset, @Nullable String title) {
  /** A field without a title. */
  public Field(String name, DType dtype, int offset) {
    this(name, dtype, offset, null);
  }

  /** The byte behind it. */
  int end() {
    return Math.addExact(offset, dtype.itemSize());
  }

  /**
   * Refuses fields that no element has.
   *
   * @param itemSize the bytes of the element
   * @throws IllegalArgumentException if a name is empty or used twice, or a field lies outside
   */
  static void requireWithin(int itemSize, List<Field> fields) {
    Set<String> names = new HashSet<>();
    for (Field field : fields) {
      if (field.name.isEmpty() || !names.add(field.name)) {
        throw new IllegalArgumentException("field '" + field.name + "' is unnamed or there twice");
      }
      if (field.title != null && !names.add(field.title)) {
        throw new IllegalArgumentException("title '" + field.title + "' is there twice");
      }
      if (field.offset < 0 || field.offset > itemSize - field.dtype.itemSize()) {
        throw new IllegalArgumentException(
            "field '%s' of %d bytes at %d does not lie within %d bytes"
                .formatted(field.name, field.dtype.itemSize(), field.offset, itemSize));
      }
    }
  }
}
