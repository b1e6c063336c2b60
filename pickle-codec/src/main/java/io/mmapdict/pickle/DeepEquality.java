package io.mmapdict.pickle;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Equality of decoded values by what is in them: byte arrays by content, cycles and any depth
 * allowed.
 */
final class DeepEquality {
  /**
   * What is still to be compared.
   *
   * @param byContent whether byte arrays are equal if their bytes are
   */
  private record Pair(@Nullable Object left, @Nullable Object right, boolean byContent) {}

  /** Two containers that are being compared, by identity. */
  private static final class Compared {
    private final Object left;
    private final Object right;
    private final boolean byContent;

    Compared(Object left, Object right, boolean byContent) {
      this.left = left;
      this.right = right;
      this.byContent = byContent;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // two places, not two values
    public boolean equals(@Nullable Object other) {
      return other instanceof Compared that
          && left == that.left
          && right == that.right
          && byContent == that.byContent;
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(left) + System.identityHashCode(right);
    }
  }

  private final ArrayDeque<Pair> todo = new ArrayDeque<>();
  private final Set<Compared> seen = new HashSet<>();

  /** Of the pair that is being compared. */
  private boolean byContent;

  private DeepEquality() {}

  static boolean equal(@Nullable Object left, @Nullable Object right) {
    return equal(new Pair(left, right, true));
  }

  /**
   * As Java's collections define it: of byte arrays each is equal to itself only, but in a {@link
   * PyObject}.
   */
  static boolean equalToJava(@Nullable Object left, @Nullable Object right) {
    return equal(new Pair(left, right, false));
  }

  private static boolean equal(Pair first) {
    DeepEquality comparison = new DeepEquality();
    comparison.todo.push(first);
    while (!comparison.todo.isEmpty()) {
      Pair pair = comparison.todo.pop();
      comparison.byContent = pair.byContent;
      if (!comparison.same(pair.left, pair.right)) {
        return false;
      }
    }
    return true;
  }

  private void push(@Nullable Object left, @Nullable Object right) {
    todo.push(new Pair(left, right, byContent));
  }

  private boolean isNew(Object left, Object right) {
    return seen.add(new Compared(left, right, byContent));
  }

  /** A hash of the elements that are neither containers nor opaque. */
  static int shallowHash(PyTuple tuple) {
    int hash = tuple.size();
    for (Object element : tuple) {
      int one =
          switch (element) {
            case String text -> text.hashCode();
            case Number number -> number.hashCode();
            case Boolean bool -> bool.hashCode();
            case byte[] bytes -> Arrays.hashCode(bytes);
            case PyGlobal global -> global.hashCode();
            case null, default -> 0;
          };
      hash = 31 * hash + one;
    }
    return hash;
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
      case byte[] bytes when byContent ->
          right instanceof byte[] others && Arrays.equals(bytes, others);
      case PyTuple tuple ->
          right instanceof PyTuple other && all(left, right, tuple.toList(), other.toList());
      case List<?> list -> right instanceof List<?> other && all(left, right, list, other);
      case Map<?, ?> map -> right instanceof Map<?, ?> other && entries(map, other);
      case PyObject object -> right instanceof PyObject other && parts(object, other);
      default -> left.equals(right);
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
    byContent = true;
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
