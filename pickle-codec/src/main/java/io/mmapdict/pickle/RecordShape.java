package io.mmapdict.pickle;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The components of a record class, and how to take it apart and put it together. */
final class RecordShape {
  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return new RecordShape(type);
        }
      };

  private final Class<?> type;
  private final RecordComponent[] components;
  private final List<String> names;
  private final Method[] accessors;
  private final Constructor<?> constructor;

  private RecordShape(Class<?> type) {
    this.type = type;
    components = type.getRecordComponents();
    names = Arrays.stream(components).map(RecordComponent::getName).toList();
    accessors = new Method[components.length];
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      for (int i = 0; i < components.length; i++) {
        accessors[i] = components[i].getAccessor();
        accessors[i].setAccessible(true);
      }
    } catch (NoSuchMethodException | RuntimeException e) {
      throw new PickleException(
          "the record "
              + type.getName()
              + " cannot be reached; its module must open "
              + type.getPackageName()
              + " to "
              + reader(),
          PickleException.NO_OFFSET,
          e);
    }
  }

  private static String reader() {
    String name = RecordShape.class.getModule().getName();
    return name == null ? "the class path (ALL-UNNAMED)" : name;
  }

  static RecordShape of(Class<?> type) {
    return SHAPES.get(type);
  }

  /** Of the components, in their order. */
  List<String> names() {
    return names;
  }

  /** The components by name, in their order. */
  Map<String, @Nullable Object> toMap(Record value) {
    Map<String, @Nullable Object> map = LinkedHashMap.newLinkedHashMap(components.length);
    for (int i = 0; i < components.length; i++) {
      try {
        map.put(components[i].getName(), accessors[i].invoke(value));
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw failed("reading " + components[i].getName() + " of", e);
      }
    }
    return map;
  }

  Object create(@Nullable Object[] values) {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw failed("the constructor of", e);
    } catch (ReflectiveOperationException e) {
      throw failed("making", e);
    }
  }

  private PickleException failed(String what, ReflectiveOperationException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    if (cause instanceof Error error) {
      throw error;
    }
    return new PickleException(
        what + " the record " + type.getName() + " failed: " + cause,
        PickleException.NO_OFFSET,
        cause);
  }
}
