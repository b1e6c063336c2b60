package io.mmapdict.ndarray;

/** An array as text, with brackets as numpy's; of more than a thousand elements only the ends. */
final class ArrayText {
  private static final int ALL_UP_TO = 1000;
  private static final int AT_EACH_END = 3;

  private ArrayText() {}

  static String of(NDArray array) {
    String head = "NDArray(" + array.dtype() + ", " + array.shape() + ")";
    if (!array.isAlive()) {
      return head + " of a closed file";
    }
    StringBuilder text = new StringBuilder(head).append(array.rank() > 1 ? "\n" : " ");
    append(text, array, array.size() > ALL_UP_TO, 1);
    return text.toString();
  }

  private static void append(StringBuilder text, NDArray array, boolean shorten, int depth) {
    if (array.rank() == 0) {
      text.append(array.at());
      return;
    }
    String separator =
        array.rank() == 1 ? ", " : ",\n" + "\n".repeat(array.rank() - 2) + " ".repeat(depth);
    long length = array.shape().length(0);
    boolean gap = shorten && length > 2 * AT_EACH_END;
    text.append('[');
    for (long i = 0; i < length; i++) {
      text.append(i == 0 ? "" : separator);
      if (gap && i == AT_EACH_END) {
        text.append("...").append(separator);
        i = length - AT_EACH_END;
      }
      append(text, array.select(0, i), shorten, depth + 1);
    }
    text.append(']');
  }
}
