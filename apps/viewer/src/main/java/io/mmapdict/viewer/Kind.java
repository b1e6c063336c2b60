package io.mmapdict.viewer;

import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.ObjectArray;
import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.PyByteArray;
import io.mmapdict.pickle.PyComplex;
import io.mmapdict.pickle.PyDeque;
import io.mmapdict.pickle.PyFrozenSet;
import io.mmapdict.pickle.PyMap;
import io.mmapdict.pickle.PyObject;
import io.mmapdict.pickle.PyTuple;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What kind of value something is, by Python's name for it. */
public final class Kind {
  private Kind() {}

  /** Python's name for the type of a value; of an unknown class its own. */
  public static String of(@Nullable Object value) {
    return switch (value) {
      case null -> "None";
      case Boolean b -> "bool";
      case Long n -> "int";
      case BigInteger n -> "int";
      case Double x -> "float";
      case PyComplex z -> "complex";
      case String s -> "str";
      case byte[] b -> "bytes";
      case PyByteArray b -> "bytearray";
      case PyTuple t -> "tuple";
      case PyFrozenSet s -> "frozenset";
      case PyMap m -> m.type().toString();
      case PyDeque d -> "collections.deque";
      case NDArray a -> "array";
      case ObjectArray a -> "array of objects";
      case MaskedArray a -> "masked";
      case List<?> l -> "list";
      case Set<?> s -> "set";
      case Map<?, ?> m -> "dict";
      case PyObject o -> o.callable().toString();
      default -> Codecs.installed().typeName(value);
    };
  }
}
