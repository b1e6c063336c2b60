package io.mmapdict.ndarray.text;

import io.mmapdict.ndarray.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * How numpy lays out the words of an array, one for each element, with its default options: lines
 * of at most 75 characters, of more than a thousand elements only three at each end of each axis.
 */
public final class ArrayLines {
  private static final int LINE = 75;
  private static final int ALL_UP_TO = 1000;
  private static final int AT_EACH_END = 3;
  private static final String GAP = "...";

  private final Shape shape;
  private final int rank;
  private final boolean shortened;

  /** For an array of this shape. */
  public ArrayLines(Shape shape) {
    this.shape = shape;
    this.rank = shape.rank();
    this.shortened =
        shape.size() > ALL_UP_TO || Arrays.stream(shape.toArray()).anyMatch(n -> n > ALL_UP_TO);
  }

  /** The indices of the elements that are shown, in their order. */
  public List<long[]> shown() {
    List<long[]> all = new ArrayList<>();
    if (shape.size() > 0) {
      collect(new long[rank], 0, all);
    }
    return all;
  }

  private void collect(long[] index, int axis, List<long[]> into) {
    if (axis == rank) {
      into.add(index.clone());
      return;
    }
    for (long i : shownIndices(axis)) {
      if (i >= 0) {
        index[axis] = i;
        collect(index, axis + 1, into);
      }
    }
  }

  /** The indices of an axis that are shown, with -1 for those left out. */
  private List<Long> shownIndices(int axis) {
    long length = shape.length(axis);
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

  /**
   * The array, of one axis or more, in brackets and lines.
   *
   * @param word the text of the element at an index
   */
  public String text(Function<long[], String> word) {
    return shape.size() == 0 ? "[]" : lines(new long[rank], 0, LINE, word);
  }

  private String lines(long[] index, int axis, int width, Function<long[], String> word) {
    String indent = " ".repeat(axis + 1);
    String body =
        axis == rank - 1
            ? row(index, indent, width - 1, word)
            : rows(index, axis, indent, width, word);
    return "[" + body.substring(indent.length()) + "]";
  }

  private String rows(
      long[] index, int axis, String indent, int width, Function<long[], String> word) {
    List<String> parts = new ArrayList<>();
    for (long i : shownIndices(axis)) {
      index[axis] = i;
      parts.add(indent + (i < 0 ? GAP : lines(index, axis + 1, width - 1, word)));
    }
    return String.join("\n".repeat(rank - 1 - axis), parts);
  }

  private String row(long[] index, String indent, int width, Function<long[], String> word) {
    StringBuilder lines = new StringBuilder();
    StringBuilder line = new StringBuilder(indent);
    boolean first = true;
    for (long i : shownIndices(rank - 1)) {
      index[rank - 1] = i;
      line.append(first ? "" : " ");
      first = false;
      String next = i < 0 ? GAP : word.apply(index.clone());
      if (columns(line) + columns(next) > width && line.length() > indent.length()) {
        lines.append(line.toString().stripTrailing()).append('\n');
        line.setLength(0);
        line.append(indent);
      }
      line.append(next);
    }
    return lines.append(line).toString();
  }

  private static int columns(CharSequence text) {
    return (int) text.codePoints().count();
  }

  /**
   * The array as the value of a structure's field: brackets and commas, and no lines. A long one is
   * shortened as numpy 2 does it; numpy 1 shows all of it.
   *
   * @param word the text of the element at an index
   */
  public String inOneLine(Function<long[], String> word) {
    return inOneLine(new long[rank], 0, word);
  }

  private String inOneLine(long[] index, int axis, Function<long[], String> word) {
    if (axis == rank) {
      return word.apply(index.clone());
    }
    List<String> parts = new ArrayList<>();
    for (long i : shownIndices(axis)) {
      index[axis] = i;
      parts.add(i < 0 ? GAP : inOneLine(index, axis + 1, word));
    }
    return "[" + String.join(", ", parts) + "]";
  }
}
