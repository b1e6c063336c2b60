package io.mmapdict.ndarray;

import java.util.Spliterator;
import java.util.function.DoubleConsumer;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The elements of an array in C order, as numpy's {@code flat}: in place, nothing is copied. To go
 * through them as they lie in memory, ask {@link NDArray#inMemoryOrder} for it.
 *
 * <p>Streams may run in parallel; setting elements meanwhile is seen or not.
 */
public final class Flat {
  private final NDArray array;

  Flat(NDArray array) {
    this.array = array;
  }

  /** How many there are. */
  public long size() {
    return array.size();
  }

  /**
   * The element with this number.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public Element at(long number) {
    return new Element(array, array.layout().atFlat(number));
  }

  /** Each as {@link Element#getDouble} has it. */
  public DoubleStream doubles() {
    return StreamSupport.doubleStream(new Doubles(array, 0, array.size()), false);
  }

  /** Each as {@link Element#getLong} has it. */
  public LongStream longs() {
    return LongStream.range(0, size()).map(i -> at(i).getLong());
  }

  /** Each where it stands. */
  public Stream<Element> elements() {
    return LongStream.range(0, size()).mapToObj(this::at);
  }

  /**
   * A copy of some of them, as one axis: numpy's {@code a[mask]}.
   *
   * @param mask an array of bool of the array's shape; true where the element is meant
   * @throws IllegalArgumentException if it is another one
   */
  public NDArray where(NDArray mask) {
    return MaskedCopy.gather(array, mask);
  }

  /** Goes along the last axis without counting out each index. */
  private static final class Doubles implements Spliterator.OfDouble {
    private final NDArray array;
    private final Layout layout;
    private long next;
    private final long end;

    Doubles(NDArray array, long next, long end) {
      this.array = array;
      this.layout = array.layout();
      this.next = next;
      this.end = end;
    }

    @Override
    public boolean tryAdvance(DoubleConsumer action) {
      if (next >= end) {
        return false;
      }
      action.accept(Elements.getDouble(array.dtype(), array.memory(), layout.atFlat(next++)));
      return true;
    }

    @Override
    public void forEachRemaining(DoubleConsumer action) {
      int last = array.rank() - 1;
      long row = last < 0 ? 1 : array.shape().length(last);
      long stride = last < 0 ? 0 : layout.stride(last);
      while (next < end) {
        long at = layout.atFlat(next);
        long count = Math.min(end - next, row - next % row);
        for (long i = 0; i < count; i++) {
          action.accept(Elements.getDouble(array.dtype(), array.memory(), at + i * stride));
        }
        next += count;
      }
    }

    @Override
    public @Nullable OfDouble trySplit() {
      long middle = next + (end - next) / 2;
      if (middle == next) {
        return null;
      }
      Doubles front = new Doubles(array, next, middle);
      next = middle;
      return front;
    }

    @Override
    public long estimateSize() {
      return end - next;
    }

    @Override
    public int characteristics() {
      return ORDERED | SIZED | SUBSIZED | NONNULL;
    }
  }
}
