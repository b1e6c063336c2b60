package io.mmapdict;

import io.mmapdict.pickle.spi.ByteRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Bytes of a file, as ranges that neither overlap nor touch. Safe for use by many threads. */
final class ByteRanges {
  private final NavigableMap<Long, Long> ends = new TreeMap<>();

  /** Adds bytes. */
  synchronized void add(ByteRange range) {
    long start = range.start();
    long end = range.end();
    if (start == end) {
      return;
    }
    Map.Entry<Long, Long> near = ends.floorEntry(end);
    while (near != null && near.getValue() >= start) {
      start = Math.min(start, near.getKey());
      end = Math.max(end, near.getValue());
      ends.remove(near.getKey());
      near = ends.floorEntry(end);
    }
    ends.put(start, end);
  }

  /** Takes bytes out. */
  synchronized void remove(ByteRange range) {
    for (ByteRange part : within(range)) {
      Map.Entry<Long, Long> whole = ends.floorEntry(part.start());
      ends.remove(whole.getKey());
      add(new ByteRange(whole.getKey(), part.start()));
      add(new ByteRange(part.end(), whole.getValue()));
    }
  }

  synchronized boolean has(ByteRange range) {
    Map.Entry<Long, Long> entry = ends.floorEntry(range.start());
    return range.byteSize() == 0 || (entry != null && entry.getValue() >= range.end());
  }

  /** How far they go on from an offset; that offset if its byte is not among them. */
  synchronized long endFrom(long offset) {
    Map.Entry<Long, Long> entry = ends.floorEntry(offset);
    return entry == null ? offset : Math.max(offset, entry.getValue());
  }

  /** Whether any of these bytes are among them. */
  synchronized boolean hasAnyOf(ByteRange range) {
    return !within(range).isEmpty();
  }

  /** What of a range is not among them, in ascending order. */
  synchronized List<ByteRange> missing(ByteRange range) {
    List<ByteRange> missing = new ArrayList<>();
    long at = range.start();
    for (ByteRange part : within(range)) {
      if (part.start() > at) {
        missing.add(new ByteRange(at, part.start()));
      }
      at = part.end();
    }
    if (at < range.end()) {
      missing.add(new ByteRange(at, range.end()));
    }
    return missing;
  }

  /** All of them, in ascending order. */
  synchronized List<ByteRange> all() {
    return ends.entrySet().stream()
        .map(each -> new ByteRange(each.getKey(), each.getValue()))
        .toList();
  }

  private List<ByteRange> within(ByteRange range) {
    List<ByteRange> found = new ArrayList<>();
    Map.Entry<Long, Long> before = ends.floorEntry(range.start());
    Long first = before == null ? ends.ceilingKey(range.start()) : before.getKey();
    if (first == null || first >= range.end()) {
      return found;
    }
    ends.subMap(first, true, range.end(), false)
        .forEach((start, end) -> {
          long from = Math.max(start, range.start());
          long to = Math.min(end, range.end());
          if (from < to) {
            found.add(new ByteRange(from, to));
          }
        });
    return found;
  }
}
