package io.mmapdict.ndarray.codec;

import io.mmapdict.ndarray.DType;
import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import java.util.Set;

/** {@code numpy.dtype} objects. */
public final class DTypeCodec implements ValueCodec {
  @Override
  public Set<Class<?>> writes() {
    return Set.of(DType.class);
  }

  @Override
  public void write(Object value, PickleWriter out) {
    out.global("numpy", "dtype");
    out.shortString(((DType) value).typestring());
    out.op(Opcode.TUPLE1);
    out.op(Opcode.REDUCE);
  }

  @Override
  public boolean keeps(PyGlobal callable, PyTuple arguments) {
    return true;
  }

  @Override
  public Set<PyGlobal> reads() {
    return Set.of(new PyGlobal("numpy", "dtype"));
  }

  /** {@code dtype(name, align, copy)}. */
  @Override
  public Object construct(PyGlobal callable, PyTuple values) {
    Arguments arguments = new Arguments(callable, values).count(1, 3);
    // A new object each time: the state that may follow is this one's.
    String name = arguments.string(0);
    return arguments.checked(() -> DType.of(name));
  }

  /** The state begins with {@code (version, byte order, ...)}; the rest is for records. */
  @Override
  public Object setState(Object built, Object state) {
    Arguments arguments = Arguments.ofState("a numpy dtype", state).count(2, 9);
    String typestring = ((DType) built).typestring();
    String order = arguments.string(1);
    return arguments.checked(() -> DType.of(order + typestring.substring(1)));
  }
}
