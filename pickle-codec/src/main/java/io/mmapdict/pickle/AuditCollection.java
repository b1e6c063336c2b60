package io.mmapdict.pickle;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A list, dict or set; of a small list or dict also what is in it. */
final class AuditCollection {
  /** Those that describe something are small. */
  private static final int MOST = 1000;

  private static final @Nullable Object[] NONE = {};

  private final AuditArgument.Kind kind;

  /** In their order, of a dict each value behind its key; null where there were too many. */
  private @Nullable Object @Nullable [] values = NONE;

  private int size;

  private AuditCollection(AuditArgument.Kind kind) {
    this.kind = kind;
  }

  static AuditCollection of(Opcode opcode) {
    return new AuditCollection(
        switch (opcode) {
          case EMPTY_LIST, LIST -> AuditArgument.Kind.LIST;
          case EMPTY_DICT, DICT -> AuditArgument.Kind.DICT;
          default -> AuditArgument.Kind.OTHER;
        });
  }

  AuditArgument.Kind kind() {
    return values == null ? AuditArgument.Kind.OTHER : kind;
  }

  @Nullable Object @Nullable [] values() {
    return values == null ? null : Arrays.copyOf(values, size);
  }

  /** The same collection with more in it. */
  AuditCollection add(@Nullable Object... more) {
    if (kind == AuditArgument.Kind.OTHER || values == null) {
      return this;
    }
    if (more.length > MOST - size) {
      values = null;
      return this;
    }
    if (size + more.length > values.length) {
      values = Arrays.copyOf(values, Math.max(size + more.length, 2 * size));
    }
    System.arraycopy(more, 0, values, size, more.length);
    size += more.length;
    return this;
  }
}
