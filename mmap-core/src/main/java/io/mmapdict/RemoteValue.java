package io.mmapdict;

import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.spi.ByteRange;
import io.mmapdict.pickle.spi.ByteSource;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value of a file on another machine. To be decoded it takes its opcodes, which are fetched
 * first; the contents of large byte strings are fetched by whoever needs them.
 */
record RemoteValue(Replica replica, FileEntry entry) implements ByteSource {
  private static final long LEAST_FETCHED = 256;
  private static final long MOST_FETCHED = 1 << 26;

  /**
   * The value.
   *
   * @throws io.mmapdict.pickle.PickleException if it is none
   * @throws MmapDictException if it cannot be fetched
   */
  @Nullable Object decode(Codecs codecs) {
    MemorySegment there = opcodes();
    return codecs.decode(there, entry.valueOffset, entry.valueEnd(), this);
  }

  @Override
  public MemorySegment fetch(List<ByteRange> ranges) {
    if (replica.areOfOpening(ranges)) {
      return replica.mapping(); // fetched when it was known to be live
    }
    MemorySegment there = replica.fetch(ranges);
    replica.requireLive(entry);
    return there;
  }

  @Override
  public void fetchAhead(List<ByteRange> ranges) {
    replica.fetchAhead(ranges);
  }

  /** As far as bytes are there; then some more are fetched, each time eight times as many. */
  private MemorySegment opcodes() {
    long end = entry.valueEnd();
    ValueScan scan = new ValueScan(replica, entry.valueOffset, end);
    List<MemorySegment> held = new ArrayList<>();
    try {
      scan.advance(entry.valueOffset);
      long before = scan.at();
      long more = LEAST_FETCHED;
      while (!scan.isAtEnd()) {
        long there = Math.min(end, BlockCache.blockEnd(scan.at() + more - 1));
        held.add(replica.fetch(List.of(new ByteRange(scan.at(), there))));
        scan.advance(there);
        if (there == end && !scan.isAtEnd() && scan.at() == before) {
          scan.takeRest();
        }
        boolean isElsewhere = scan.at() > there; // behind a large byte string
        more = isElsewhere ? LEAST_FETCHED : Math.min(MOST_FETCHED, 8 * more);
        before = scan.at();
      }
      return fetch(scan.needed());
    } finally {
      Reference.reachabilityFence(held); // what was scanned is there until all of it is
    }
  }
}
