package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PickleScanner;
import io.mmapdict.pickle.spi.ByteRange;
import java.util.ArrayList;
import java.util.List;

/**
 * Goes through the opcodes of a value of which not all bytes are here, and over the contents of
 * large byte strings. Not safe for use by several threads.
 */
final class ValueScan {
  /** Byte strings of more are not fetched with the opcodes. */
  private static final long SMALL_BYTES = 1024;

  private static final int MOST_HEAD_BYTES = 1 + Long.BYTES;

  private final Replica replica;
  private final long end;
  private final List<ByteRange> needed = new ArrayList<>();
  private long at;

  ValueScan(Replica replica, long start, long end) {
    this.replica = replica;
    this.at = start;
    this.end = end;
  }

  boolean isAtEnd() {
    return at == end;
  }

  /** Where it stands: bytes from here on are what it lacks. */
  long at() {
    return at;
  }

  /** What is needed of the value so far, to be decoded. */
  List<ByteRange> needed() {
    return needed;
  }

  /** Takes the rest as needed: its end, or what the decoder will complain of. */
  void takeRest() {
    needed.add(new ByteRange(at, end));
    at = end;
  }

  /**
   * Goes on as far as it can.
   *
   * @param there up to where bytes are there, beside those that are here for good
   */
  void advance(long there) {
    while (at < end) {
      long limit = Math.min(end, Math.max(there, replica.keptFrom(at)));
      long scanned = limit > at ? scan(at, limit) : at;
      long behind = scanned < limit ? behindBytes(scanned, limit) : scanned;
      if (behind == scanned || behind > end) {
        if (scanned > at) {
          needed.add(new ByteRange(at, scanned));
          at = scanned;
        }
        return;
      }
      needed.add(new ByteRange(at, scanned + MOST_HEAD_BYTES));
      at = behind;
    }
  }

  /** Where the first opcode starts that is not wholly there, or the end of what is. */
  private long scan(long start, long limit) {
    PickleScanner scanner = new PickleScanner(replica.mapping(), start, limit);
    try {
      while (scanner.next()) {
        // goes on
      }
    } catch (PickleException e) {
      // cut off, or no opcode
    }
    return scanner.offset();
  }

  /** Where a large byte string ends; its start if another opcode stands there. */
  private long behindBytes(long start, long limit) {
    int width =
        switch (Opcode.of(replica.mapping().get(JAVA_BYTE, start) & 0xff)) {
          case BINBYTES -> Integer.BYTES;
          case BINBYTES8, BYTEARRAY8 -> Long.BYTES;
          case null, default -> 0;
        };
    if (width == 0 || start + 1 + width > limit) {
      return start;
    }
    long bytes =
        width == Integer.BYTES
            ? replica.mapping().get(Little.INT, start + 1) & 0xffffffffL
            : replica.mapping().get(Little.LONG, start + 1);
    boolean isLarge = bytes > SMALL_BYTES && bytes < Long.MAX_VALUE - start - MOST_HEAD_BYTES;
    return isLarge ? start + 1 + width + bytes : start;
  }
}
