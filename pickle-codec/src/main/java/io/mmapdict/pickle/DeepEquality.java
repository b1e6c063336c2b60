package io.mmapdict.pickle;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Equality of values that were read, by what is in them: cycles and any depth allowed. */
public final class DeepEquality {
  /** What is still to be compared. */
  private record Pair(@Nullable Object left, @Nullable Object right) {}

  /** Two containers that are being compared, by identity. */
  private static final class Compared {
    private final Object left;
    private final Object right;

    Compared(Object left, Object right) {
      this.left = left;
      this.right = right;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // two places, not two values
    public boolean equals(@Nullable Object other) {
      return other instanceof Compared that && left == that.left && right == that.right;
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(left) + System.identityHashCode(right);
    }
  }

  private final ArrayDeque<Pair> todo = new ArrayDeque<>();
  private final Set<Compared> seen = new HashSet<>();

  /** Whether arrays and opaque objects are compared by what is in them, or by identity. */
  private final boolean byContent;

  private DeepEquality(boolean byContent) {
    this.byContent = byContent;
  }

  /**
   * Whether two values are made alike. Arrays are compared by content, as by {@link
   * Objects#deepEquals}, in lists, tuples and maps, too, and a {@link PyObject} by its call and
   * what is done to it. What is a map's key or a set's element equals another as Java says.
   */
  public static boolean equal(@Nullable Object left, @Nullable Object right) {
    return new DeepEquality(true).compare(left, right);
  }

  /** As Java's collections define it: an array and a {@link PyObject} are equal to itself only. */
  static boolean equalToJava(@Nullable Object left, @Nullable Object right) {
    return new DeepEquality(false).compare(left, right);
  }

  private boolean compare(@Nullable Object left, @Nullable Object right) {
    push(left, right);
    while (!todo.isEmpty()) {
      Pair pair = todo.pop();
      if (!same(pair.left, pair.right)) {
        return false;
      }
    }
    return true;
  }

  private void push(@Nullable Object left, @Nullable Object right) {
    todo.push(new Pair(left, right));
  }

  private boolean isNew(Object left, Object right) {
    return seen.add(new Compared(left, right));
  }

  /** Compares what needs no look inside; what does goes onto the list. */
  @SuppressWarnings("ReferenceEquality") // identity is what counts here
  private boolean same(@Nullable Object left, @Nullable Object right) {
    if (left == right) {
      return true;
    }
    if (left == null || right == null) {
      return false;
    }
    return switch (left) {
      case PyTuple tuple ->
          right instanceof PyTuple other && all(left, right, tuple.toList(), other.toList());
      case List<?> list -> right instanceof List<?> other && all(left, right, list, other);
      case Map<?, ?> map -> right instanceof Map<?, ?> other && entries(map, other);
      case PyObject object when byContent ->
          right instanceof PyObject other && parts(object, other);
      default -> byContent ? Objects.deepEquals(left, right) : left.equals(right);
    };
  }

  private boolean all(Object left, Object right, List<?> lefts, List<?> rights) {
    if (lefts.size() != rights.size()) {
      return false;
    }
    if (isNew(left, right)) {
      Iterator<?> other = rights.iterator();
      for (Object one : lefts) {
        push(one, other.next());
      }
    }
    return true;
  }

  private boolean entries(Map<?, ?> left, Map<?, ?> right) {
    if (left.size() != right.size()) {
      return false;
    }
    if (isNew(left, right)) {
      for (Map.Entry<?, ?> entry : left.entrySet()) {
        if (!right.containsKey(entry.getKey())) {
          return false;
        }
        push(entry.getValue(), right.get(entry.getKey()));
      }
    }
    return true;
  }

  private boolean parts(PyObject left, PyObject right) {
    if (left.call() != right.call() || left.steps().size() != right.steps().size()) {
      return false;
    }
    if (isNew(left, right)) {
      push(left.callable(), right.callable());
      push(left.arguments(), right.arguments());
      push(left.keywords(), right.keywords());
      for (int i = 0; i < left.steps().size(); i++) {
        PyObject.Step one = left.steps().get(i);
        PyObject.Step other = right.steps().get(i);
        if (!Objects.equals(one.getClass(), other.getClass())) {
          return false;
        }
        push(content(one), content(other));
      }
    }
    return true;
  }

  private static @Nullable Object content(PyObject.Step step) {
    return switch (step) {
      case PyObject.State state -> state.state();
      case PyObject.Append append -> append.items();
      case PyObject.SetItems set -> set.pairs();
      case PyObject.AddItems add -> add.items();
    };
  }
}
