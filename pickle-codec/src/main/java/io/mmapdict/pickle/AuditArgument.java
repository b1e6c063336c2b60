package io.mmapdict.pickle;

import java.util.AbstractList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pickle gives to a call, as far as {@link Audit} knows it: strs, and what they stand in. It
 * may contain itself.
 */
public final class AuditArgument {
  /** What it is. */
  public enum Kind {
    /** A str. */
    STR,
    /** A tuple. */
    TUPLE,
    /** A list. */
    LIST,
    /** A dict: its elements are a key, its value, and so on. */
    DICT,
    /** Anything else, and a list or dict that is too large to be told. */
    OTHER
  }

  private final @Nullable Object value;

  private AuditArgument(@Nullable Object value) {
    this.value = value;
  }

  /** Those of a call, each looked at when it is asked for. */
  static List<AuditArgument> of(@Nullable Object @Nullable [] arguments) {
    return new AbstractList<>() {
      @Override
      public AuditArgument get(int i) {
        if (arguments == null) {
          throw new IndexOutOfBoundsException(i);
        }
        return new AuditArgument(arguments[i]);
      }

      @Override
      public int size() {
        return arguments == null ? 0 : arguments.length;
      }
    };
  }

  /** What it is. */
  public Kind kind() {
    return switch (value) {
      case AuditText _ -> Kind.STR;
      case Object[] _ -> Kind.TUPLE;
      case AuditCollection collection -> collection.kind();
      case null, default -> Kind.OTHER;
    };
  }

  /** The str; null for anything else. */
  public @Nullable String text() {
    return value instanceof AuditText text ? text.text() : null;
  }

  /** What is in a tuple, list or dict; nothing in anything else. */
  public List<AuditArgument> elements() {
    return switch (value) {
      case Object[] tuple -> of(tuple);
      case AuditCollection collection -> of(collection.values());
      case null, default -> List.of();
    };
  }
}
