package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.ByteSlice;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Java's types that are written as a simpler value, and got back from it where asked for. */
final class JavaValues {
  private JavaValues() {}

  /** What is written in its place; mostly the value itself. */
  static @Nullable Object simple(@Nullable Object value) {
    return switch (value) {
      case Optional<?> one -> simple(one.orElse(null));
      case OptionalInt one -> one.isPresent() ? one.getAsInt() : null;
      case OptionalLong one -> one.isPresent() ? one.getAsLong() : null;
      case OptionalDouble one -> one.isPresent() ? one.getAsDouble() : null;
      case Character letter -> letter.toString();
      case char[] letters -> new String(letters);
      case null, default -> value;
    };
  }

  /** A value of Python's as a type that is no type of its own there; null where it is none. */
  static @Nullable Object as(Class<?> type, Object value) {
    if (type.isEnum()) {
      return value instanceof String name ? constant(type, name) : null;
    }
    if (type == char[].class) {
      return value instanceof String text ? text.toCharArray() : null;
    }
    if (type == boolean.class) {
      return value instanceof Boolean ? value : null;
    }
    if (type == char.class || type == Character.class) {
      return value instanceof String text && text.length() == 1 ? text.charAt(0) : null;
    }
    if (type == byte[].class) {
      return switch (value) {
        case PyByteArray bytes -> bytes.array().clone();
        case ByteSlice bytes -> bytes.toByteArray();
        default -> null;
      };
    }
    if (type == BigDecimal.class) {
      return switch (value) {
        case Long number -> BigDecimal.valueOf(number);
        case BigInteger number -> new BigDecimal(number);
        default -> null;
      };
    }
    return switch (value) {
      case OffsetDateTime when when type == Instant.class -> when.toInstant();
      case OffsetDateTime when when type == ZonedDateTime.class -> when.toZonedDateTime();
      case ZonedDateTime when when type == Instant.class -> when.toInstant();
      case ZonedDateTime when when type == OffsetDateTime.class -> when.toOffsetDateTime();
      default -> null;
    };
  }

  /** What None is as such a type; null where it is null. */
  static @Nullable Object ofNone(Class<?> type) {
    if (type == Optional.class) {
      return Optional.empty();
    }
    if (type == OptionalInt.class) {
      return OptionalInt.empty();
    }
    if (type == OptionalLong.class) {
      return OptionalLong.empty();
    }
    return type == OptionalDouble.class ? OptionalDouble.empty() : null;
  }

  private static @Nullable Object constant(Class<?> type, String name) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> ((Enum<?>) constant).name().equals(name))
        .findFirst()
        .orElse(null);
  }
}
