package io.mmapdict.ndarray.codec;

import io.mmapdict.ndarray.DType;
import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.NotHeldException;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code numpy.dtype} objects. */
public final class DTypeCodec implements ValueCodec {
  /** What numpy has beside the dtypes held here: records, texts, times, objects, long doubles. */
  private static final Pattern NOT_HELD = Pattern.compile("[<>=|]?([VSUMmOa][0-9]*|f16|c32|[gG])");

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
    if (arguments.get(0) instanceof PyGlobal kind) {
      throw new NotHeldException("a numpy dtype of " + kind + " is not held"); // of records
    }
    // A new object each time: the state that may follow is this one's.
    String name = arguments.string(0);
    try {
      return arguments.checked(() -> DType.of(name));
    } catch (PickleException e) {
      throw NOT_HELD.matcher(name).matches() ? new NotHeldException("" + e.getMessage()) : e;
    }
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
