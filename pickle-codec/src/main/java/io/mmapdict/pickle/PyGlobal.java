package io.mmapdict.pickle;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The name of something importable in Python, such as {@code numpy.ndarray}. A name only: nothing
 * is imported or called.
 *
 * @param module the dotted module name
 * @param name the qualified name inside the module
 */
public record PyGlobal(String module, String name) {
  /** Python's {@code Ellipsis}, which is written {@code ...}: pickles know it by its name. */
  public static final PyGlobal ELLIPSIS = new PyGlobal("builtins", "Ellipsis");

  /** Python's {@code NotImplemented}. */
  public static final PyGlobal NOT_IMPLEMENTED = new PyGlobal("builtins", "NotImplemented");

  /** Both parts are needed. */
  public PyGlobal {
    requireNonNull(module, "module");
    requireNonNull(name, "name");
  }

  // By hand: the JVM makes a record's own while a program starts, and takes milliseconds for it.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PyGlobal that && module.equals(that.module) && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return 31 * module.hashCode() + name.hashCode();
  }

  @Override
  public String toString() {
    return module + "." + name;
  }
}
