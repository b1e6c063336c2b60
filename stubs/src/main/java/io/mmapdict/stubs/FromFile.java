package io.mmapdict.stubs;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * An array whose elements stand in another file one behind the other. Put into a map they are
 * copied by the kernel ({@code copy_file_range(2)}), not through this process, where the file
 * systems allow it. Immutable.
 *
 * <p>The file is read when the array is put: a put throws {@link io.mmapdict.MmapDictException}
 * where it cannot be, or ends before the last element, and nothing is stored then.
 *
 * @param file where the elements stand
 * @param offset of the first one, in bytes
 * @param dtype the type of the elements
 * @param order in which they stand
 * @param shape the lengths of the axes
 * @param copied told now and then, while the array is put, how many bytes more were copied
 */
public record FromFile(
    Path file, long offset, DType dtype, Order order, Shape shape, LongConsumer copied) {
  /**
   * Checks that there is such an array.
   *
   * @throws IllegalArgumentException if its bytes are more than a long counts, or the offset is
   *     negative
   */
  public FromFile {
    if (offset < 0 || offset > Long.MAX_VALUE - shape.byteSize(dtype)) {
      throw new IllegalArgumentException("offset " + offset + " of " + file);
    }
  }

  /** Elements in C order, unobserved. */
  public static FromFile of(Path file, long offset, DType dtype, long... shape) {
    return new FromFile(file, offset, dtype, Order.C, Shape.of(shape), bytes -> {});
  }

  /** The same in this order. */
  public FromFile inOrder(Order order) {
    return new FromFile(file, offset, dtype, order, shape, copied);
  }

  /** The same, observed. */
  public FromFile withProgress(LongConsumer copied) {
    return new FromFile(file, offset, dtype, order, shape, copied);
  }
}
