package io.mmapdict.imglib2;

import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import java.lang.foreign.MemorySegment;
import net.imglib2.AbstractCursor;
import net.imglib2.type.NativeType;

/**
 * Goes through all pixels, x first, of an array whose lines along x have no gaps: it counts the
 * pixels, and each is read from the line in which it lies. An array without any gaps is one line.
 */
final class LineCursor<T extends NativeType<T>> extends AbstractCursor<T> {
  private final NDArray array;
  private final PixelType<T> type;
  private final T pixel;
  private final long last;

  /** How many pixels a line has. */
  private final long width;

  private MemorySegment line = MemorySegment.NULL;
  private long lineStart;
  private long number = -1;

  private LineCursor(NDArray array, PixelType<T> type) {
    super(array.rank());
    this.array = array;
    this.type = type;
    this.pixel = type.in().apply(this);
    this.last = array.size() - 1;
    this.width = array.isContiguous(Order.C) ? array.size() : array.shape().length(n - 1);
    this.lineStart = array.size(); // no pixel lies there
  }

  /** Whether there is one for an array. */
  static boolean goesThrough(NDArray array) {
    int x = array.rank() - 1;
    return array.size() > 0
        && array.dtype().isNative()
        && array.strides()[x] == array.dtype().itemSize();
  }

  /** Before the first pixel of an array that {@link #goesThrough} says yes to. */
  static <T extends NativeType<T>> LineCursor<T> of(NDArray array, PixelType<T> type) {
    return new LineCursor<>(array, type);
  }

  /** The line in which it stands. */
  MemorySegment line() {
    if (number < lineStart || number - lineStart >= width) {
      goToLine();
    }
    return line;
  }

  /** Which pixel of the {@link #line} it is. */
  long numberInLine() {
    return number - lineStart;
  }

  /** The line, to set the pixel. */
  MemorySegment writableLine() {
    if (array.isReadOnly()) {
      throw new UnsupportedOperationException("this image's array is read-only");
    }
    return line();
  }

  private void goToLine() {
    if (number < 0 || number > last) {
      throw new IndexOutOfBoundsException(
          "the cursor stands before the first pixel or behind the last");
    }
    NDArray part = array;
    for (int d = n - 1; d > 0 && part.size() > width; d--) {
      part = part.select(0, getLongPosition(d));
    }
    line = part.asSegment();
    lineStart = number - number % width;
  }

  @Override
  public long getLongPosition(int d) {
    long rest = number;
    for (int faster = 0; faster < d; faster++) {
      rest /= array.shape().length(n - 1 - faster);
    }
    return d == n - 1 ? rest : rest % array.shape().length(n - 1 - d);
  }

  @Override
  public void localize(long[] position) {
    for (int d = 0; d < n; d++) {
      position[d] = getLongPosition(d);
    }
  }

  @Override
  public boolean hasNext() {
    return number < last;
  }

  @Override
  public void fwd() {
    number++;
  }

  @Override
  public void jumpFwd(long steps) {
    number += steps;
  }

  @Override
  public void reset() {
    number = -1;
  }

  @Override
  public T get() {
    return pixel;
  }

  @Override
  public T getType() {
    return pixel;
  }

  @Override
  public LineCursor<T> copy() {
    LineCursor<T> copy = new LineCursor<>(array, type);
    copy.number = number;
    return copy;
  }
}
