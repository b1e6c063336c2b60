package io.mmapdict.pickle.spi;

import io.mmapdict.pickle.PickleException;
import java.lang.foreign.MemorySegment;

/** The bytes behind the opcode that a pickle stands at; see {@link TailedCodec}. */
public interface Tail {
  /** All that is left of what is read, where it lies. */
  MemorySegment rest();

  /**
   * The next bytes, where they lie: the pickle goes on behind them.
   *
   * @return as if a bytearray: mutable
   * @throws PickleException if there are fewer, or the count is negative
   */
  ByteSlice take(long count);
}
