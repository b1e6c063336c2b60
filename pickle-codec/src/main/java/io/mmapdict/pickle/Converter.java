package io.mmapdict.pickle;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Values to the Java types that are asked for. Keeps the path to what it is at, for messages. */
final class Converter {
  /** Types nest as deep as this; deeper data in a recursive record is refused. */
  private static final int MAX_DEPTH = 500;

  private final List<String> path = new ArrayList<>();

  private Converter() {}

  @SuppressWarnings("unchecked") // to() gives an instance of the type, boxed
  static <T> @Nullable T convert(@Nullable Object value, Class<T> type) {
    boolean isOne = type.isInstance(value) && type != Optional.class; // as of nearly every array
    return (T) (isOne ? value : new Converter().to(value, type));
  }

  private @Nullable Object to(@Nullable Object value, Type type) {
    return switch (type) {
      case Class<?> plain -> toClass(value, plain);
      case ParameterizedType generic -> toGeneric(value, generic);
      case GenericArrayType array ->
          value == null ? null : toArray(value, array.getGenericComponentType(), "a list");
      case WildcardType wildcard -> to(value, wildcard.getUpperBounds()[0]);
      case TypeVariable<?> variable -> to(value, variable.getBounds()[0]);
      default -> throw mismatch(type.getTypeName(), value);
    };
  }

  private @Nullable Object toGeneric(@Nullable Object value, ParameterizedType generic) {
    Class<?> raw = (Class<?>) generic.getRawType();
    Type[] parameters = generic.getActualTypeArguments();
    if (raw == Optional.class) {
      return Optional.ofNullable(to(value, parameters[0]));
    }
    if (value == null) {
      return null;
    }
    if (raw == Map.class) {
      return toMap(value, parameters[0], parameters[1]);
    }
    if (raw == Set.class) {
      if (!(value instanceof Set<?> set)) {
        throw mismatch("a set", value);
      }
      return fill(new LinkedHashSet<>(), set, parameters[0]);
    }
    if (raw == List.class || raw == Collection.class || raw == Iterable.class) {
      return fill(new ArrayList<>(), elements(value, "a list"), parameters[0]);
    }
    return toClass(value, raw);
  }

  private @Nullable Object toClass(@Nullable Object value, Class<?> type) {
    if (type == Optional.class) {
      return Optional.ofNullable(value);
    }
    if (value == null) {
      if (type.isPrimitive()) {
        throw mismatch(Numbers.expected(type), null);
      }
      return JavaValues.ofNone(type);
    }
    if (type.isInstance(value)) {
      return value;
    }
    Object as = JavaValues.as(type, value);
    if (as != null) {
      return as;
    }
    if (Numbers.isNumber(type)) {
      return number(value, type);
    }
    if (type == boolean.class && value instanceof Boolean) {
      return value;
    }
    if ((type == char.class || type == Character.class)
        && value instanceof String text
        && text.length() == 1) {
      return text.charAt(0);
    }
    if (type.isEnum()) {
      throw mismatch("a str that names a " + type.getSimpleName(), value);
    }
    if (type == byte[].class && value instanceof PyByteArray bytes) {
      return bytes.array().clone();
    }
    if (type.isArray()) {
      return toArray(value, type.getComponentType(), "a list");
    }
    if (type == List.class || type == Collection.class) {
      return new ArrayList<>(elements(value, "a list"));
    }
    if (type.isRecord()) {
      return toRecord(value, type);
    }
    throw mismatch(Numbers.expected(type), value);
  }

  private Object number(Object value, Class<?> type) {
    Object number = Numbers.narrow(value, type);
    if (number == null) {
      boolean sameKind =
          value instanceof Long || value instanceof BigInteger || value instanceof Double;
      if (sameKind && !(value instanceof Double && !Numbers.isFloat(type))) {
        throw new PickleException(
            where()
                + ": expected "
                + Numbers.expected(type)
                + ", found "
                + value
                + ", which is out of its range",
            PickleException.NO_OFFSET);
      }
      throw mismatch(Numbers.expected(type), value);
    }
    return number;
  }

  private Object toRecord(Object value, Class<?> type) {
    if (!(value instanceof Map<?, ?> map)) {
      throw mismatch("a dict for the record " + type.getSimpleName(), value);
    }
    RecordShape shape = RecordShape.of(type);
    List<RecordComponent> components = shape.components();
    @Nullable Object[] values = new Object[components.size()];
    for (int i = 0; i < values.length; i++) {
      RecordComponent component = components.get(i);
      String name = component.getName();
      if (!map.containsKey(name) && JavaValues.ofNone(component.getType()) == null) {
        throw new PickleException(
            where()
                + ": expected a dict with the key '"
                + name
                + "' for the record "
                + type.getSimpleName()
                + ", found the keys "
                + some(map.keySet()),
            PickleException.NO_OFFSET);
      }
      values[i] = inside("." + name, map.get(name), component.getGenericType());
    }
    return shape.create(values);
  }

  private Map<?, ?> toMap(Object value, Type keys, Type values) {
    if (!(value instanceof Map<?, ?> map)) {
      throw mismatch("a dict", value);
    }
    Map<@Nullable Object, @Nullable Object> result = LinkedHashMap.newLinkedHashMap(map.size());
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String step = PyTypes.pathStep(entry.getKey());
      Object key = inside(step + " (its key)", entry.getKey(), keys);
      result.put(key, inside(step, entry.getValue(), values));
    }
    return result;
  }

  private Object toArray(Object value, Type element, String expected) {
    Collection<?> elements = elements(value, expected);
    Object array = Array.newInstance(rawClass(element), elements.size());
    int i = 0;
    for (Object one : elements) {
      Array.set(array, i, inside("[" + i + "]", one, element));
      i++;
    }
    return array;
  }

  private <C extends Collection<@Nullable Object>> C fill(
      C target, Collection<?> elements, Type type) {
    int i = 0;
    for (Object element : elements) {
      target.add(inside("[" + i++ + "]", element, type));
    }
    return target;
  }

  private Collection<?> elements(Object value, String expected) {
    return switch (value) {
      case List<?> list -> list;
      case PyTuple tuple -> tuple.toList();
      default -> throw mismatch(expected, value);
    };
  }

  private @Nullable Object inside(String step, @Nullable Object value, Type type) {
    if (path.size() == MAX_DEPTH) {
      throw new PickleException(
          "records nested deeper than " + MAX_DEPTH + " cannot be made from dicts",
          PickleException.NO_OFFSET);
    }
    path.add(step);
    Object result = to(value, type);
    path.removeLast();
    return result;
  }

  private static Class<?> rawClass(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType generic -> (Class<?>) generic.getRawType();
      case GenericArrayType array -> rawClass(array.getGenericComponentType()).arrayType();
      default -> Object.class;
    };
  }

  private static String some(Collection<?> keys) {
    String all = keys.toString();
    return all.length() > 200 ? all.substring(0, 200) + "..." : all;
  }

  private PickleException mismatch(String expected, @Nullable Object found) {
    return new PickleException(
        where() + ": expected " + expected + ", found " + PyTypes.name(found),
        PickleException.NO_OFFSET);
  }

  private String where() {
    String all = String.join("", path);
    return all.isEmpty() ? "the value" : all.startsWith(".") ? all.substring(1) : all;
  }
}
