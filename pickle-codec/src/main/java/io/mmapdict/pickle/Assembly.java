package io.mmapdict.pickle;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A Java value that is put together of converted parts, one after the other. */
abstract sealed class Assembly {
  /** Goes to the next part; false if all have been taken. */
  abstract boolean next();

  /** The part, as it was read. */
  abstract @Nullable Object part();

  /** What the part is to become. */
  abstract Target type();

  /** Takes the part as that; may throw what the collection does that takes it. */
  abstract void take(@Nullable Object converted);

  /** The whole, once all parts have been taken. */
  abstract @Nullable Object whole();

  /** Where the part is; nothing once all have been taken. */
  abstract String step();

  /** The only part, which is the whole as well. */
  static final class Root extends Assembly {
    private final @Nullable Object value;
    private final Target type;
    private @Nullable Object converted;
    private boolean begun;

    Root(@Nullable Object value, Target type) {
      this.value = value;
      this.type = type;
    }

    @Override
    boolean next() {
      boolean first = !begun;
      begun = true;
      return first;
    }

    @Override
    @Nullable Object part() {
      return value;
    }

    @Override
    Target type() {
      return type;
    }

    @Override
    void take(@Nullable Object one) {
      converted = one;
    }

    @Override
    @Nullable Object whole() {
      return converted;
    }

    @Override
    String step() {
      return "";
    }
  }

  /** An Optional of something. */
  static final class OfOptional extends Assembly {
    private final Root inside;

    OfOptional(Object value, Target type) {
      inside = new Root(value, type.argument(0));
    }

    @Override
    boolean next() {
      return inside.next();
    }

    @Override
    @Nullable Object part() {
      return inside.part();
    }

    @Override
    Target type() {
      return inside.type();
    }

    @Override
    void take(@Nullable Object one) {
      inside.take(one);
    }

    @Override
    Object whole() {
      return Optional.ofNullable(inside.whole());
    }

    @Override
    String step() {
      return "";
    }
  }

  /** What has elements: a collection or an array. */
  abstract static sealed class OfElements extends Assembly {
    private final Iterator<?> elements;
    private final Target type;
    private @Nullable Object element;
    private int index = -1;
    private boolean ended;

    OfElements(Collection<?> elements, Target type) {
      this.elements = elements.iterator();
      this.type = type;
    }

    @Override
    final boolean next() {
      ended = !elements.hasNext();
      if (!ended) {
        element = elements.next();
        index++;
      }
      return !ended;
    }

    @Override
    final @Nullable Object part() {
      return element;
    }

    @Override
    final Target type() {
      return type;
    }

    final int index() {
      return index;
    }

    @Override
    final String step() {
      return ended ? "" : "[" + index + "]";
    }
  }

  /** A list, set or deque. */
  static final class OfCollection extends OfElements {
    private final Collection<@Nullable Object> target;

    /** Of a type that {@link #makes} says yes to. */
    OfCollection(Collection<?> elements, Target type) {
      super(elements, type.argument(0));
      target = requireNonNull(empty(type.raw(), elements.size()));
    }

    /** Whether one of Java's collections is of the type. */
    static boolean makes(Class<?> type) {
      return Iterable.class.isAssignableFrom(type) && empty(type, 0) != null;
    }

    /** The plainest collection that is of the type; null if none is. */
    private static @Nullable Collection<@Nullable Object> empty(Class<?> type, int size) {
      if (type.isAssignableFrom(ArrayList.class)) {
        return new ArrayList<>(size);
      }
      if (type.isAssignableFrom(LinkedHashSet.class)) {
        return LinkedHashSet.newLinkedHashSet(size);
      }
      if (type.isAssignableFrom(TreeSet.class)) {
        return new TreeSet<>();
      }
      return type.isAssignableFrom(ArrayDeque.class) ? new ArrayDeque<>(size) : null;
    }

    @Override
    void take(@Nullable Object converted) {
      if (!target.add(converted)) {
        throw new IllegalArgumentException("it equals another one as that type");
      }
    }

    @Override
    Object whole() {
      return target;
    }
  }

  /** An array, of primitives too. */
  static final class OfArray extends OfElements {
    private final Object array;

    OfArray(Collection<?> elements, Target type) {
      super(elements, type.argument(0));
      array = Array.newInstance(type.raw().componentType(), elements.size());
    }

    /** The library's own method for this is many times slower. */
    @Override
    void take(@Nullable Object converted) {
      switch (array) {
        case double[] numbers when converted instanceof Double one -> numbers[index()] = one;
        case float[] numbers when converted instanceof Float one -> numbers[index()] = one;
        case long[] numbers when converted instanceof Long one -> numbers[index()] = one;
        case int[] numbers when converted instanceof Integer one -> numbers[index()] = one;
        case Object[] objects -> objects[index()] = converted;
        default -> Array.set(array, index(), converted);
      }
    }

    @Override
    Object whole() {
      return array;
    }
  }

  /** A map. */
  static final class OfMap extends Assembly {
    private final Iterator<? extends Map.Entry<?, ?>> entries;
    private final Target type;
    private final Map<@Nullable Object, @Nullable Object> target;
    private Map.@Nullable Entry<?, ?> entry;
    private @Nullable Object key;
    private boolean atKey;

    /** Of a type that {@link #makes} says yes to. */
    OfMap(Map<?, ?> map, Target type) {
      this.entries = map.entrySet().iterator();
      this.type = type;
      target =
          type.raw().isAssignableFrom(LinkedHashMap.class)
              ? LinkedHashMap.newLinkedHashMap(map.size())
              : new TreeMap<>();
    }

    /** Whether one of Java's maps is of the type. */
    static boolean makes(Class<?> type) {
      return Map.class.isAssignableFrom(type)
          && (type.isAssignableFrom(LinkedHashMap.class) || type.isAssignableFrom(TreeMap.class));
    }

    @Override
    boolean next() {
      atKey = !atKey;
      if (atKey) {
        entry = entries.hasNext() ? entries.next() : null;
      }
      return entry != null;
    }

    @Override
    @Nullable Object part() {
      return entry == null ? null : atKey ? entry.getKey() : entry.getValue();
    }

    @Override
    Target type() {
      return type.argument(atKey ? 0 : 1);
    }

    @Override
    void take(@Nullable Object converted) {
      if (!atKey) {
        target.put(key, converted);
        return;
      }
      key = converted;
      if (target.containsKey(key)) {
        throw new IllegalArgumentException("it equals another one as that type");
      }
    }

    @Override
    Object whole() {
      return target;
    }

    @Override
    String step() {
      return entry == null ? "" : PyTypes.pathStep(entry.getKey()) + (atKey ? " (its key)" : "");
    }
  }

  /** A record, of values in the order of its components. */
  static final class OfRecord extends Assembly {
    private final RecordShape shape;
    private final List<Target> types;
    private final @Nullable Object[] values;
    private int index = -1;

    OfRecord(RecordShape shape, Target type, @Nullable Object[] values) {
      this.shape = shape;
      this.types = type.components();
      this.values = values;
    }

    @Override
    boolean next() {
      return ++index < values.length;
    }

    @Override
    @Nullable Object part() {
      return values[index];
    }

    @Override
    Target type() {
      return types.get(index);
    }

    @Override
    void take(@Nullable Object converted) {
      values[index] = converted;
    }

    @Override
    Object whole() {
      return shape.create(values);
    }

    @Override
    String step() {
      return index < values.length ? "." + shape.names().get(index) : "";
    }
  }
}
