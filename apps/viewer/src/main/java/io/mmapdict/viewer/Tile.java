package io.mmapdict.viewer;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A part of a plane as numbers, for the page to colour.
 *
 * @param body of each sample a little-endian float32 in C order, then, if masked, a byte: 1 where
 *     it is masked out
 */
@SuppressWarnings("ArrayRecordComponent") // made, sent, kept by the cache, never changed
record Tile(int rows, int columns, boolean masked, byte[] body) {
  /** Of each side at most. */
  static final int SIDE = 512;

  private static final DType LITTLE_FLOAT = DType.of("<f4");

  /**
   * Of each side so many are read of a plane that is seen from afar, where each element costs a
   * page; each stands for its neighbours then.
   */
  private static final int MOST_IF_SCATTERED = 128;

  /**
   * Every {@code step}th element from a place on; from afar, where each would cost a page, fewer.
   *
   * @param plane of two axes
   * @throws ViewerException if the place lies outside, or the elements are no numbers
   */
  static Tile of(ArrayPart plane, long top, long left, long step) {
    ArrayPart part = cut(cut(plane, 0, top, step), 1, left, step);
    int rows = (int) part.shape().length(0);
    int columns = (int) part.shape().length(1);
    int blocks = step > 1 && part.isScattered() ? SIDE / MOST_IF_SCATTERED : 1;
    ArrayPart read = part.slice(0, 0, rows, blocks).slice(1, 0, columns, blocks);
    byte[] masked = read.mask() == null ? null : read.mask().toByteArray();
    if (blocks > 1) {
      return repeated(rows, columns, blocks, Samples.floats(read.data()), masked);
    }
    byte[] body = new byte[rows * columns * (Float.BYTES + (masked == null ? 0 : 1))];
    MemorySegment bytes = MemorySegment.ofArray(body);
    Samples.copy(read.data(), NDArray.over(bytes, LITTLE_FLOAT, rows, columns));
    if (masked != null) {
      System.arraycopy(masked, 0, body, masked.length * Float.BYTES, masked.length);
    }
    return new Tile(rows, columns, masked != null, body);
  }

  /** Each sample stands for a square of them. */
  private static Tile repeated(
      int rows, int columns, int side, float[] samples, byte @Nullable [] masked) {
    int across = Math.ceilDiv(columns, side);
    float[] all = new float[rows * columns];
    byte[] allMasked = masked == null ? null : new byte[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        int from = i / side * across + j / side;
        all[i * columns + j] = samples[from];
        if (masked != null) {
          allMasked[i * columns + j] = masked[from];
        }
      }
    }
    return of(rows, columns, all, allMasked);
  }

  private static ArrayPart cut(ArrayPart plane, int axis, long from, long step) {
    long length = plane.shape().length(axis);
    if (from >= length) {
      throw new ViewerException(
          "%s: expected less than %d, found %d"
              .formatted(axis == 0 ? "top" : "left", length, from));
    }
    long count = Math.min(SIDE, Math.ceilDiv(length - from, step));
    return plane.slice(axis, from, from + (count - 1) * step + 1, step);
  }

  /**
   * The same of a plane that is seen in another's pixels: where it does not reach, NaN.
   *
   * @param to from this plane's pixels to the other's
   */
  static Tile of(ArrayPart plane, PixelMap to, long top, long left, long step) {
    Samples.requireNumbers(plane.data());
    PixelMap from = to.inverse();
    long height = plane.shape().length(0);
    long width = plane.shape().length(1);
    float[] samples = new float[SIDE * SIDE];
    byte[] masked = plane.mask() == null ? null : new byte[SIDE * SIDE];
    for (int i = 0; i < SIDE; i++) {
      for (int j = 0; j < SIDE; j++) {
        double u = left + (double) j * step;
        double v = top + (double) i * step;
        long x = Math.round(from.x(u, v));
        long y = Math.round(from.y(u, v));
        boolean inside = x >= 0 && x < width && y >= 0 && y < height && from.isInFront(u, v);
        samples[i * SIDE + j] = inside ? (float) Samples.one(plane.data(), y, x) : Float.NaN;
        if (masked != null && inside) {
          masked[i * SIDE + j] = (byte) (plane.mask().at(y, x).getBoolean() ? 1 : 0);
        }
      }
    }
    return of(SIDE, SIDE, samples, masked);
  }

  private static Tile of(int rows, int columns, float[] samples, byte @Nullable [] masked) {
    int bytes = samples.length * Float.BYTES;
    ByteBuffer body =
        ByteBuffer.allocate(bytes + (masked == null ? 0 : masked.length))
            .order(ByteOrder.LITTLE_ENDIAN);
    body.asFloatBuffer().put(samples);
    if (masked != null) {
      body.put(bytes, masked);
    }
    return new Tile(rows, columns, masked != null, body.array());
  }
}
