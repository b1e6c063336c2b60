package io.mmapdict.ndarray;

import java.util.ArrayList;
import java.util.List;

/**
 * An array as numpy prints it with its default options: columns of one width, lines of at most 75
 * characters, of more than a thousand elements only three at each end of each axis.
 */
final class ArrayText {
  private static final int LINE = 75;
  private static final int ALL_UP_TO = 1000;
  private static final int AT_EACH_END = 3;
  private static final String GAP = "...";

  private final boolean shortened;
  private final ElementText format;

  private ArrayText(NDArray array) {
    this.shortened = array.size() > ALL_UP_TO;
    List<Element> shown = new ArrayList<>();
    collect(array, shown);
    this.format = ElementText.forAll(array.dtype(), shown);
  }

  static String of(NDArray array) {
    if (!array.isAlive()) {
      return "an array of "
          + array.dtype()
          + " and shape "
          + array.shape()
          + ", its file is closed";
    }
    if (array.rank() == 0) {
      return ElementText.alone(array.at());
    }
    if (array.size() == 0) {
      return "[]";
    }
    return new ArrayText(array).text(array, 0, LINE);
  }

  /** The elements that are shown. */
  private void collect(NDArray part, List<Element> into) {
    if (part.rank() == 0) {
      into.add(part.at());
      return;
    }
    for (long index : shownIndices(part)) {
      if (index >= 0) {
        collect(part.select(0, index), into);
      }
    }
  }

  /** The indices of the first axis that are shown, with -1 for those left out. */
  private List<Long> shownIndices(NDArray part) {
    long length = part.shape().length(0);
    boolean gap = shortened && length > 2 * AT_EACH_END;
    List<Long> indices = new ArrayList<>();
    for (long i = 0; i < length; i++) {
      if (gap && i == AT_EACH_END) {
        indices.add(-1L);
        i = length - AT_EACH_END;
      }
      indices.add(i);
    }
    return indices;
  }

  private String text(NDArray part, int depth, int width) {
    String indent = " ".repeat(depth + 1);
    boolean row = part.rank() == 1;
    String body = row ? row(part, indent, width - 1) : rows(part, indent, depth, width);
    return "[" + body.substring(indent.length()) + "]";
  }

  private String rows(NDArray part, String indent, int depth, int width) {
    String separator = "\n".repeat(part.rank() - 1);
    List<String> parts = new ArrayList<>();
    for (long index : shownIndices(part)) {
      parts.add(indent + (index < 0 ? GAP : text(part.select(0, index), depth + 1, width - 1)));
    }
    return String.join(separator, parts);
  }

  private String row(NDArray part, String indent, int width) {
    StringBuilder lines = new StringBuilder();
    StringBuilder line = new StringBuilder(indent);
    boolean first = true;
    for (long index : shownIndices(part)) {
      line.append(first ? "" : " ");
      first = false;
      String word = index < 0 ? GAP : format.of(part.at(index));
      if (columns(line) + columns(word) > width && line.length() > indent.length()) {
        lines.append(line.toString().stripTrailing()).append('\n');
        line.setLength(0);
        line.append(indent);
      }
      line.append(word);
    }
    return lines.append(line).toString();
  }

  private static int columns(CharSequence text) {
    return (int) text.codePoints().count();
  }
}
