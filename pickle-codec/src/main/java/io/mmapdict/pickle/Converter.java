package io.mmapdict.pickle;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One value to the Java type that is asked for. What is begun stands in a list, not on Java's
 * stack: a record may be in itself a million times. What is shared stays shared.
 */
final class Converter {
  private static final int MOST_SHOWN = 500;

  /** What a value has become as a type, or null while that is under way. */
  private static final class Made {
    final Target type;
    final @Nullable Made before;
    @Nullable Object whole;

    Made(Target type, @Nullable Made before) {
      this.type = type;
      this.before = before;
    }
  }

  private record Begun(Assembly assembly, @Nullable Made made) {}

  private final Codecs codecs;
  private final List<Begun> open = new ArrayList<>();
  private final IdentityHashMap<Object, Made> made = new IdentityHashMap<>();

  Converter(Codecs codecs) {
    this.codecs = codecs;
  }

  @Nullable Object convert(@Nullable Object value, Target type) {
    open.add(new Begun(new Assembly.Root(value, type), null));
    while (true) {
      Begun last = open.getLast();
      Assembly top = last.assembly;
      if (top.next()) {
        begin(top.part(), top.type(), top);
        continue;
      }
      Object whole = whole(top);
      if (last.made != null) {
        last.made.whole = whole;
      }
      open.removeLast();
      if (open.isEmpty()) {
        return whole;
      }
      take(open.getLast().assembly, whole);
    }
  }

  /** Converts a part, or leaves the assembly of it to be run first. */
  private void begin(@Nullable Object value, Target type, Assembly into) {
    Class<?> raw = type.raw();
    if (value == null) {
      if (raw.isPrimitive()) {
        throw fault(Words.mismatch(raw, null, codecs), null);
      }
      take(into, JavaValues.ofNone(raw));
    } else if (raw == Optional.class) {
      open.add(new Begun(new Assembly.OfOptional(value, type), null));
    } else if (raw.isInstance(value) && type.isOpen()) {
      take(into, value);
    } else {
      Made known = made.get(value);
      while (known != null && !known.type.equals(type)) {
        known = known.before;
      }
      if (known == null) {
        assemble(value, type, into);
      } else if (known.whole == null) {
        throw fault(
            codecs.typeName(value)
                + " contains itself, which as "
                + raw.getTypeName()
                + " it cannot",
            null);
      } else {
        take(into, known.whole);
      }
    }
  }

  private void assemble(Object value, Target type, Assembly into) {
    Assembly assembly = assembly(value, type);
    if (assembly == null) {
      take(into, scalar(value, type.raw()));
      return;
    }
    Made one = new Made(type, made.get(value));
    made.put(value, one);
    open.add(new Begun(assembly, one));
  }

  /** What puts a value together; null where it has no parts, or none that are converted. */
  private @Nullable Assembly assembly(Object value, Target type) {
    Class<?> raw = type.raw();
    boolean isSequence = value instanceof List || value instanceof PyTuple;
    if (raw.isArray() && (isSequence || !Words.isText(raw))) {
      return new Assembly.OfArray(elements(value, raw), type);
    }
    if (Assembly.OfCollection.makes(raw)) {
      return new Assembly.OfCollection(elements(value, raw), type);
    }
    if (Assembly.OfMap.makes(raw)) {
      if (!(value instanceof Map<?, ?> map)) {
        throw mismatch("a dict", value);
      }
      return new Assembly.OfMap(map, type);
    }
    return raw.isRecord() && !raw.isInstance(value) && !codecs.writes(raw)
        ? record(value, type)
        : null;
  }

  private Collection<?> elements(Object value, Class<?> raw) {
    boolean isSet = Set.class.isAssignableFrom(raw);
    return switch (value) {
      case List<?> list when !isSet -> list;
      case PyTuple tuple when !isSet -> tuple.toList();
      case Set<?> set when raw.isAssignableFrom(LinkedHashSet.class) || isSet -> set;
      default -> throw mismatch(isSet ? "a set" : "a list", value);
    };
  }

  private Assembly record(Object value, Target type) {
    Class<?> raw = type.raw();
    RecordParts parts = RecordParts.of(value);
    if (parts == null) {
      throw mismatch("a dict for the record " + raw.getSimpleName(), value);
    }
    RecordShape shape = shape(raw);
    List<String> names = shape.names();
    @Nullable Object[] values = new Object[names.size()];
    switch (parts) {
      case RecordParts.Ordered(List<?> ordered) -> {
        if (ordered.size() != values.length) {
          throw fault(
              "expected "
                  + values.length
                  + " values for the record "
                  + raw.getSimpleName()
                  + ", found "
                  + codecs.typeName(value)
                  + " of "
                  + ordered.size(),
              null);
        }
        ordered.toArray(values);
      }
      case RecordParts.Named(Map<?, ?> named) -> {
        for (int i = 0; i < values.length; i++) {
          String name = names.get(i);
          values[i] = named.get(name);
          boolean isMissing = values[i] == null && !named.containsKey(name);
          if (isMissing && JavaValues.ofNone(type.components().get(i).raw()) == null) {
            throw missing(name, value, named, raw);
          }
        }
      }
    }
    return new Assembly.OfRecord(shape, type, values);
  }

  private PickleException missing(String name, Object value, Map<?, ?> parts, Class<?> raw) {
    boolean isDict = value instanceof Map;
    return fault(
        (isDict ? "expected a dict with the key '" : "expected an object with the attribute '")
            + name
            + "' for the record "
            + raw.getSimpleName()
            + (isDict ? ", found the keys " : ", found a " + codecs.typeName(value) + " with ")
            + Words.some(parts.keySet()),
        null);
  }

  private RecordShape shape(Class<?> raw) {
    try {
      return RecordShape.of(raw);
    } catch (PickleException e) {
      throw fault(String.valueOf(e.getMessage()), e);
    }
  }

  private @Nullable Object whole(Assembly assembly) {
    try {
      return assembly.whole();
    } catch (PickleException e) {
      throw fault(String.valueOf(e.getMessage()), e.getCause() == null ? e : e.getCause());
    }
  }

  /** Deep records overflow the stack in their own hashCode and compareTo, not here. */
  private void take(Assembly into, @Nullable Object converted) {
    try {
      into.take(converted);
    } catch (RuntimeException | StackOverflowError e) {
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      throw fault(
          converted == null ? "None cannot be taken there" : "cannot be taken: " + reason, e);
    }
  }

  private Object scalar(Object value, Class<?> raw) {
    if (raw.isInstance(value)) {
      return value; // a codec's own kind of collection, for one: what is inside stays as it is
    }
    Object as =
        raw == OptionalInt.class
            ? OptionalInt.of((Integer) number(value, int.class))
            : raw == OptionalLong.class
                ? OptionalLong.of((Long) number(value, long.class))
                : raw == OptionalDouble.class
                    ? OptionalDouble.of((Double) number(value, double.class))
                    : Numbers.isNumber(raw) ? number(value, raw) : JavaValues.as(raw, value);
    if (as == null) {
      throw fault(Words.mismatch(raw, value, codecs), null);
    }
    return as;
  }

  private Object number(Object value, Class<?> raw) {
    Object number = Numbers.narrow(value, raw);
    if (number == null) {
      String unfit = Numbers.fault(value, raw);
      throw fault(
          unfit == null
              ? Words.mismatch(raw, value, codecs)
              : "expected " + Numbers.expected(raw) + ", found " + unfit,
          null);
    }
    return number;
  }

  private PickleException mismatch(String expected, Object found) {
    return fault("expected " + expected + ", found " + codecs.typeName(found), null);
  }

  private PickleException fault(String what, @Nullable Throwable cause) {
    String message = where() + ": " + what;
    return cause == null
        ? new PickleException(message, PickleException.NO_OFFSET)
        : new PickleException(message, PickleException.NO_OFFSET, cause);
  }

  private String where() {
    StringBuilder path = new StringBuilder();
    for (Begun one : open) {
      path.append(one.assembly.step());
      if (path.length() > MOST_SHOWN) {
        path.append("...");
        break;
      }
    }
    return path.isEmpty() ? "the value" : path.substring(path.charAt(0) == '.' ? 1 : 0);
  }
}
