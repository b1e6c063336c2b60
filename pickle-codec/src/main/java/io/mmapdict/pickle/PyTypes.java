package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.ByteSlice;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What Python calls the values, for messages. */
final class PyTypes {
  private PyTypes() {}

  /** Python's name; of a type that only a codec knows, Java's. */
  static String name(@Nullable Object value) {
    String known = known(value);
    return known == null ? Objects.requireNonNull(value).getClass().getName() : known;
  }

  /** Python's name, or null where only a codec knows it. */
  static @Nullable String known(@Nullable Object value) {
    return switch (value) {
      case null -> "None";
      case Boolean ignored -> "bool";
      case Byte ignored -> "int";
      case Short ignored -> "int";
      case Integer ignored -> "int";
      case Long ignored -> "int";
      case BigInteger ignored -> "int";
      case Float ignored -> "float";
      case Double ignored -> "float";
      case PyComplex ignored -> "complex";
      case String ignored -> "str";
      case byte[] ignored -> "bytes";
      case PyByteArray ignored -> "bytearray";
      case ByteSlice slice -> slice.mutable() ? "bytearray" : "bytes";
      case PyTuple ignored -> "tuple";
      case PyFrozenSet ignored -> "frozenset";
      case PyDeque ignored -> "collections.deque";
      case PyMap map -> map.type().toString();
      case List<?> ignored -> "list";
      case Map<?, ?> ignored -> "dict";
      case Set<?> ignored -> "set";
      case PyRange ignored -> "range";
      case PySlice ignored -> "slice";
      case PyGlobal global -> global.toString();
      case PyObject object -> object.callable().toString();
      default -> null;
    };
  }

  /** A dict key as a step of a path: {@code .name}, or {@code ['a b']} where it is no name. */
  static String pathStep(@Nullable Object key) {
    if (key instanceof String name) {
      boolean simple =
          !name.isEmpty()
              && Character.isJavaIdentifierStart(name.charAt(0))
              && name.chars().allMatch(Character::isJavaIdentifierPart);
      return Words.shortened(simple ? "." + name : "['" + name + "']");
    }
    return "[" + Words.shortened(String.valueOf(key)) + "]";
  }
}
