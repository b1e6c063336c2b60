package io.mmapdict.pickle;

/**
 * Cuts opcodes into frames while they are written, where CPython cuts them (PEP 3154): between two
 * values, and around a large one, which stands outside of any.
 */
final class Framing {
  /** From which size a frame is ended, and a string or byte string stands outside. */
  static final int TARGET_BYTES = 64 << 10;

  /** What is shorter gets no frame. */
  private static final int LEAST_BYTES = 4;

  private static final int HEAD_BYTES = 1 + Long.BYTES;
  private static final int NONE = -1;

  private final ByteBuilder bytes;
  private int start = NONE;
  private boolean suspended;

  Framing(ByteBuilder bytes) {
    this.bytes = bytes;
  }

  /** An opcode comes: it needs a frame to stand in. */
  void opcode() {
    if (start == NONE && !suspended) {
      start = bytes.size();
      bytes.append(new byte[HEAD_BYTES]);
    }
  }

  /** A value begins. */
  void value() {
    if (start != NONE && content() >= TARGET_BYTES) {
      end();
    }
  }

  /** What comes until {@link #resume} stands outside of frames. */
  void suspend() {
    end();
    suspended = true;
  }

  void resume() {
    suspended = false;
  }

  void end() {
    if (start == NONE) {
      return;
    }
    if (content() < LEAST_BYTES) {
      bytes.remove(start, HEAD_BYTES);
    } else {
      bytes.set(start, Opcode.FRAME.code());
      bytes.setLong(start + 1, content());
    }
    start = NONE;
  }

  private int content() {
    return bytes.size() - start - HEAD_BYTES;
  }
}
