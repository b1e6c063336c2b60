package io.mmapdict.parallel;

import java.nio.charset.Charset;
import java.util.Arrays;

/** The last 64 KiB of what is appended. */
final class PrintedTail {
  static final int KEPT = 1 << 16;
  private static final int FIRST_SIZE = 256;

  private byte[] bytes = new byte[FIRST_SIZE];
  private int length;

  void append(byte[] from, int start, int end) {
    int added = end - start;
    if (length + added > bytes.length) {
      if (length + added > 2 * KEPT) {
        int kept = Math.max(0, Math.min(length, KEPT - added));
        System.arraycopy(bytes, length - kept, bytes, 0, kept);
        length = kept;
      }
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length, 2 * (length + added)));
    }
    System.arraycopy(from, start, bytes, length, added);
    length += added;
  }

  int length() {
    return length;
  }

  /** As text, and forgets it. */
  String take(Charset charset) {
    if (length == 0) {
      return "";
    }
    int kept = Math.min(length, KEPT);
    String text = new String(bytes, length - kept, kept, charset);
    length = 0;
    return text;
  }
}
