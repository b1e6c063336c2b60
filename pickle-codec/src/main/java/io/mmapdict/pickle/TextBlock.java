package io.mmapdict.pickle;

import java.io.IOException;
import java.io.Writer;
import java.nio.CharBuffer;
import java.util.Arrays;

/**
 * Text on its way out, handed over a block at a time: a writer that is given strings makes copies
 * of each.
 */
final class TextBlock implements Appendable {
  private static final int CHARACTERS = 1 << 15;

  private final Appendable out;
  private final char[] block = new char[CHARACTERS];
  private int size;

  TextBlock(Appendable out) {
    this.out = out;
  }

  @Override
  public TextBlock append(char c) throws IOException {
    if (size == CHARACTERS) {
      flush();
    }
    block[size++] = c;
    return this;
  }

  @Override
  public TextBlock append(CharSequence text) throws IOException {
    return append(text, 0, text.length());
  }

  @Override
  public TextBlock append(CharSequence text, int start, int end) throws IOException {
    for (int i = start; i < end; i++) {
      append(text.charAt(i));
    }
    return this;
  }

  TextBlock blanks(int count) throws IOException {
    for (int left = count; left > 0; ) {
      if (size == CHARACTERS) {
        flush();
      }
      int some = Math.min(left, CHARACTERS - size);
      Arrays.fill(block, size, size + some, ' ');
      size += some;
      left -= some;
    }
    return this;
  }

  /** A number, with blanks before it up to this width. */
  TextBlock append(long number, int width) throws IOException {
    return append(number, width, ' ');
  }

  /** A number from 0, with zeros before it up to this width. */
  TextBlock padded(long number, int width) throws IOException {
    return append(number, width, '0');
  }

  private TextBlock append(long number, int width, char before) throws IOException {
    long power = 1;
    int length = number < 0 ? 2 : 1;
    while (number / power / 10 != 0) {
      power *= 10;
      length++;
    }
    for (int i = length; i < width; i++) {
      append(before);
    }
    if (number < 0) {
      append('-');
    }
    for (; power > 0; power /= 10) {
      append((char) ('0' + Math.abs(number / power % 10)));
    }
    return this;
  }

  void flush() throws IOException {
    int count = size;
    size = 0;
    if (out instanceof Writer writer) {
      writer.write(block, 0, count);
    } else {
      out.append(CharBuffer.wrap(block, 0, count));
    }
  }
}
