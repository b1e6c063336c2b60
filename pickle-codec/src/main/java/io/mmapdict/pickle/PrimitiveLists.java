package io.mmapdict.pickle;

import java.util.AbstractList;
import java.util.List;
import java.util.function.IntFunction;

/** Arrays of primitives as lists, for writing. */
final class PrimitiveLists {
  private PrimitiveLists() {}

  static List<Boolean> of(boolean[] array) {
    return view(array.length, i -> array[i]);
  }

  static List<Short> of(short[] array) {
    return view(array.length, i -> array[i]);
  }

  static List<Integer> of(int[] array) {
    return view(array.length, i -> array[i]);
  }

  static List<Long> of(long[] array) {
    return view(array.length, i -> array[i]);
  }

  static List<Float> of(float[] array) {
    return view(array.length, i -> array[i]);
  }

  static List<Double> of(double[] array) {
    return view(array.length, i -> array[i]);
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
