package io.mmapdict;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What many threads did to one key and what they saw, and whether it could have happened in some
 * order: each operation at one moment between its start and its end (Wing and Gong's search, with
 * the states it has been in remembered, as Lowe does).
 */
final class History {
  /** Stands for an absent key. */
  static final String NOTHING = "-";

  /**
   * One operation, in words without spaces.
   *
   * @param what it is, as {@link #after} has it
   * @param start before it began, in nanoseconds of the machine's clock
   * @param end after it returned
   * @param argument the value it wanted to find, or {@link #NOTHING}
   * @param written the value it wanted to leave, or {@link #NOTHING}
   * @param result the value or the truth it gave
   */
  record Operation(
      String key,
      String what,
      long start,
      long end,
      String argument,
      String written,
      String result) {
    static Operation parse(String line) {
      String[] words = line.split(" ", -1);
      return new Operation(
          words[0],
          words[1],
          Long.parseLong(words[2]),
          Long.parseLong(words[3]),
          words[4],
          words[5],
          words[6]);
    }

    @Override
    public String toString() {
      return String.join(
          " ", key, what, Long.toString(start), Long.toString(end), argument, written, result);
    }
  }

  private History() {}

  /** The state in which an operation leaves its key, or null if it cannot have seen this one. */
  static String after(Operation op, String before) {
    boolean absent = before.equals(NOTHING);
    return switch (op.what) {
      case "get" -> op.result.equals(before) ? before : null;
      case "put" -> op.result.equals(before) ? op.written : null;
      case "remove" -> op.result.equals(before) ? NOTHING : null;
      case "putIfAbsent" -> !op.result.equals(before) ? null : absent ? op.written : before;
      case "replace" -> !op.result.equals(before) ? null : absent ? NOTHING : op.written;
      case "replaceIf", "removeIf" -> {
        boolean done = op.argument.equals(before) && !absent;
        yield op.result.equals(Boolean.toString(done)) ? (done ? op.written : before) : null;
      }
      // the argument is what the function was given last, or NOTHING if it was not called
      case "compute", "merge" -> op.argument.equals(before) ? op.written : null;
      case "computeIfAbsent" -> op.result.equals(absent ? op.written : before) ? op.result : null;
      case "computeIfPresent" ->
          op.argument.equals(before) ? (absent ? NOTHING : op.written) : null;
      default -> throw new IllegalArgumentException(op.toString());
    };
  }

  /** Whether operations on one key, which is absent at first, could have happened in some order. */
  static boolean isPossible(List<Operation> operations) {
    List<Operation> ordered = new ArrayList<>(operations);
    ordered.sort(Comparator.comparingLong(Operation::start));
    return new Search(ordered).run();
  }

  private static final class Search {
    private record Point(BitSet done, String state) {}

    private final List<Operation> operations;
    private final Set<Point> seen = new HashSet<>();

    Search(List<Operation> operations) {
      this.operations = operations;
    }

    /** Depth first, with a stack of its own: a history has many operations. */
    boolean run() {
      List<Point> open = new ArrayList<>();
      open.add(new Point(new BitSet(), NOTHING));
      while (!open.isEmpty()) {
        Point point = open.removeLast();
        if (point.done.cardinality() == operations.size()) {
          return true;
        }
        // Nobody may come before who started only after somebody still to come had ended.
        long firstEnd = Long.MAX_VALUE;
        int first = point.done.nextClearBit(0);
        for (int i = first; i < operations.size(); i = point.done.nextClearBit(i + 1)) {
          Operation op = operations.get(i);
          if (op.start > firstEnd) {
            break;
          }
          firstEnd = Math.min(firstEnd, op.end);
        }
        for (Point next : next(point, first, firstEnd).reversed()) {
          if (seen.add(next)) {
            open.add(next);
          }
        }
      }
      return false;
    }

    /**
     * Where it may have gone on from a point. What changes nothing may as well come first, whatever
     * else is possible: nothing else need be tried then.
     */
    private List<Point> next(Point point, int first, long firstEnd) {
      List<Point> possible = new ArrayList<>();
      for (int i = first; i < operations.size(); i = point.done.nextClearBit(i + 1)) {
        Operation op = operations.get(i);
        if (op.start > firstEnd) {
          break;
        }
        String state = after(op, point.state);
        if (state == null) {
          continue;
        }
        BitSet done = (BitSet) point.done.clone();
        done.set(i);
        if (state.equals(point.state)) {
          return List.of(new Point(done, state));
        }
        possible.add(new Point(done, state));
      }
      return possible;
    }
  }
}
