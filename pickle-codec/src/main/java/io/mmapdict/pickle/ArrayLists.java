package io.mmapdict.pickle;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Arrays and streams as lists, for writing. */
final class ArrayLists {
  private ArrayLists() {}

  /** Null for what is no array and no stream. A stream is read to its end. */
  static @Nullable List<?> of(Object value) {
    return switch (value) {
      case Object[] array -> Arrays.asList(array);
      case boolean[] array -> view(array.length, i -> array[i]);
      case short[] array -> view(array.length, i -> array[i]);
      case int[] array -> view(array.length, i -> array[i]);
      case long[] array -> view(array.length, i -> array[i]);
      case float[] array -> view(array.length, i -> array[i]);
      case double[] array -> view(array.length, i -> array[i]);
      case IntStream numbers -> of(numbers.toArray());
      case LongStream numbers -> of(numbers.toArray());
      case DoubleStream numbers -> of(numbers.toArray());
      case Stream<?> values -> of(values.toArray());
      default -> null;
    };
  }

  private static <T> List<T> view(int size, IntFunction<T> element) {
    return new AbstractList<>() {
      @Override
      public T get(int index) {
        return element.apply(index);
      }

      @Override
      public int size() {
        return size;
      }
    };
  }
}
