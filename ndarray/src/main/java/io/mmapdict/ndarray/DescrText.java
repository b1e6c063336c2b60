package io.mmapdict.ndarray;

import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.PythonRepr;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A description of a type, as {@link Descr} makes it, as Python's literal. */
final class DescrText {
  private final StringBuilder text = new StringBuilder();

  /** As numpy shows it: no order where there is none, and '?' for bool. */
  private final boolean isShown;

  private DescrText(boolean isShown) {
    this.isShown = isShown;
  }

  /** As it stands in files. */
  static String literal(Object descr) {
    return new DescrText(false).type(descr).text.toString();
  }

  /** As numpy shows it. */
  static String shown(Object descr) {
    return new DescrText(true).type(descr).text.toString();
  }

  private DescrText type(@Nullable Object descr) {
    switch (descr) {
      case String code -> text.append(PythonRepr.of(isShown ? shortened(code) : code));
      case PyTuple pair -> {
        text.append('(');
        type(pair.get(0)).text.append(", ").append(pair.get(1)).append(')');
      }
      case List<?> fields -> {
        text.append('[');
        String separator = "";
        for (Object field : fields) {
          text.append(separator);
          field((PyTuple) field);
          separator = ", ";
        }
        text.append(']');
      }
      case Map<?, ?> columns -> columns(columns);
      case null, default -> throw new IllegalArgumentException(descr + " describes no dtype");
    }
    return this;
  }

  private static String shortened(String code) {
    String withoutOrder = code.startsWith("|") ? code.substring(1) : code;
    return switch (withoutOrder) {
      case "b1" -> "?";
      case "S0", "<U0", ">U0", "V0" -> withoutOrder.substring(0, withoutOrder.length() - 1);
      default -> withoutOrder;
    };
  }

  private void field(PyTuple field) {
    text.append('(');
    if (field.get(0) instanceof PyTuple titled) {
      text.append('(').append(repr(titled.get(0))).append(", ");
      text.append(repr(titled.get(1))).append(')');
    } else {
      text.append(repr(field.get(0)));
    }
    text.append(", ");
    type(field.get(1));
    if (field.size() == 3) {
      text.append(", ").append(field.get(2));
    }
    text.append(')');
  }

  private void columns(Map<?, ?> columns) {
    text.append('{');
    columns.forEach((name, value) -> {
      text.append(text.charAt(text.length() - 1) == '{' ? "" : ", ");
      text.append(repr(name)).append(": ");
      if (value instanceof List<?> list) {
        text.append('[');
        String separator = "";
        for (Object element : list) {
          text.append(separator);
          if ("formats".equals(name)) {
            type(element);
          } else {
            text.append(repr(element));
          }
          separator = ", ";
        }
        text.append(']');
      } else {
        text.append(value);
      }
    });
    text.append('}');
  }

  private static String repr(@Nullable Object value) {
    return switch (value) {
      case null -> "None";
      case String string -> PythonRepr.of(string);
      default -> value.toString();
    };
  }
}
