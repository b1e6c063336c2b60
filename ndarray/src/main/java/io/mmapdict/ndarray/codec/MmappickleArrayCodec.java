package io.mmapdict.ndarray.codec;

import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.ndarray.StoredArrays;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import java.util.Set;

/** Reads mmappickle's own arrays: {@code reshape(fromstring(bytes, dtype), shape)}. */
public final class MmappickleArrayCodec implements ValueCodec {
  private static final PyGlobal FROMSTRING = new PyGlobal("numpy.core.multiarray", "fromstring");
  private static final PyGlobal RESHAPE = new PyGlobal("numpy.core.fromnumeric", "reshape");

  @Override
  public Set<Class<?>> writes() {
    return Set.of();
  }

  @Override
  public void write(Object value, PickleWriter out) {
    throw new UnsupportedOperationException("NDArrayCodec writes arrays");
  }

  @Override
  public boolean keeps(PyGlobal callable, PyTuple arguments) {
    return true;
  }

  @Override
  public Set<PyGlobal> reads() {
    return Set.of(FROMSTRING, RESHAPE);
  }

  @Override
  public Object construct(PyGlobal callable, PyTuple values) {
    Arguments arguments = new Arguments(callable, values).count(2, 2);
    return callable.equals(FROMSTRING) ? fromString(arguments) : reshape(arguments);
  }

  private static NDArray fromString(Arguments arguments) {
    ByteSlice bytes = arguments.bytes(0);
    DType dtype = arguments.dtype(1);
    long byteSize = bytes.byteSize();
    if (dtype.itemSize() == 0 || byteSize % dtype.itemSize() != 0) {
      throw arguments.fault(byteSize + " bytes are no whole number of " + dtype);
    }
    Shape shape = Shape.of(byteSize / dtype.itemSize());
    // Python's fromstring copies, so the array is writable although its source is bytes.
    ByteSlice writable = bytes.asMutable();
    return arguments.checked(() -> StoredArrays.over(writable, dtype, Order.C, shape));
  }

  private static NDArray reshape(Arguments arguments) {
    if (!(arguments.get(0) instanceof NDArray array)) {
      throw arguments.fault("argument 0 is no array");
    }
    Shape shape = arguments.shape(1);
    NDArray reshaped = arguments.checked(() -> array.reshape(shape.toArray()));
    return ArrayForm.MMAPPICKLE.holds(array.dtype(), shape)
        ? reshaped.as(ArrayForm.MMAPPICKLE)
        : reshaped;
  }
}
