package io.mmapdict.viewer;

import io.mmapdict.ndarray.NDArray;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Where the pixels of one picture lie in another: a homography. Pixel x to the right, y down, the
 * first pixel's centre at (0, 0).
 *
 * @param h the matrix, row by row
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record PixelMap(double[] h) {
  private static final int SIDE = 3;

  /**
   * The one that a value is.
   *
   * @throws ViewerException if it is no 3 x 3 array of numbers
   */
  static PixelMap of(@Nullable Object value) {
    if (!(value instanceof NDArray matrix)
        || !Arrays.equals(matrix.shape().toArray(), new long[] {SIDE, SIDE})) {
      throw new ViewerException("a transform is an array of 3 x 3, and this is none");
    }
    return new PixelMap(Samples.doubles(matrix));
  }

  /** The way back, up to a factor: the adjugate. */
  PixelMap inverse() {
    return new PixelMap(
        new double[] {
          h[4] * h[8] - h[5] * h[7],
          h[2] * h[7] - h[1] * h[8],
          h[1] * h[5] - h[2] * h[4],
          h[5] * h[6] - h[3] * h[8],
          h[0] * h[8] - h[2] * h[6],
          h[2] * h[3] - h[0] * h[5],
          h[3] * h[7] - h[4] * h[6],
          h[1] * h[6] - h[0] * h[7],
          h[0] * h[4] - h[1] * h[3]
        });
  }

  double x(double x, double y) {
    return (h[0] * x + h[1] * y + h[2]) / w(x, y);
  }

  double y(double x, double y) {
    return (h[3] * x + h[4] * y + h[5]) / w(x, y);
  }

  /** Whether a place is on the same side of the horizon as the first pixel. */
  boolean isInFront(double x, double y) {
    return w(x, y) * h[8] > 0;
  }

  /** A list of nine numbers. */
  void writeTo(JsonGenerator json) {
    json.writeStartArray();
    for (double each : h) {
      Json.number(json, each);
    }
    json.writeEndArray();
  }

  private double w(double x, double y) {
    return h[6] * x + h[7] * y + h[8];
  }
}
