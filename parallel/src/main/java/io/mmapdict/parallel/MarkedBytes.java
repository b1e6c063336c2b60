package io.mmapdict.parallel;

/** Bytes that come in chunks, parted by marks, which themselves may be parted by the chunks. */
final class MarkedBytes {
  private final byte[] mark;
  private final Sink sink;
  private final Runnable atMark;

  /** How many of the mark's bytes the last chunk ended with. */
  private int held;

  /** Takes bytes of an array, which is not to be kept. */
  @FunctionalInterface
  interface Sink {
    void accept(byte[] from, int start, int end);
  }

  /**
   * @param mark its first byte is not in it again
   * @param sink takes what is between the marks, in pieces
   * @param atMark is told of each mark
   */
  MarkedBytes(byte[] mark, Sink sink, Runnable atMark) {
    this.mark = mark;
    this.sink = sink;
    this.atMark = atMark;
  }

  void accept(byte[] chunk, int length) {
    int from = 0; // What is before it was passed on, but for the held bytes.
    for (int i = 0; i < length; i++) {
      if (held > 0 && chunk[i] != mark[held]) {
        end(); // That was no mark.
        from = i;
      }
      if (chunk[i] == mark[held]) {
        if (held == 0) {
          pass(chunk, from, i);
          from = i;
        }
        held++;
        if (held == mark.length) {
          held = 0;
          from = i + 1;
          atMark.run();
        }
      }
    }
    if (held == 0) {
      pass(chunk, from, length);
    }
  }

  /** Nothing comes any more. */
  void end() {
    pass(mark, 0, held);
    held = 0;
  }

  private void pass(byte[] from, int start, int end) {
    if (start < end) {
      sink.accept(from, start, end);
    }
  }
}
