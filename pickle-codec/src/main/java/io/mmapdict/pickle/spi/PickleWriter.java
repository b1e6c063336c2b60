package io.mmapdict.pickle.spi;

import io.mmapdict.pickle.Opcode;
import org.jspecify.annotations.Nullable;

/**
 * Where a codec writes a value: opcodes, other values, and payloads whose place in the file it may
 * choose but never learns. Lives for one call of {@link ValueCodec#write}.
 */
public interface PickleWriter {
  /**
   * Says that somebody knows the value by its first opcodes, which come next: where the value is
   * the whole of an entry, nothing may stand before them. Such an entry is written under the file
   * lock, however large it is.
   */
  void keepFirst();

  /**
   * An opcode without an argument, such as {@code MARK}, {@code TUPLE2} or {@code REDUCE}.
   *
   * @throws io.mmapdict.pickle.PickleException if the pickle's protocol is older than the opcode;
   *     those of protocol 2 can always be written
   */
  void op(Opcode opcode);

  /**
   * Pushes what Python finds under this name: in an entry two strings and {@code STACK_GLOBAL}, in
   * a stream what its protocol has for it.
   */
  void global(String module, String name);

  /** Pushes any value, by the codec that writes it. May be a null (None). */
  void value(@Nullable Object value);

  /**
   * Pushes an int as an opcode of a chosen width: {@code BININT1}, {@code BININT2}, {@code BININT},
   * or {@code LONG1} with eight bytes.
   *
   * @throws IllegalArgumentException if it does not fit or the opcode is another
   */
  void integer(Opcode opcode, long value);

  /** Pushes a str, at most 255 bytes of UTF-8, never memoised. */
  void shortString(String text);

  /**
   * In an entry, pads (by pushing and popping a constant) so that the byte that stands {@code lead}
   * bytes behind the pad lies on a boundary of the file. With {@code align(64, 9)} the payload
   * written next by {@link #payload} starts on a multiple of 64. In a stream nothing: it stands
   * nowhere.
   *
   * @param boundary a power of two
   * @param lead from 0
   */
  void align(int boundary, int lead);

  /** {@code NONE POP}: two bytes that change nothing. */
  void pad2();

  /**
   * Pushes a byte string of any size: in an entry one byte of opcode, eight of length, the payload.
   * In a stream it may have another form of the same meaning, by its protocol; and a bytearray's
   * payload may stand outside of the pickle ({@link io.mmapdict.pickle.Pickler#buffers}), so that
   * Python finds another kind of buffer in its place. Bytes are always bytes.
   *
   * @param opcode {@code BINBYTES8} for bytes or {@code BYTEARRAY8} for a bytearray
   * @param byteCount exactly what the payload will give
   */
  void payload(Opcode opcode, long byteCount, Payload payload);

  /**
   * Writes bytes that are no opcodes right behind the last opcode, outside of frames, in an entry
   * as in a stream. Whoever reads the pickle must know that they stand there and step over them, as
   * a {@link TailedCodec} does behind a {@code BUILD}; for any other reader they are opcodes.
   *
   * @param byteCount exactly what the payload will give
   * @throws IllegalArgumentException if the count is negative
   */
  void raw(long byteCount, Payload payload);

  /** Reserves a memo index that nothing else of this encoding uses. */
  int newMemo();

  /**
   * {@code BINPUT}, or in a stream {@code MEMOIZE}: stores the top of the stack under a memo index.
   */
  void put(int memo);

  /**
   * {@code BINGET}: pushes what was stored.
   *
   * @throws IllegalStateException in a stream, if nothing was
   */
  void get(int memo);
}
