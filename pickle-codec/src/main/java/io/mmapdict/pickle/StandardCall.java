package io.mmapdict.pickle;

import org.jspecify.annotations.Nullable;

/**
 * A call of a global by the name under which it is known, whatever form an older pickle or Python's
 * {@code copyreg} gave it.
 *
 * @param global what is called
 * @param arguments a tuple, possibly raw
 */
record StandardCall(PyGlobal global, Object arguments) {
  private static final PyGlobal RECONSTRUCTOR = new PyGlobal("copyreg", "_reconstructor");
  private static final PyGlobal OBJECT = new PyGlobal("builtins", "object");
  private static final PyGlobal TUPLE = new PyGlobal("builtins", "tuple");
  private static final PyGlobal GETATTR = new PyGlobal("builtins", "getattr");

  /** Null where the callable has no name. */
  static @Nullable StandardCall of(Object callable, Object arguments) {
    if (callable instanceof PyObject object) {
      String method = object.callable().equals(GETATTR) ? methodOf(object.arguments()) : null;
      return method == null
          ? null
          : new StandardCall(attribute((PyGlobal) object.arguments().get(0), method), arguments);
    }
    PyGlobal global = (PyGlobal) callable;
    // How protocols 0 and 1 make an object that NEWOBJ makes from protocol 2 on.
    if (global.equals(RECONSTRUCTOR)
        && arguments instanceof PyTuple parts
        && parts.size() == 3
        && parts.get(0) instanceof PyGlobal type
        && OBJECT.equals(parts.get(1))
        && parts.get(2) == null) {
      return new StandardCall(type, PyTuple.of());
    }
    return new StandardCall(global, arguments);
  }

  /** How protocols 0 and 1 make an object of a subclass of tuple: the tuple, else null. */
  static @Nullable PyTuple tupleOf(Object callable, PyTuple arguments) {
    return callable.equals(RECONSTRUCTOR)
            && arguments.size() == 3
            && TUPLE.equals(arguments.get(1))
            && arguments.get(2) instanceof PyTuple values
        ? values
        : null;
  }

  /** How every protocol names a method of a class: {@code getattr(class, name)}. */
  private static @Nullable String methodOf(PyTuple arguments) {
    return arguments.size() == 2
            && arguments.get(0) instanceof PyGlobal
            && arguments.get(1) instanceof String name
        ? name
        : null;
  }

  private static PyGlobal attribute(PyGlobal type, String name) {
    return new PyGlobal(type.module(), type.name() + "." + name);
  }
}
