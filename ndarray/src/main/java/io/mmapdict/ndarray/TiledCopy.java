package io.mmapdict.ndarray;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * Copies between arrays of one type whose neighbours in memory are neighbours along different axes,
 * as those of a transposed array are: by tiles, so that what lies beside an element is still in the
 * cache when its turn comes.
 *
 * <p>A row of a tile lies in one piece on the side whose rows are farther apart, for only a few of
 * those fit a cache together. Four rows at once: on the other side their elements are neighbours.
 */
final class TiledCopy {
  private static final int TILE_ROWS = 64;
  private static final int ROW_BYTES = 1024;
  private static final int MOST_COLUMNS = 256;

  /** Along a shorter axis elements one by one are as fast. */
  private static final int LEAST_LENGTH = 8;

  private final MemorySegment source;
  private final MemorySegment target;
  private final Shape shape;
  private final int itemSize;
  private final long[] from;
  private final long[] to;

  /** The axes of a tile. */
  private final int rowAxis;

  private final int columnAxis;

  private final Steps steps;

  /** How far apart rows and columns are on either side, in bytes. */
  private record Steps(long fromRow, long fromColumn, long toRow, long toColumn) {}

  private TiledCopy(NDArray from, NDArray to) {
    this.source = from.memory();
    this.target = to.memory();
    this.shape = from.shape();
    this.itemSize = from.dtype().itemSize();
    this.from = from.strides();
    this.to = to.strides();
    int sourceAxis = closest(this.from);
    int targetAxis = closest(this.to);
    boolean rowsOfSource = Math.abs(this.from[targetAxis]) >= Math.abs(this.to[sourceAxis]);
    this.columnAxis = rowsOfSource ? sourceAxis : targetAxis;
    this.rowAxis = rowsOfSource ? targetAxis : sourceAxis;
    this.steps =
        new Steps(this.from[rowAxis], this.from[columnAxis], this.to[rowAxis], this.to[columnAxis]);
  }

  /** Copies, if these are such arrays; they have one shape and one type. */
  static boolean copy(NDArray from, NDArray to) {
    if (from.rank() < 2 || from.byteSize() == 0) {
      return false;
    }
    TiledCopy copy = new TiledCopy(from, to);
    boolean isWorthIt =
        copy.rowAxis != copy.columnAxis
            && copy.shape.length(copy.rowAxis) >= LEAST_LENGTH
            && copy.shape.length(copy.columnAxis) >= LEAST_LENGTH;
    if (isWorthIt) {
      copy.axis(0, from.layout().offset, to.layout().offset);
    }
    return isWorthIt;
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
    } else if (axis == rowAxis || axis == columnAxis) {
      axis(axis + 1, at, put);
    } else {
      for (long i = 0; i < shape.length(axis); i++) {
        axis(axis + 1, at + i * from[axis], put + i * to[axis]);
      }
    }
  }

  private void tiles(long at, long put) {
    int width = Math.clamp(ROW_BYTES / itemSize, 1, MOST_COLUMNS);
    for (long row = 0; row < shape.length(rowAxis); row += TILE_ROWS) {
      int rows = (int) Math.min(TILE_ROWS, shape.length(rowAxis) - row);
      for (long column = 0; column < shape.length(columnAxis); column += width) {
        int columns = (int) Math.min(width, shape.length(columnAxis) - column);
        tile(
            at + row * steps.fromRow + column * steps.fromColumn,
            put + row * steps.toRow + column * steps.toColumn,
            rows,
            columns);
      }
    }
  }

  private void tile(long at, long put, int rows, int columns) {
    int row = 0;
    for (; row + 4 <= rows; row += 4) {
      fourRows(at + row * steps.fromRow, put + row * steps.toRow, columns);
    }
    for (; row < rows; row++) {
      oneRow(at + row * steps.fromRow, put + row * steps.toRow, columns);
    }
  }

  /**
   * By a loop for each usual size, with nothing but local variables: one loop for all sizes, or one
   * that reads fields, took two to three times as long.
   */
  private void fourRows(long at, long put, int columns) {
    switch (itemSize) {
      case 1 -> bytes(source, at, target, put, steps, columns);
      case 2 -> shorts(source, at, target, put, steps, columns);
      case 4 -> ints(source, at, target, put, steps, columns);
      case 8 -> longs(source, at, target, put, steps, columns);
      default -> {
        for (int row = 0; row < 4; row++) {
          oneRow(at + row * steps.fromRow, put + row * steps.toRow, columns);
        }
      }
    }
  }

  private void oneRow(long at, long put, int columns) {
    for (int i = 0; i < columns; i++) {
      ArrayCopy.copyElement(
          itemSize, source, at + i * steps.fromColumn, target, put + i * steps.toColumn);
    }
  }

  private static void bytes(
      MemorySegment from, long at, MemorySegment to, long put, Steps by, int columns) {
    long row = by.fromRow;
    long column = by.fromColumn;
    long putRow = by.toRow;
    long putColumn = by.toColumn;
    for (int i = 0; i < columns; i++) {
      long here = at + i * column;
      long there = put + i * putColumn;
      to.set(JAVA_BYTE, there, from.get(JAVA_BYTE, here));
      to.set(JAVA_BYTE, there + putRow, from.get(JAVA_BYTE, here + row));
      to.set(JAVA_BYTE, there + 2 * putRow, from.get(JAVA_BYTE, here + 2 * row));
      to.set(JAVA_BYTE, there + 3 * putRow, from.get(JAVA_BYTE, here + 3 * row));
    }
  }

  private static void shorts(
      MemorySegment from, long at, MemorySegment to, long put, Steps by, int columns) {
    long row = by.fromRow;
    long column = by.fromColumn;
    long putRow = by.toRow;
    long putColumn = by.toColumn;
    for (int i = 0; i < columns; i++) {
      long here = at + i * column;
      long there = put + i * putColumn;
      to.set(JAVA_SHORT_UNALIGNED, there, from.get(JAVA_SHORT_UNALIGNED, here));
      to.set(JAVA_SHORT_UNALIGNED, there + putRow, from.get(JAVA_SHORT_UNALIGNED, here + row));
      to.set(
          JAVA_SHORT_UNALIGNED, there + 2 * putRow, from.get(JAVA_SHORT_UNALIGNED, here + 2 * row));
      to.set(
          JAVA_SHORT_UNALIGNED, there + 3 * putRow, from.get(JAVA_SHORT_UNALIGNED, here + 3 * row));
    }
  }

  private static void ints(
      MemorySegment from, long at, MemorySegment to, long put, Steps by, int columns) {
    long row = by.fromRow;
    long column = by.fromColumn;
    long putRow = by.toRow;
    long putColumn = by.toColumn;
    for (int i = 0; i < columns; i++) {
      long here = at + i * column;
      long there = put + i * putColumn;
      to.set(JAVA_INT_UNALIGNED, there, from.get(JAVA_INT_UNALIGNED, here));
      to.set(JAVA_INT_UNALIGNED, there + putRow, from.get(JAVA_INT_UNALIGNED, here + row));
      to.set(JAVA_INT_UNALIGNED, there + 2 * putRow, from.get(JAVA_INT_UNALIGNED, here + 2 * row));
      to.set(JAVA_INT_UNALIGNED, there + 3 * putRow, from.get(JAVA_INT_UNALIGNED, here + 3 * row));
    }
  }

  private static void longs(
      MemorySegment from, long at, MemorySegment to, long put, Steps by, int columns) {
    long row = by.fromRow;
    long column = by.fromColumn;
    long putRow = by.toRow;
    long putColumn = by.toColumn;
    for (int i = 0; i < columns; i++) {
      long here = at + i * column;
      long there = put + i * putColumn;
      to.set(JAVA_LONG_UNALIGNED, there, from.get(JAVA_LONG_UNALIGNED, here));
      to.set(JAVA_LONG_UNALIGNED, there + putRow, from.get(JAVA_LONG_UNALIGNED, here + row));
      to.set(
          JAVA_LONG_UNALIGNED, there + 2 * putRow, from.get(JAVA_LONG_UNALIGNED, here + 2 * row));
      to.set(
          JAVA_LONG_UNALIGNED, there + 3 * putRow, from.get(JAVA_LONG_UNALIGNED, here + 3 * row));
    }
  }
}
