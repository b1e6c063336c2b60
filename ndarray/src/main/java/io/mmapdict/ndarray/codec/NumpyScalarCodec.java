package io.mmapdict.ndarray.codec;

import static java.util.Objects.requireNonNull;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.ndarray.StoredArrays;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.NotHeldException;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import java.util.Set;

/**
 * Reads numpy's scalars, such as {@code numpy.float32(2)}, as the Java value of theirs, which is
 * written as Python's own then. What Java has no value for, such as times of numpy's units and
 * structures, is read as an array without axes.
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
    if (dtype.hasObject()) {
      throw new NotHeldException("a numpy scalar of " + dtype + " is not held");
    }
    ByteSlice bytes = arguments.bytesOrText(1);
    return arguments.checked(() -> scalar(dtype, bytes));
  }

  private static Object scalar(DType dtype, ByteSlice bytes) {
    NDArray array = StoredArrays.over(bytes, dtype, Order.C, Shape.of());
    return switch (dtype.kind()) {
      case BOOL, INT, UINT, BYTES, UNICODE -> requireNonNull(array.at().get());
      case FLOAT, COMPLEX -> isDouble(dtype) ? requireNonNull(array.at().get()) : array;
      case DATETIME, TIMEDELTA, VOID, OBJECT -> array;
    };
  }

  /** Long doubles are more than Java's. */
  private static boolean isDouble(DType dtype) {
    return dtype.itemSize() <= (dtype.kind() == DType.Kind.COMPLEX ? 16 : 8);
  }
}
