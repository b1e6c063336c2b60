package io.mmapdict.ndarray.codec;

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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads arrays as numpy pickles them itself: {@code _reconstruct} and a state, and in protocol 5
 * {@code _frombuffer}. Subclasses of ndarray are read as arrays.
 */
public final class NumpyPickleCodec implements ValueCodec {
  private static final PyGlobal NDARRAY = new PyGlobal("numpy", "ndarray");
  private static final Set<PyGlobal> RECONSTRUCT =
      Set.of(
          new PyGlobal("numpy.core.multiarray", "_reconstruct"),
          new PyGlobal("numpy._core.multiarray", "_reconstruct"));
  private static final Set<PyGlobal> FROMBUFFER =
      Set.of(
          new PyGlobal("numpy.core.numeric", "_frombuffer"),
          new PyGlobal("numpy._core.numeric", "_frombuffer"));

  @Override
  public Set<Class<?>> writes() {
    return Set.of();
  }

  @Override
  public void write(Object value, PickleWriter out) {
    throw new UnsupportedOperationException("NDArrayCodec writes arrays");
  }

  @Override
  public Set<PyGlobal> reads() {
    Set<PyGlobal> all = new HashSet<>(RECONSTRUCT);
    all.addAll(FROMBUFFER);
    return all;
  }

  /** An array, not an instance of a subclass. */
  @Override
  public boolean keeps(PyGlobal callable, PyTuple arguments) {
    return FROMBUFFER.contains(callable) || NDARRAY.equals(arguments.get(0));
  }

  @Override
  public Object construct(PyGlobal callable, PyTuple values) {
    Arguments arguments = new Arguments(callable, values);
    if (FROMBUFFER.contains(callable)) {
      arguments.count(4, 4);
      return array(arguments, arguments.bytes(0), 1, 2, "F".equals(arguments.get(3)));
    }
    arguments.count(3, 3);
    // What Python makes before the state: no elements, of one byte. A new object each time, for the
    // state that follows is this one's.
    return NDArray.zeros(DType.INT8, 0);
  }

  @Override
  public Object setState(Object built, @Nullable Object state) {
    return array(state);
  }

  /**
   * The array of a state {@code (version, shape, dtype, is Fortran, bytes)}, or with a list of
   * objects in C order in place of the bytes.
   */
  static Object array(@Nullable Object state) {
    Arguments arguments = Arguments.ofState("a numpy array", state).count(5, 5);
    if (arguments.get(4) instanceof List<?> elements) {
      return ObjectArrayCodec.array(arguments, elements);
    }
    // Python copies the state's bytes, so the array is writable although its source is bytes.
    ByteSlice writable = arguments.bytesOrText(4).asMutable();
    return array(arguments, writable, 2, 1, arguments.truth(3));
  }

  private static NDArray array(
      Arguments arguments, ByteSlice bytes, int dtype, int shape, boolean fortran) {
    DType type = arguments.dtype(dtype);
    Shape lengths = arguments.shape(shape);
    Order order = fortran ? Order.FORTRAN : Order.C;
    return arguments.checked(() -> StoredArrays.over(bytes, type, order, lengths));
  }
}
