package io.mmapdict.pickle;

/**
 * As what a value is written: as an entry of a file, or as a pickle of its own, which is a stream
 * of opcodes as CPython's C pickler writes them.
 *
 * @param stream false for an entry: no PROTO, frames and STOP, and only what is fetched again
 *     stands in the memo
 * @param protocol no newer opcodes are written; an entry with a bytearray is of protocol 5 anyway
 * @param fast a stream without a memo
 */
record Form(boolean stream, int protocol, boolean fast) {
  static final int OLDEST = 2;
  static final int NEWEST = 5;

  static final Form ENTRY = new Form(false, 4, false);

  /** Whether bytes have opcodes of their own. */
  boolean hasBytes() {
    return protocol >= 3;
  }

  /** Whether sets, short strs, qualified names, frames and large byte strings have theirs. */
  boolean hasSets() {
    return protocol >= 4;
  }

  boolean hasByteArrays() {
    return protocol >= 5 || !stream;
  }
}
