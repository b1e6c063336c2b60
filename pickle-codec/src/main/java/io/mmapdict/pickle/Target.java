package io.mmapdict.pickle;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Java type that is asked for, its type variables replaced by what they stand for. */
final class Target {
  private static final ClassValue<Target> OF_CLASSES =
      new ClassValue<>() {
        @Override
        protected Target computeValue(Class<?> type) {
          return new Target(
              type, type.isArray() ? List.of(of(type.getComponentType())) : List.of());
        }
      };

  private static final Target OBJECT = of(Object.class);

  private final Class<?> raw;

  /** Of an array, the type of its elements. */
  private final List<Target> arguments;

  /** Of a record, once they are asked for: they may be of the record's own type. */
  private @Nullable List<Target> components;

  private Target(Class<?> raw, List<Target> arguments) {
    this.raw = raw;
    this.arguments = arguments;
  }

  static Target of(Class<?> type) {
    return OF_CLASSES.get(type);
  }

  static Target of(Type type) {
    return of(type, Map.of());
  }

  private static Target of(Type type, Map<TypeVariable<?>, Target> bound) {
    return switch (type) {
      case Class<?> plain -> of(plain);
      case ParameterizedType generic ->
          new Target(
              (Class<?>) generic.getRawType(),
              Arrays.stream(generic.getActualTypeArguments()).map(one -> of(one, bound)).toList());
      case GenericArrayType array -> {
        Target element = of(array.getGenericComponentType(), bound);
        yield new Target(element.raw.arrayType(), List.of(element));
      }
      case WildcardType wildcard ->
          of(
              wildcard.getLowerBounds().length > 0
                  ? wildcard.getLowerBounds()[0]
                  : wildcard.getUpperBounds()[0],
              bound);
      case TypeVariable<?> variable -> {
        Target known = bound.get(variable);
        yield known == null ? of(erased(variable)) : known;
      }
      default -> throw new IllegalArgumentException("no type to read a value as: " + type);
    };
  }

  /** Without arguments: the bound of a variable may name the variable again. */
  private static Class<?> erased(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType generic -> (Class<?>) generic.getRawType();
      case TypeVariable<?> variable -> erased(variable.getBounds()[0]);
      default -> Object.class;
    };
  }

  Class<?> raw() {
    return raw;
  }

  /** The type of what is inside; any object where nothing says it. */
  Target argument(int index) {
    return arguments.isEmpty() ? OBJECT : arguments.get(index);
  }

  /** Whether any instance of the class is one: nothing is said of what is inside. */
  boolean isOpen() {
    return arguments.stream()
        .allMatch(one -> raw.isArray() ? one.isOpen() : one.raw == Object.class);
  }

  /** The types of a record's components. */
  List<Target> components() {
    List<Target> known = components;
    if (known == null) {
      // Two threads may both look; what they find is the same.
      Map<TypeVariable<?>, Target> bound = new HashMap<>();
      TypeVariable<?>[] variables = raw.getTypeParameters();
      for (int i = 0; i < arguments.size(); i++) {
        bound.put(variables[i], arguments.get(i));
      }
      known = new ArrayList<>();
      for (RecordComponent component : raw.getRecordComponents()) {
        Target type = of(component.getGenericType(), bound);
        // A wildcard may allow more than the variable's own bound does.
        boolean fits = component.getType().isAssignableFrom(type.raw);
        known.add(fits ? type : of(component.getType()));
      }
      known = List.copyOf(known);
      components = known;
    }
    return known;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Target that && raw == that.raw && arguments.equals(that.arguments));
  }

  @Override
  public int hashCode() {
    return 31 * raw.hashCode() + arguments.hashCode();
  }
}
