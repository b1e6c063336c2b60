package io.mmapdict.ndarray;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Where the elements of an array lie: the byte offset of the element at [0, ..., 0] and for each
 * axis how many bytes lie between neighbours, which may be none or negative.
 */
final class Layout {
  /** Takes runs of elements: where the first lies, how many, how many bytes apart. */
  @FunctionalInterface
  interface RunVisitor {
    void run(long offset, long count, long stride);
  }

  final Shape shape;
  final long offset;
  private final long[] lengths;
  private final long[] strides;

  Layout(Shape shape, long[] strides, long offset) {
    this.shape = shape;
    this.lengths = shape.lengths();
    this.strides = strides;
    this.offset = offset;
  }

  static Layout contiguous(Shape shape, int itemSize, Order order) {
    int rank = shape.rank();
    long[] strides = new long[rank];
    long next = itemSize;
    for (int i = 0; i < rank; i++) {
      int axis = order == Order.C ? rank - 1 - i : i;
      strides[axis] = next;
      next *= Math.max(1, shape.size() == 0 ? 1 : shape.length(axis));
    }
    return new Layout(shape, strides, 0);
  }

  /** Without gaps, from the start of the memory on, which must be long enough. */
  static Layout within(long byteSize, DType dtype, Order order, Shape shape) {
    long needed = shape.byteSize(dtype);
    if (needed > byteSize) {
      throw new IllegalArgumentException(
          "%d bytes are too few for shape %s of %s, which takes %d"
              .formatted(byteSize, shape, dtype, needed));
    }
    return contiguous(shape, dtype.itemSize(), order);
  }

  long[] strides() {
    return strides.clone();
  }

  long stride(int axis) {
    return strides[axis];
  }

  long at(long i) {
    checkCount(1);
    return offset + step(0, i);
  }

  long at(long i, long j) {
    checkCount(2);
    return offset + step(0, i) + step(1, j);
  }

  long at(long i, long j, long k) {
    checkCount(3);
    return offset + step(0, i) + step(1, j) + step(2, k);
  }

  long at(long[] index) {
    checkCount(index.length);
    long at = offset;
    for (int axis = 0; axis < index.length; axis++) {
      at += step(axis, index[axis]);
    }
    return at;
  }

  private void checkCount(int count) {
    if (lengths.length != count) {
      throw new IndexOutOfBoundsException(count + " indices for an array of shape " + shape);
    }
  }

  private long step(int axis, long index) {
    if (index < 0 || index >= lengths[axis]) {
      throw outside(axis, index);
    }
    return index * strides[axis];
  }

  private IndexOutOfBoundsException outside(int axis, long index) {
    return new IndexOutOfBoundsException(
        "index " + index + " on axis " + axis + " of an array of shape " + shape);
  }

  Layout select(int axis, long index) {
    checkAxis(axis);
    return new Layout(
        Shape.of(without(lengths, axis)), without(strides, axis), offset + step(axis, index));
  }

  Layout slice(int axis, long from, long to, long step) {
    checkAxis(axis);
    long length = lengths[axis];
    boolean fits =
        step > 0
            ? 0 <= from && from <= to && to <= length
            : -1 <= to && to <= from && from < length;
    if (step == 0 || !fits) {
      throw new IndexOutOfBoundsException(
          "slice from %d to %d by %d on axis %d of an array of shape %s"
              .formatted(from, to, step, axis, shape));
    }
    long span = Math.abs(to - from);
    long stride = Math.abs(step) >= span ? span : Math.abs(step);
    long[] newLengths = lengths.clone();
    newLengths[axis] = span == 0 ? 0 : 1 + (span - 1) / stride;
    long[] newStrides = strides.clone();
    newStrides[axis] *= step > 0 ? stride : -stride;
    return new Layout(
        Shape.of(newLengths), newStrides, span == 0 ? offset : offset + from * strides[axis]);
  }

  Layout permute(int[] axes) {
    boolean[] seen = new boolean[lengths.length];
    long[] newLengths = new long[lengths.length];
    long[] newStrides = new long[lengths.length];
    boolean valid = axes.length == lengths.length;
    for (int i = 0; valid && i < axes.length; i++) {
      valid = axes[i] >= 0 && axes[i] < seen.length && !seen[axes[i]];
      if (valid) {
        seen[axes[i]] = true;
        newLengths[i] = lengths[axes[i]];
        newStrides[i] = strides[axes[i]];
      }
    }
    if (!valid) {
      throw new IllegalArgumentException(
          "axes " + Arrays.toString(axes) + " are not each axis once of shape " + shape);
    }
    return new Layout(Shape.of(newLengths), newStrides, offset);
  }

  /** The same elements, in C order, in another shape, or why not. */
  Layout reshape(Shape target, int itemSize) {
    if (target.size() != shape.size()) {
      throw new IllegalArgumentException(
          "%d elements of shape %s do not fill %s".formatted(shape.size(), shape, target));
    }
    if (target.size() == 0) {
      return new Layout(target, contiguous(target, itemSize, Order.C).strides, offset);
    }
    long[] newStrides = new long[target.rank()];
    Merged merged = merge();
    int block = merged.count - 1;
    long left = block < 0 ? 1 : merged.lengths[block];
    long stride = block < 0 ? itemSize : merged.strides[block];
    for (int axis = target.rank() - 1; axis >= 0; axis--) {
      newStrides[axis] = stride;
      long length = target.length(axis);
      if (left % length != 0) {
        throw new UnsupportedOperationException(
            "shape %s with strides %s cannot be seen as %s; copy() first"
                .formatted(shape, Arrays.toString(strides), target));
      }
      left /= length;
      stride *= length;
      if (left == 1 && block > 0) {
        block--;
        left = merged.lengths[block];
        stride = merged.strides[block];
      }
    }
    return new Layout(target, newStrides, offset);
  }

  /** As numpy has it: axes are added in front, and those of length 1 stretched, without a copy. */
  Layout broadcast(Shape target) {
    int added = target.rank() - lengths.length;
    long[] newStrides = new long[target.rank()];
    boolean fits = added >= 0;
    for (int axis = 0; fits && axis < lengths.length; axis++) {
      boolean isSame = target.length(added + axis) == lengths[axis];
      fits = isSame || lengths[axis] == 1;
      newStrides[added + axis] = isSame ? strides[axis] : 0;
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "shape %s cannot be broadcast to %s: from the last axis on lengths are the same, or 1 here"
              .formatted(shape, target));
    }
    return new Layout(target, newStrides, offset);
  }

  /** An axis of length 1, in front of this one. */
  Layout newAxis(int axis) {
    if (axis < 0 || axis > lengths.length) {
      throw new IndexOutOfBoundsException(
          "new axis " + axis + " for an array of shape " + shape + "; from 0 to " + lengths.length);
    }
    return new Layout(Shape.of(with(lengths, axis, 1)), with(strides, axis, 0), offset);
  }

  /** What lies behind each element at an offset, with these axes of its own behind the others. */
  Layout inside(int at, Layout part) {
    long[] newLengths = Arrays.copyOf(lengths, lengths.length + part.lengths.length);
    long[] newStrides = Arrays.copyOf(strides, newLengths.length);
    System.arraycopy(part.lengths, 0, newLengths, lengths.length, part.lengths.length);
    System.arraycopy(part.strides, 0, newStrides, lengths.length, part.lengths.length);
    return new Layout(Shape.of(newLengths), newStrides, offset + at);
  }

  /** The same elements, those that lie behind others behind them. */
  Layout inMemoryOrder() {
    Integer[] axes = new Integer[lengths.length];
    Arrays.setAll(axes, axis -> axis);
    Arrays.sort(
        axes, Comparator.comparingLong((Integer axis) -> Math.abs(strides[axis])).reversed());
    long[] newLengths = new long[lengths.length];
    long[] newStrides = new long[lengths.length];
    long start = offset;
    for (int i = 0; i < axes.length; i++) {
      newLengths[i] = lengths[axes[i]];
      newStrides[i] = Math.abs(strides[axes[i]]);
      start += Math.min(0, strides[axes[i]] * (newLengths[i] - 1));
    }
    return new Layout(Shape.of(newLengths), newStrides, shape.size() == 0 ? offset : start);
  }

  /** Where the element with this number in C order lies. */
  long atFlat(long number) {
    if (number < 0 || number >= shape.size()) {
      throw new IndexOutOfBoundsException(
          "element " + number + " of " + shape.size() + ", shape " + shape);
    }
    long at = offset;
    long left = number;
    for (int axis = lengths.length - 1; axis >= 0; axis--) {
      at += left % lengths[axis] * strides[axis];
      left /= lengths[axis];
    }
    return at;
  }

  boolean isContiguous(int itemSize, Order order) {
    if (shape.size() == 0) {
      return true;
    }
    long expected = itemSize;
    for (int i = 0; i < lengths.length; i++) {
      int axis = order == Order.C ? lengths.length - 1 - i : i;
      if (lengths[axis] != 1 && strides[axis] != expected) {
        return false;
      }
      expected *= lengths[axis];
    }
    return true;
  }

  /** Whether every element lies within so many bytes. Overflow counts as outside. */
  boolean fitsIn(long byteSize, int itemSize) {
    if (shape.size() == 0) {
      return true;
    }
    long low = offset;
    long high = offset;
    try {
      for (int axis = 0; axis < lengths.length; axis++) {
        long reach = Math.multiplyExact(lengths[axis] - 1, strides[axis]);
        low = Math.addExact(low, Math.min(0, reach));
        high = Math.addExact(high, Math.max(0, reach));
      }
      return low >= 0 && Math.addExact(high, itemSize) <= byteSize;
    } catch (ArithmeticException overflow) {
      return false;
    }
  }

  /** Visits all elements in C order, in the longest runs of equal distance there are. */
  void forEachRun(int itemSize, RunVisitor visitor) {
    if (shape.size() == 0) {
      return;
    }
    Merged merged = merge();
    int last = merged.count - 1;
    if (last < 0) {
      visitor.run(offset, 1, itemSize);
      return;
    }
    long[] index = new long[last];
    long at = offset;
    int axis;
    do {
      visitor.run(at, merged.lengths[last], merged.strides[last]);
      axis = last - 1;
      while (axis >= 0 && ++index[axis] == merged.lengths[axis]) {
        at -= (merged.lengths[axis] - 1) * merged.strides[axis];
        index[axis] = 0;
        axis--;
      }
      if (axis >= 0) {
        at += merged.strides[axis];
      }
    } while (axis >= 0);
  }

  /** Axes without those of length 1, neighbours joined where one continues the other. */
  private record Merged(
      @SuppressWarnings("ArrayRecordComponent") long[] lengths,
      @SuppressWarnings("ArrayRecordComponent") long[] strides,
      int count) {}

  private Merged merge() {
    long[] mergedLengths = new long[lengths.length];
    long[] mergedStrides = new long[lengths.length];
    int count = 0;
    for (int axis = 0; axis < lengths.length; axis++) {
      if (lengths[axis] == 1) {
        continue;
      }
      if (count > 0 && mergedStrides[count - 1] == strides[axis] * lengths[axis]) {
        mergedLengths[count - 1] *= lengths[axis];
        mergedStrides[count - 1] = strides[axis];
      } else {
        mergedLengths[count] = lengths[axis];
        mergedStrides[count] = strides[axis];
        count++;
      }
    }
    return new Merged(mergedLengths, mergedStrides, count);
  }

  private void checkAxis(int axis) {
    if (axis < 0 || axis >= lengths.length) {
      throw new IndexOutOfBoundsException("axis " + axis + " of an array of shape " + shape);
    }
  }

  private static long[] without(long[] values, int index) {
    long[] rest = new long[values.length - 1];
    System.arraycopy(values, 0, rest, 0, index);
    System.arraycopy(values, index + 1, rest, index, rest.length - index);
    return rest;
  }

  private static long[] with(long[] values, int index, long value) {
    long[] more = new long[values.length + 1];
    System.arraycopy(values, 0, more, 0, index);
    more[index] = value;
    System.arraycopy(values, index, more, index + 1, values.length - index);
    return more;
  }
}
