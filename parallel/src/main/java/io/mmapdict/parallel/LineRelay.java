package io.mmapdict.parallel;

import java.nio.charset.Charset;

/** Passes bytes on to this process's standard error as whole lines, each with a prefix. */
final class LineRelay {
  private final String prefix;
  private final Charset charset;
  private final PrintedTail line = new PrintedTail();
  private boolean afterReturn;

  LineRelay(String prefix, Charset charset) {
    this.prefix = prefix;
    this.charset = charset;
  }

  void accept(byte[] from, int start, int end) {
    int begin = start;
    for (int i = start; i < end; i++) {
      byte b = from[i];
      boolean secondOfTwo = b == '\n' && afterReturn;
      afterReturn = b == '\r';
      if (secondOfTwo) {
        begin = i + 1;
      } else if (b == '\n' || b == '\r') {
        append(from, begin, i);
        print();
        begin = i + 1;
      }
    }
    append(from, begin, end);
  }

  /** What is too long for a line becomes several. */
  private void append(byte[] from, int start, int end) {
    if (line.length() + end - start > PrintedTail.KEPT) {
      print();
    }
    line.append(from, start, end);
  }

  /** Passes a line on that has no end yet. */
  void flush() {
    if (line.length() > 0) {
      print();
    }
  }

  private void print() {
    System.err.println(prefix + line.take(charset));
  }
}
