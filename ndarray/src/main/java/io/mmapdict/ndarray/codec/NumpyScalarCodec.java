package io.mmapdict.ndarray.codec;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.ndarray.StoredArrays;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import java.util.Set;

/**
 * Reads numpy's scalars, such as {@code numpy.float32(2)}, as the Java number of their value. They
 * are written as Python's own numbers then.
 */
public final class NumpyScalarCodec implements ValueCodec {
  @Override
  public Set<Class<?>> writes() {
    return Set.of();
  }

  @Override
  public void write(Object value, PickleWriter out) {
    throw new UnsupportedOperationException("scalars are written as Python's own numbers");
  }

  @Override
  public Set<PyGlobal> reads() {
    return Set.of(
        new PyGlobal("numpy.core.multiarray", "scalar"),
        new PyGlobal("numpy._core.multiarray", "scalar"));
  }

  /** {@code scalar(dtype, bytes)}. */
  @Override
  public Object construct(PyGlobal callable, PyTuple values) {
    Arguments arguments = new Arguments(callable, values).count(2, 2);
    DType dtype = arguments.dtype(0);
    ByteSlice bytes = arguments.bytes(1);
    return arguments.checked(() -> StoredArrays.over(bytes, dtype, Order.C, Shape.of()).at().get());
  }
}
