package io.mmapdict.pickle.spi;

import org.jspecify.annotations.Nullable;

/**
 * A codec of objects behind whose {@code BUILD} bytes stand that are no opcodes: joblib writes
 * those of an array so, into the middle of its dumps. Only where a segment is read: who reads a
 * stream takes it opcode by opcode.
 */
public interface TailedCodec extends ValueCodec {
  /**
   * As {@link ValueCodec#setState(Object, Object)}, and takes what stands behind.
   *
   * @param tail for the time of the call
   */
  Object setState(Object built, @Nullable Object state, Tail tail);
}
