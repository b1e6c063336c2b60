package io.mmapdict.ndarray;

import io.mmapdict.pickle.spi.ByteSlice;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The arrays that byte strings of a pickle are, in place: for codecs. They know where they stand in
 * the file, and are read-only over Python's bytes.
 */
public final class StoredArrays {
  private StoredArrays() {}

  /**
   * The array that the first bytes of a byte string are.
   *
   * @throws IllegalArgumentException if the byte string is too short
   */
  public static NDArray over(ByteSlice bytes, DType dtype, Order order, Shape shape) {
    return at(bytes, dtype, Layout.within(bytes.segment(), dtype, order, shape));
  }

  /**
   * The array whose first element stands at an offset of a byte string, with so many bytes from one
   * element to the next on each axis.
   *
   * @throws IllegalArgumentException if an element lies outside, or there is not a stride per axis
   */
  public static NDArray strided(
      ByteSlice bytes, DType dtype, Shape shape, long offset, long... strides) {
    Layout layout = new Layout(shape, strides.clone(), offset);
    if (strides.length != shape.rank()
        || !layout.fitsIn(bytes.segment().byteSize(), dtype.itemSize())) {
      throw new IllegalArgumentException(
          "shape %s of %s with strides %s from byte %d does not lie within %d bytes"
              .formatted(
                  shape, dtype, Arrays.toString(strides), offset, bytes.segment().byteSize()));
    }
    return at(bytes, dtype, layout);
  }

  private static NDArray at(ByteSlice bytes, DType dtype, Layout layout) {
    MemorySegment memory = bytes.mutable() ? bytes.segment() : bytes.segment().asReadOnly();
    return new NDArray(dtype, layout, memory, ArrayForm.PORTABLE, bytes.offset());
  }
}
