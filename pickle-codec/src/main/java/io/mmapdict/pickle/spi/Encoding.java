package io.mmapdict.pickle.spi;

/**
 * A value as pickle opcodes, ready to be written at any place: pieces whose pads depend on the
 * offset and whose payloads are produced when they are written. Holds the opcodes between PROTO and
 * STOP, without both, without FRAME and MEMOIZE.
 *
 * <p>Immutable as long as the encoded arrays are not changed: large byte strings are not copied
 * before they are written. Safe for use by many threads.
 */
public interface Encoding {
  /**
   * A value that is opcodes only, the same wherever they stand: no pads, no payloads, no memo
   * indices.
   *
   * @param opcodes as they will stand in the file; neither checked nor copied, so they must not be
   *     changed afterwards
   * @param protocol the one that has all of them
   */
  static Encoding ofOpcodes(byte[] opcodes, int protocol) {
    return new OpcodesEncoding(opcodes, protocol);
  }

  /**
   * How many bytes {@link #writeTo} gives at this offset. Takes no time that grows with the
   * payloads.
   *
   * @param offset from 0
   */
  long sizeAt(long offset);

  /**
   * The first memo index that the encoding does not use, and 1 where it uses none: what mmappickle
   * writes into an entry's trailer, {@code BININT <memo max> POP}, and counts its next entry's
   * indices from. Indices of an encoding count from 0.
   */
  int memoMax();

  /** The protocol that has all its opcodes: 5 with a bytearray in it, else 4. */
  int protocol();

  /**
   * Gives all bytes in order, small pieces joined.
   *
   * @param offset where the first byte will stand in the file
   * @throws io.mmapdict.pickle.PickleException if a payload gives more or fewer bytes than it
   *     announced; what was given to the sink so far is not a value
   */
  void writeTo(long offset, PayloadSink sink);

  /** Whether somebody knows the value by its first opcodes: {@link PickleWriter#keepFirst}. */
  default boolean isKeptFirst() {
    return false;
  }

  /** How many bytes the payloads have together; 0 where all is opcodes. */
  long payloadBytes();
}
