package io.mmapdict.ndarray;

import io.mmapdict.pickle.spi.ByteRange;
import io.mmapdict.pickle.spi.ByteSlice;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The memory of an array whose elements are fetched from elsewhere when they are first needed: all
 * of them at once where a method goes through the array, and where elements are asked for one by
 * one those around. Each view has one of its own, and fetches what is in it. Safe for use by many
 * threads.
 */
final class Fetched {
  /** Bytes between elements that are fetched with them rather than left out. */
  static final long GAP_BYTES = 1 << 14;

  /** An array of so many bytes is fetched whole, whatever is asked of it. */
  private static final long SMALL_BYTES = 1 << 18;

  private static final long LEAST_PART_BYTES = 1 << 16;
  private static final long MOST_PART_BYTES = 1 << 22;

  private final ByteSlice bytes;
  private final Layout layout;
  private final int itemSize;
  private volatile @Nullable MemorySegment whole;
  private volatile @Nullable Part part;

  /** Bytes that are there. */
  private record Part(ByteRange range, MemorySegment memory) {
    boolean has(long start, long end) {
      return range.start() <= start && end <= range.end();
    }
  }

  /** The memory of elements that lie so in bytes to be fetched. */
  Fetched(ByteSlice bytes, Layout layout, int itemSize) {
    this.bytes = bytes;
    this.layout = layout;
    this.itemSize = itemSize;
  }

  /** That of other elements in the same bytes. */
  Fetched of(Layout other, int otherItemSize) {
    return new Fetched(bytes, other, otherItemSize);
  }

  /** The memory, for what does not look into it. */
  MemorySegment place() {
    return bytes.place();
  }

  /** The memory with all elements there. */
  MemorySegment all() {
    MemorySegment there = whole;
    if (there == null) {
      there = bytes.fetch(ranges(layout, itemSize));
      whole = there;
    }
    return there;
  }

  /** Says that all elements are going to be needed. */
  void ahead() {
    if (whole == null) {
      bytes.fetchAhead(ranges(layout, itemSize));
    }
  }

  /** The memory with the element at an offset there. */
  MemorySegment at(long offset) {
    MemorySegment there = whole;
    if (there != null || layout.shape.size() * itemSize <= SMALL_BYTES) {
      return there == null ? all() : there;
    }
    Part now = part;
    if (now == null || !now.has(offset, offset + itemSize)) {
      now = fetchAround(offset, now);
      part = now;
    }
    return now.memory;
  }

  /** Who goes on where the last part ended gets twice as much. */
  private Part fetchAround(long offset, @Nullable Part before) {
    boolean goesOn = before != null && before.range.end() / itemSize == offset / itemSize;
    long wanted =
        goesOn ? Math.min(MOST_PART_BYTES, 2 * before.range.byteSize()) : LEAST_PART_BYTES;
    long start = goesOn ? offset : offset / LEAST_PART_BYTES * LEAST_PART_BYTES;
    long last = end();
    long end = Math.clamp(start + wanted, offset + itemSize, last);
    MemorySegment there = bytes.fetch(List.of(new ByteRange(start, end)));
    if (goesOn && end < last) {
      long next = Math.min(last, end + Math.min(MOST_PART_BYTES, 2 * (end - start)));
      bytes.fetchAhead(List.of(new ByteRange(end, next)));
    }
    return new Part(new ByteRange(start, end), there);
  }

  /** Behind the last element. */
  private long end() {
    Layout ascending = layout.inMemoryOrder();
    return ascending.offset + reach(ascending, itemSize, 0);
  }

  /** Where elements lie, ascending: neighbours with little between them together. */
  static List<ByteRange> ranges(Layout layout, int itemSize) {
    List<ByteRange> ranges = new ArrayList<>();
    if (layout.shape.size() > 0 && itemSize > 0) {
      Layout ascending = layout.inMemoryOrder();
      collect(ascending, itemSize, 0, ascending.offset, ranges);
    }
    return ranges;
  }

  private static void collect(
      Layout layout, int itemSize, int axis, long start, List<ByteRange> into) {
    long inner = reach(layout, itemSize, axis + 1);
    if (axis >= layout.shape.rank() || layout.stride(axis) - inner <= GAP_BYTES) {
      add(new ByteRange(start, start + reach(layout, itemSize, axis)), into);
      return;
    }
    for (long i = 0; i < layout.shape.length(axis); i++) {
      collect(layout, itemSize, axis + 1, start + i * layout.stride(axis), into);
    }
  }

  /** How many bytes the elements of these axes reach over, from the first to the last. */
  private static long reach(Layout layout, int itemSize, int axis) {
    long bytes = itemSize;
    for (int i = axis; i < layout.shape.rank(); i++) {
      bytes += (layout.shape.length(i) - 1) * layout.stride(i);
    }
    return bytes;
  }

  /** Strides that overlap (a window that slides) may begin before the last one ended. */
  private static void add(ByteRange range, List<ByteRange> into) {
    ByteRange last = into.isEmpty() ? null : into.getLast();
    if (last != null && range.start() - last.end() <= GAP_BYTES) {
      into.removeLast();
      into.add(
          new ByteRange(Math.min(last.start(), range.start()), Math.max(last.end(), range.end())));
    } else {
      into.add(range);
    }
  }
}
