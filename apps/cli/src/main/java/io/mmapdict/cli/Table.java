package io.mmapdict.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Columns as wide as they must be, two blanks apart; numbers to the right, the last as it comes.
 */
final class Table {
  private static final String GAP = "  ";

  private final List<String> titles;
  private final Set<String> numbers;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * A table without rows.
   *
   * @param numbers the titles of the columns that stand to the right
   */
  Table(List<String> titles, Set<String> numbers) {
    this.titles = titles;
    this.numbers = numbers;
  }

  /** A row of as many cells as there are titles. */
  void add(List<String> cells) {
    rows.add(cells);
  }

  /** The titles and the rows, without trailing blanks. */
  List<String> lines() {
    int[] widths = new int[titles.size() - 1];
    widen(widths, titles);
    rows.forEach(row -> widen(widths, row));
    List<String> lines = new ArrayList<>();
    lines.add(line(widths, titles));
    rows.forEach(row -> lines.add(line(widths, row)));
    return lines;
  }

  private static void widen(int[] widths, List<String> cells) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], cells.get(i).length());
    }
  }

  private String line(int[] widths, List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      String pad = " ".repeat(widths[i] - cell.length());
      line.append(numbers.contains(titles.get(i)) ? pad + cell : cell + pad).append(GAP);
    }
    return line.append(cells.getLast()).toString().stripTrailing();
  }
}
