package io.mmapdict.stubs;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Shape;
import java.io.InputStream;

/**
 * An array whose elements come out of a stream in C order: a pipe, a camera, another program. Put
 * into a map it is written piece by piece, and never is in memory. It can be put once.
 *
 * <p>A put throws {@link io.mmapdict.MmapDictException} where the stream fails or ends before the
 * last element, and nothing is stored then. The stream is neither closed nor read any further.
 *
 * @param stream where the elements come from
 * @param dtype the type of the elements
 * @param shape the lengths of the axes
 */
public record FromStream(InputStream stream, DType dtype, Shape shape) {
  /**
   * Checks that there is such an array.
   *
   * @throws IllegalArgumentException if its bytes are more than a long counts
   */
  public FromStream {
    shape.byteSize(dtype);
  }

  /** The next elements of a stream. */
  public static FromStream of(InputStream stream, DType dtype, long... shape) {
    return new FromStream(stream, dtype, Shape.of(shape));
  }
}
