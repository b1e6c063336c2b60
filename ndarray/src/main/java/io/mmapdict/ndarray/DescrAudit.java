package io.mmapdict.ndarray;

import static java.util.Objects.requireNonNull;

import io.mmapdict.pickle.AuditArgument;
import java.util.List;
import java.util.regex.Pattern;

/** Looks for objects in what a pickle gives numpy as a type, before any is made of it. */
final class DescrAudit {
  private static final Pattern WITHOUT_OBJECTS =
      Pattern.compile("[<>|=]?([?biufcSUV][0-9]*|[mM]8(\\[[0-9a-zA-Z]+])?)");

  /** Types that are looked at: one may contain itself, many times. */
  private int left = 1000;

  /** Whether what {@link Descr} writes for a type, and it may contain itself, names no objects. */
  boolean hasNoObjects(AuditArgument descr) {
    List<AuditArgument> parts = descr.elements();
    return left-- > 0
        && switch (descr.kind()) {
          case STR -> WITHOUT_OBJECTS.matcher(requireNonNull(descr.text())).matches();
          case TUPLE -> parts.size() == 2 && hasNoObjects(parts.get(0));
          case LIST -> areFieldsWithoutObjects(parts);
          case DICT -> areColumnsWithoutObjects(parts);
          case OTHER -> false;
        };
  }

  /** Each {@code (name, type)} or {@code (name, type, shape)}. */
  private boolean areFieldsWithoutObjects(List<AuditArgument> fields) {
    for (AuditArgument field : fields) { // not a stream: it takes a lot of stack
      boolean isField =
          field.kind() == AuditArgument.Kind.TUPLE && field.elements().size() >= 2;
      if (!isField || !hasNoObjects(field.elements().get(1))) {
        return false;
      }
    }
    return true;
  }

  /** {@code {'names': [...], 'formats': [...], ...}}, whose last {@code formats} count. */
  private boolean areColumnsWithoutObjects(List<AuditArgument> items) {
    boolean hasNames = false;
    boolean areFine = false;
    for (int i = 0; i + 1 < items.size(); i += 2) {
      String key = items.get(i).text();
      if (key == null) {
        return false;
      }
      hasNames |= key.equals("names");
      if (key.equals("formats")) {
        areFine = areTypesWithoutObjects(items.get(i + 1));
      }
    }
    return hasNames && areFine;
  }

  private boolean areTypesWithoutObjects(AuditArgument formats) {
    for (AuditArgument type : formats.elements()) {
      if (!hasNoObjects(type)) {
        return false;
      }
    }
    return formats.kind() == AuditArgument.Kind.LIST;
  }
}
