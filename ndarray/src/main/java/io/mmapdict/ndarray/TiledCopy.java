package io.mmapdict.ndarray;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Copies between arrays of one type whose neighbours in memory are neighbours along different axes,
 * as those of a transposed array are: by tiles, so that what lies beside an element is still in the
 * cache when its turn comes.
 */
final class TiledCopy {
  /** Of a tile along either axis, so that what is written of it fits the innermost cache. */
  private static final int TILE_BYTES = 256;

  /** Along a shorter axis runs are no longer by tiles. */
  private static final int LEAST_LENGTH = 8;

  private final MemorySegment source;
  private final MemorySegment target;
  private final Shape shape;
  private final int itemSize;
  private final long[] from;
  private final long[] to;

  /** The axes along which the source's elements are neighbours, and the target's. */
  private final int sourceAxis;

  private final int targetAxis;

  private TiledCopy(NDArray from, NDArray to) {
    this.source = from.memory();
    this.target = to.memory();
    this.shape = from.shape();
    this.itemSize = from.dtype().itemSize();
    this.from = from.strides();
    this.to = to.strides();
    this.sourceAxis = closest(this.from);
    this.targetAxis = closest(this.to);
  }

  /** Copies, if these are such arrays; they have one shape and one type. */
  static boolean copy(NDArray from, NDArray to) {
    if (from.rank() < 2 || from.byteSize() == 0) {
      return false;
    }
    TiledCopy copy = new TiledCopy(from, to);
    boolean isWorthIt =
        copy.sourceAxis != copy.targetAxis
            && from.shape().length(copy.sourceAxis) >= LEAST_LENGTH
            && from.shape().length(copy.targetAxis) >= LEAST_LENGTH;
    if (!isWorthIt) {
      return false;
    }
    copy.axis(0, from.layout().offset, to.layout().offset);
    return true;
  }

  /** The axis along which the next element is nearest; the last of several. */
  private int closest(long[] strides) {
    int closest = strides.length - 1;
    for (int axis = closest; axis >= 0; axis--) {
      boolean isNear = Math.abs(strides[axis]) < Math.abs(strides[closest]);
      if (shape.length(axis) > 1 && (isNear || shape.length(closest) == 1)) {
        closest = axis;
      }
    }
    return closest;
  }

  /** All indices of an axis and those behind it; the two axes of the tiles come last. */
  private void axis(int axis, long at, long put) {
    if (axis == from.length) {
      tiles(at, put);
    } else if (axis == sourceAxis || axis == targetAxis) {
      axis(axis + 1, at, put);
    } else {
      for (long i = 0; i < shape.length(axis); i++) {
        axis(axis + 1, at + i * from[axis], put + i * to[axis]);
      }
    }
  }

  private void tiles(long at, long put) {
    int tile = Math.clamp(TILE_BYTES / itemSize, 4, 64);
    long rows = shape.length(targetAxis);
    long columns = shape.length(sourceAxis);
    for (long row = 0; row < rows; row += tile) {
      for (long column = 0; column < columns; column += tile) {
        tile(
            at + row * from[targetAxis] + column * from[sourceAxis],
            put + row * to[targetAxis] + column * to[sourceAxis],
            (int) Math.min(tile, rows - row),
            (int) Math.min(tile, columns - column));
      }
    }
  }

  /** A row lies in the source; of the side whose rows lie farther apart few may be in the cache. */
  private void tile(long at, long put, int rows, int columns) {
    boolean byRows = Math.abs(from[targetAxis]) >= Math.abs(to[sourceAxis]);
    int outer = byRows ? targetAxis : sourceAxis;
    int inner = byRows ? sourceAxis : targetAxis;
    int count = byRows ? columns : rows;
    for (int i = 0; i < (byRows ? rows : columns); i++) {
      run(at + i * from[outer], from[inner], put + i * to[outer], to[inner], count);
    }
  }

  private void run(long at, long step, long put, long putStep, int count) {
    switch (itemSize) {
      case 1 -> {
        for (int i = 0; i < count; i++) {
          byte value = source.get(ValueLayout.JAVA_BYTE, at + i * step);
          target.set(ValueLayout.JAVA_BYTE, put + i * putStep, value);
        }
      }
      case 2 -> {
        for (int i = 0; i < count; i++) {
          short value = source.get(ValueLayout.JAVA_SHORT_UNALIGNED, at + i * step);
          target.set(ValueLayout.JAVA_SHORT_UNALIGNED, put + i * putStep, value);
        }
      }
      case 4 -> {
        for (int i = 0; i < count; i++) {
          int value = source.get(ValueLayout.JAVA_INT_UNALIGNED, at + i * step);
          target.set(ValueLayout.JAVA_INT_UNALIGNED, put + i * putStep, value);
        }
      }
      case 8 -> {
        for (int i = 0; i < count; i++) {
          long value = source.get(ValueLayout.JAVA_LONG_UNALIGNED, at + i * step);
          target.set(ValueLayout.JAVA_LONG_UNALIGNED, put + i * putStep, value);
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          MemorySegment.copy(source, at + i * step, target, put + i * putStep, itemSize);
        }
      }
    }
  }
}
