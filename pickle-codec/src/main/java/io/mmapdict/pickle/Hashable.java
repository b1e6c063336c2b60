package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.ByteSlice;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What Python accepts as a dict key or set element, and what Java can hash without overflow. */
final class Hashable {
  /** Stands for a value that Python cannot hash, though nothing here says so of its class. */
  record Not(String what) {}

  /** So many values in a key are looked at by calls of Java's. */
  private static final int FEW = 16;

  private record Nested(Collection<?> elements, int depth) {}

  private Hashable() {}

  /** Null if a key that was read is fine, else what is wrong with it. */
  static @Nullable String fault(@Nullable Object key, PickleLimits limits, Work work, long offset) {
    return fault(key, UnaryOperator.identity(), limits, work, offset);
  }

  /**
   * Null if the key is fine, else what is wrong with it.
   *
   * @param meant what each value in the key is taken for: one of Python's, or a {@link Not}
   */
  static @Nullable String fault(
      @Nullable Object key,
      UnaryOperator<@Nullable Object> meant,
      PickleLimits limits,
      Work work,
      long offset) {
    if (key == null || key instanceof String || key instanceof Number) {
      return null;
    }
    int few = Math.min(FEW, Math.min(limits.maxKeyNodes(), limits.maxKeyDepth()));
    int left = leftOf(few, key, meant);
    if (left >= 0) {
      work.charge(few - left, offset);
      return null;
    }
    ArrayDeque<Nested> todo = new ArrayDeque<>();
    todo.push(new Nested(Arrays.asList(key), 0));
    int nodes = 0;
    while (!todo.isEmpty()) {
      Nested next = todo.pop();
      if (next.depth > limits.maxKeyDepth()) {
        return "a dict key or set element is nested deeper than " + limits.maxKeyDepth();
      }
      work.charge(next.elements.size(), offset);
      for (Object element : next.elements) {
        if (++nodes > limits.maxKeyNodes()) {
          return "a dict key or set element is made of more than "
              + limits.maxKeyNodes()
              + " values";
        }
        switch (meant.apply(element)) {
          case PyTuple tuple -> todo.push(new Nested(tuple.toList(), next.depth + 1));
          case PyFrozenSet set -> todo.push(new Nested(set, next.depth + 1));
          case List<?> list -> {
            return unhashable(PyTypes.name(list));
          }
          case Map<?, ?> map -> {
            return unhashable(PyTypes.name(map));
          }
          case Set<?> set -> {
            return unhashable(PyTypes.name(set));
          }
          case PyByteArray array -> {
            return unhashable(PyTypes.name(array));
          }
          case ByteSlice bytes when bytes.mutable() -> {
            return unhashable(PyTypes.name(bytes));
          }
          case Not(String what) -> {
            return unhashable(what);
          }
          case null, default -> {
            // Scalars, and objects whose classes answer for themselves.
          }
        }
      }
    }
    return null;
  }

  /** How many of so many values are left; negative if the key has more, or may not be one. */
  private static int leftOf(int most, @Nullable Object key, UnaryOperator<@Nullable Object> meant) {
    int left = most - 1;
    switch (meant.apply(key)) {
      case null -> {}
      case String _, Number _, Boolean _, byte[] _, PyGlobal _, PyObject _ -> {}
      case PyTuple tuple -> {
        for (int i = 0; i < tuple.size() && left >= 0; i++) {
          left = leftOf(left, tuple.get(i), meant);
        }
      }
      case PyFrozenSet set -> {
        Iterator<?> elements = set.iterator();
        while (left >= 0 && elements.hasNext()) {
          left = leftOf(left, elements.next(), meant);
        }
      }
      case ByteSlice bytes when !bytes.mutable() -> {}
      default -> {
        return -1;
      }
    }
    return left;
  }

  private static String unhashable(String found) {
    return "expected a dict key or set element that Python can hash, found "
        + found
        + " (a tuple or frozenset can be one)";
  }
}
