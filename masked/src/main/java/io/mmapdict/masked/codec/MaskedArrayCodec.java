package io.mmapdict.masked.codec;

import io.mmapdict.masked.FillValue;
import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.ObjectArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.ndarray.StoredArrays;
import io.mmapdict.ndarray.codec.Arguments;
import io.mmapdict.ndarray.codec.ArrayContent;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.NotHeldException;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Masked arrays: both forms written; read as well mmappickle's and numpy's own pickles. */
public final class MaskedArrayCodec implements ValueCodec {
  private static final Set<PyGlobal> MASKED_ARRAY =
      Set.of(new PyGlobal("numpy.ma", "MaskedArray"), new PyGlobal("numpy.ma.core", "MaskedArray"));
  private static final PyGlobal NDARRAY = new PyGlobal("numpy", "ndarray");
  private static final Set<PyGlobal> NOMASK =
      Set.of(new PyGlobal("numpy.ma", "nomask"), new PyGlobal("numpy.ma.core", "nomask"));
  private static final PyGlobal RECONSTRUCT = new PyGlobal("numpy.ma.core", "_mareconstruct");

  @Override
  public Set<Class<?>> writes() {
    return Set.of(MaskedArray.class);
  }

  @Override
  public void write(Object value, PickleWriter out) {
    MaskedArray array = (MaskedArray) value;
    MaskedForms.write(
        array.form(),
        ArrayContent.of(array.data()),
        array.hasMask() ? ArrayContent.of(array.mask()) : null,
        array.fillValue(),
        array.isHardMask(),
        out);
  }

  @Override
  public boolean isHashable(Object value) {
    return false;
  }

  @Override
  public Set<PyGlobal> reads() {
    Set<PyGlobal> all = new HashSet<>(MASKED_ARRAY);
    all.add(RECONSTRUCT);
    return all;
  }

  /** A masked array over an array, not an instance of subclasses. */
  @Override
  public boolean keeps(PyGlobal callable, PyTuple arguments) {
    return !callable.equals(RECONSTRUCT)
        || (MASKED_ARRAY.contains(arguments.get(0)) && NDARRAY.equals(arguments.get(1)));
  }

  /**
   * {@code MaskedArray(data, mask, dtype=None, copy=False, subok=True, ndmin=0, fill_value=None,
   * keep_mask=True, hard_mask=None)}, or before a state {@code _mareconstruct(type, base type,
   * shape, element type)}.
   */
  @Override
  public Object construct(PyGlobal callable, PyTuple values) {
    Arguments arguments = new Arguments(callable, values);
    if (callable.equals(RECONSTRUCT)) {
      arguments.count(4, 4);
      // A new object each time, for the state that follows is this one's.
      return MaskedArray.of(NDArray.zeros(DType.INT8, 0), NDArray.zeros(DType.BOOL, 0));
    }
    arguments.count(1, 9);
    if (arguments.get(0) instanceof ObjectArray) {
      throw notHeld();
    }
    if (!(arguments.get(0) instanceof NDArray data)) {
      throw arguments.fault("the data is no array");
    }
    if (arguments.get(2) != null && !arguments.dtype(2).equals(data.dtype())) {
      throw arguments.fault("the dtype is " + arguments.get(2) + ", the data's " + data.dtype());
    }
    if (arguments.integer(5, 0) > data.rank()) {
      throw arguments.fault("ndmin is " + arguments.get(5) + ", the data's rank " + data.rank());
    }
    NDArray mask = mask(arguments, data);
    MaskedArray array = masked(arguments, data, mask, arguments.get(6));
    if (arguments.get(8) != null && arguments.truth(8)) {
      return array.withHardMask(true);
    }
    return data.form() == ArrayForm.MMAPPICKLE
            && mask != null
            && mask.form() == ArrayForm.MMAPPICKLE
        ? array.as(ArrayForm.MMAPPICKLE)
        : array;
  }

  private static NotHeldException notHeld() {
    return new NotHeldException(
        "a masked array of Python objects is not held; its data and its mask are, one by one:"
            + " store a.data and numpy.ma.getmaskarray(a)");
  }

  /** Null for none. */
  private static @Nullable NDArray mask(Arguments arguments, NDArray data) {
    return switch (arguments.get(1)) {
      case NDArray mask -> mask;
      case Boolean everywhere when !data.dtype().isStructured() ->
          uniform(everywhere, data.shape());
      case PyGlobal none when NOMASK.contains(none) -> null;
      case null -> null;
      default -> throw arguments.fault("the mask is no array");
    };
  }

  /** One byte, seen at every index; read-only. */
  private static NDArray uniform(boolean masked, Shape shape) {
    MemorySegment one = MemorySegment.ofArray(new byte[] {(byte) (masked ? 1 : 0)});
    ByteSlice bytes = new ByteSlice(one, -1, false);
    return StoredArrays.strided(bytes, DType.BOOL, shape, 0, new long[shape.rank()]);
  }

  /** The state is {@code (version, shape, dtype, is Fortran, data, mask, fill value)}. */
  @Override
  public Object setState(Object built, @Nullable Object state) {
    Arguments arguments = Arguments.ofState("a masked array", state).count(7, 7);
    Shape shape = arguments.shape(1);
    DType dtype = arguments.dtype(2);
    if (dtype.hasObject()) {
      throw notHeld();
    }
    Order order = arguments.truth(3) ? Order.FORTRAN : Order.C;
    NDArray data = copied(arguments, 4, dtype, order, shape);
    NDArray mask = copied(arguments, 5, MaskedArray.maskType(dtype), order, shape);
    return masked(arguments, data, mask, arguments.get(6));
  }

  /** Python copies these bytes, so the array is writable although its source is bytes. */
  private static NDArray copied(
      Arguments arguments, int index, DType dtype, Order order, Shape shape) {
    ByteSlice writable = arguments.bytesOrText(index).asMutable();
    return arguments.checked(() -> StoredArrays.over(writable, dtype, order, shape));
  }

  private static MaskedArray masked(
      Arguments arguments, NDArray data, @Nullable NDArray mask, @Nullable Object fill) {
    Object given =
        fill instanceof NDArray element && element.rank() == 0 ? element.at().get() : fill;
    return arguments.checked(() -> {
      Object value = FillValue.ofPickle(data.dtype(), given);
      return mask == null ? MaskedArray.unmasked(data, value) : MaskedArray.of(data, mask, value);
    });
  }
}
