package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.Tail;
import java.lang.foreign.MemorySegment;

/**
 * What stands behind the opcode of a scanner, which goes over what is taken.
 *
 * @param inFrame whether that opcode's frame goes on: then nothing but opcodes follows
 * @param reading whether what is taken knows where it stands
 */
record PickleTail(
    MemorySegment source, PickleScanner scanner, long end, boolean inFrame, Reading reading)
    implements Tail {
  @Override
  public MemorySegment rest() {
    return source.asSlice(scanner.nextOffset(), end - scanner.nextOffset());
  }

  @Override
  public ByteSlice take(long count) {
    long at = scanner.nextOffset();
    if (inFrame) {
      throw new PickleException("expected the end of the frame in front of other bytes", at);
    }
    if (count < 0 || count > end - at) {
      throw new PickleException(
          "expected %d bytes that are no opcodes, found %d".formatted(count, end - at), at);
    }
    scanner.skip(count);
    return reading.slice(source.asSlice(at, count), at, true);
  }
}
