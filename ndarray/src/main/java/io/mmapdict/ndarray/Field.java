package io.mmapdict.ndarray;

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
}
