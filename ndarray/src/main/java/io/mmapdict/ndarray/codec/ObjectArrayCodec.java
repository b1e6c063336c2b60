package io.mmapdict.ndarray.codec;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.ObjectArray;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Writes arrays of objects: {@code numpy.ndarray(shape, dtype)} and a state with the list of them,
 * as numpy's own pickles have it. The codecs of numpy's calls read them.
 */
public final class ObjectArrayCodec implements ValueCodec {
  /** A call without elements says how many there are; memory for more is not taken on its word. */
  private static final long MOST_EMPTY = 1 << 16;

  @Override
  public Set<Class<?>> writes() {
    return Set.of(ObjectArray.class);
  }

  @Override
  public void write(Object value, PickleWriter out) {
    ObjectArray array = (ObjectArray) value;
    out.global("numpy", "ndarray");
    out.op(Opcode.MARK);
    out.integer(Opcode.BININT1, 0);
    out.op(Opcode.TUPLE);
    out.shortString("O");
    out.op(Opcode.TUPLE2);
    out.op(Opcode.REDUCE);
    out.op(Opcode.MARK);
    out.integer(Opcode.BININT1, 1);
    out.op(Opcode.MARK);
    for (long length : array.shape().toArray()) {
      out.integer(Opcode.LONG1, length);
    }
    out.op(Opcode.TUPLE);
    out.value(array.dtype());
    out.op(Opcode.NEWFALSE);
    out.value(array.elements());
    out.op(Opcode.TUPLE);
    out.op(Opcode.BUILD);
  }

  @Override
  public boolean isHashable(Object value) {
    return false;
  }

  /** What Python makes before the state: every element is None. */
  static ObjectArray empty(Arguments arguments, DType dtype, Shape shape) {
    if (shape.size() > MOST_EMPTY) {
      throw arguments.fault("an array of " + shape.size() + " objects without any");
    }
    return arguments.checked(
        () -> new ObjectArray(dtype, shape, Collections.nCopies((int) shape.size(), null)));
  }

  /** Of a state {@code (version, shape, dtype, is Fortran, elements)}. */
  static ObjectArray array(Arguments state, List<?> elements) {
    Shape shape = state.shape(1);
    DType dtype = state.dtype(2);
    return state.checked(
        () -> new ObjectArray(dtype, shape, Collections.unmodifiableList(elements)));
  }
}
