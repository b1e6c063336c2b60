package io.mmapdict.ndarray.codec;

import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.ndarray.StoredArrays;
import io.mmapdict.pickle.OpcodeMatcher;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.DirectCodec;
import io.mmapdict.pickle.spi.PickleWriter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes arrays in the form they ask for and reads {@code numpy.ndarray} and {@code frombuffer}.
 */
public final class NDArrayCodec implements DirectCodec {
  private static final PyGlobal NDARRAY = new PyGlobal("numpy", "ndarray");
  private static final PyGlobal FROMBUFFER = new PyGlobal("numpy", "frombuffer");

  @Override
  public Set<Class<?>> writes() {
    return Set.of(NDArray.class, ArrayContent.class);
  }

  @Override
  public void write(Object value, PickleWriter out) {
    switch (value) {
      case ArrayContent content -> PortableForm.writeOpcodes(content, out);
      case NDArray array when array.form() == ArrayForm.MMAPPICKLE ->
          MmappickleForm.write(ArrayContent.of(array), out);
      case NDArray array -> PortableForm.writeOpcodes(ArrayContent.of(array), out);
      default -> throw new AssertionError(value.getClass() + " is not among writes()");
    }
  }

  @Override
  public boolean keeps(PyGlobal callable, PyTuple arguments) {
    return true;
  }

  @Override
  public boolean isHashable(Object value) {
    return false;
  }

  @Override
  public Set<PyGlobal> reads() {
    return Set.of(NDARRAY, FROMBUFFER);
  }

  @Override
  public @Nullable Object readDirectly(OpcodeMatcher opcodes) {
    return PortableForm.read(opcodes);
  }

  /** {@code numpy.ndarray(shape, dtype, buffer, offset=0, strides=None, order=None)}. */
  @Override
  public Object construct(PyGlobal callable, PyTuple values) {
    if (callable.equals(FROMBUFFER)) {
      return fromBuffer(new Arguments(callable, values).count(1, 4));
    }
    Arguments arguments = new Arguments(callable, values).count(2, 6);
    if (arguments.get(0) instanceof NDArray lengths) {
      return growing(arguments, lengths);
    }
    Shape shape = arguments.shape(0);
    DType dtype = arguments.dtype(1);
    if (arguments.count() == 2 && dtype.hasObject()) {
      return ObjectArrayCodec.empty(arguments, dtype, shape);
    }
    ByteSlice bytes = arguments.bytes(2);
    long offset = arguments.integer(3, 0);
    if (offset < 0 || offset > bytes.byteSize()) {
      throw arguments.fault("offset " + offset + " of " + bytes.byteSize() + " bytes");
    }
    if (arguments.get(4) != null) {
      long[] strides = arguments.longs(4);
      return arguments.checked(() -> StoredArrays.strided(bytes, dtype, shape, offset, strides));
    }
    ByteSlice rest = bytes.from(offset);
    Order order = "F".equals(arguments.get(5)) ? Order.FORTRAN : Order.C;
    NDArray array = arguments.checked(() -> StoredArrays.over(rest, dtype, order, shape));
    return isMmappickleForm(arguments, dtype, shape) ? array.as(ArrayForm.MMAPPICKLE) : array;
  }

  /** {@code frombuffer(buffer, dtype=float, count=-1, offset=0)}: one axis over a buffer. */
  private static NDArray fromBuffer(Arguments arguments) {
    ByteSlice bytes = arguments.bytes(0);
    DType dtype = arguments.count() > 1 ? arguments.dtype(1) : DType.FLOAT64;
    long offset = arguments.integer(3, 0);
    long left = bytes.byteSize() - offset;
    if (offset < 0 || left < 0) {
      throw arguments.fault("offset " + offset + " of " + bytes.byteSize() + " bytes");
    }
    long count = arguments.integer(2, -1);
    if (count < 0) { // all there are
      if (dtype.itemSize() == 0 || left % dtype.itemSize() != 0) {
        throw arguments.fault(left + " bytes are no whole number of " + dtype);
      }
      count = left / dtype.itemSize();
    }
    Shape shape = Shape.of(count);
    return arguments.checked(() -> StoredArrays.over(bytes.from(offset), dtype, Order.C, shape));
  }

  /** An array whose lengths are an array: {@link GrowingForm}. */
  private static NDArray growing(Arguments arguments, NDArray lengths) {
    if (!lengths.dtype().equals(DType.of("<i8")) || lengths.rank() != 1) {
      throw arguments.fault("lengths of " + lengths.dtype() + " and shape " + lengths.shape());
    }
    DType dtype = arguments.dtype(1);
    ByteSlice bytes = arguments.bytes(2);
    if (arguments.integer(3, 0) != 0 || arguments.count() > 5) {
      throw arguments.fault("a growing array starts at 0, and has strides or none");
    }
    long @Nullable [] strides = arguments.get(4) == null ? null : arguments.longs(4);
    return arguments.checked(() -> StoredArrays.growing(bytes, dtype, lengths, strides));
  }

  @Override
  public Object setState(Object built, @Nullable Object state) {
    return NumpyPickleCodec.array(state);
  }

  /** Only {@link MmappickleForm} names the dtype in full; {@link PortableForm} states the order. */
  private static boolean isMmappickleForm(Arguments arguments, DType dtype, Shape shape) {
    return arguments.count() == 3
        && MmappickleForm.dtypeName(dtype).equals(arguments.get(1))
        && ArrayForm.MMAPPICKLE.holds(dtype, shape);
  }
}
