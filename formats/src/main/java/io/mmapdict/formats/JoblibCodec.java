package io.mmapdict.formats;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.ndarray.StoredArrays;
import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.Tail;
import io.mmapdict.pickle.spi.TailedCodec;
import io.mmapdict.pickle.spi.ValueCodec;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what stands for an array in one dump of joblib.
 *
 * <table>
 * <caption>The classes, whose state is a dict</caption>
 * <tr><td>{@code NumpyArrayWrapper}</td><td>since 0.10: the bytes stand behind, from 1.2 on behind
 * a byte that counts those which pad; of objects a pickle of its own</td></tr>
 * <tr><td>{@code NDArrayWrapper}</td><td>before: an npy file beside the dump</td></tr>
 * <tr><td>{@code ZNDArrayWrapper}</td><td>before: the bytes are a z-file beside it</td></tr>
 * </table>
 */
final class JoblibCodec implements TailedCodec {
  private static final String BEHIND = "NumpyArrayWrapper";
  private static final String BESIDE = "NDArrayWrapper";
  private static final String BESIDE_COMPRESSED = "ZNDArrayWrapper";

  /** Where the classes were; scikit-learn had a copy of joblib until 0.23. */
  private static final List<String> MODULES =
      List.of(
          "joblib.numpy_pickle",
          "joblib.numpy_pickle_compat",
          "sklearn.externals.joblib.numpy_pickle",
          "sklearn.externals.joblib.numpy_pickle_compat");

  private static final Set<PyGlobal> READS =
      MODULES.stream()
          .flatMap(module ->
              Stream.of(BEHIND, BESIDE, BESIDE_COMPRESSED).map(name -> new PyGlobal(module, name)))
          .collect(Collectors.toUnmodifiableSet());

  /** An array whose state has not come yet. */
  private record Awaited(String kind) {}

  private final MappedFile dump;
  private final Access access;

  private JoblibCodec(MappedFile dump, Access access) {
    this.dump = dump;
    this.access = access;
  }

  /** The codecs installed, and the one for the arrays of a dump. */
  static Codecs codecs(MappedFile dump, Access access) {
    return Codecs.of(
        Stream.concat(
                Codecs.installed().codecs().stream(), Stream.of(new JoblibCodec(dump, access)))
            .toArray(ValueCodec[]::new));
  }

  @Override
  public Set<Class<?>> writes() {
    return Set.of();
  }

  @Override
  public void write(Object value, PickleWriter out) {
    throw new UnsupportedOperationException("arrays are written by their own codec");
  }

  @Override
  public Set<PyGlobal> reads() {
    return READS;
  }

  /** A new object each time: the state that follows is this one's. */
  @Override
  public Object construct(PyGlobal callable, PyTuple arguments) {
    return new Awaited(callable.name());
  }

  @Override
  public Object setState(Object built, @Nullable Object state, Tail tail) {
    if (!(state instanceof Map<?, ?> attributes)) {
      throw fault("expected a dict of an array's attributes");
    }
    return switch (((Awaited) built).kind()) {
      case BEHIND -> behind(attributes, tail);
      case BESIDE -> npy(beside(attributes));
      default -> compressed(attributes);
    };
  }

  private Object npy(Path file) {
    MappedFile mapped = MappedFile.open(file, access);
    return NpyHeader.load(mapped, 0, mapped.size());
  }

  private Object behind(Map<?, ?> attributes, Tail tail) {
    DType dtype = dtype(attributes.get("dtype"));
    Shape shape = shape(attributes.get("shape"));
    Order order = "F".equals(attributes.get("order")) ? Order.FORTRAN : Order.C;
    if (dtype.hasObject()) {
      return objects(tail);
    }
    if (attributes.get("numpy_array_alignment_bytes") != null) {
      byte padding = tail.take(1).segment().get(ValueLayout.JAVA_BYTE, 0);
      tail.take(Byte.toUnsignedInt(padding));
    }
    return StoredArrays.over(tail.take(byteSize(dtype, shape)), dtype, order, shape);
  }

  /** A whole pickle of its own, plain: no arrays stand in its middle. */
  private Object objects(Tail tail) {
    long start = dump.size() - tail.rest().byteSize();
    ObjectPickle pickle = ObjectPickle.read(dump, start, dump.size());
    tail.take(pickle.end() - start);
    return pickle.array();
  }

  private Object compressed(Map<?, ?> attributes) {
    // A numpy array's state but for its bytes: version, shape, dtype, whether in Fortran order.
    if (!(attributes.get("state") instanceof PyTuple state) || state.size() != 4) {
      throw fault("expected the state of an array, a tuple of 4");
    }
    DType dtype = dtype(state.get(2));
    Shape shape = shape(state.get(1));
    Order order = Boolean.TRUE.equals(state.get(3)) ? Order.FORTRAN : Order.C;
    MappedFile file = Compressed.open(beside(attributes), access, read -> {});
    return file.array(0, file.size(), dtype, order, shape);
  }

  /** Only by its name: a dump opens no files elsewhere. */
  private Path beside(Map<?, ?> attributes) {
    if (!(attributes.get("filename") instanceof String name)
        || name.indexOf('\0') >= 0
        || !name.equals(String.valueOf(Path.of(name).getFileName()))) {
      throw fault(
          "expected the name of a file beside the dump, found " + said(attributes.get("filename")));
    }
    return dump.path().resolveSibling(name);
  }

  private static DType dtype(@Nullable Object value) {
    if (value instanceof DType dtype) {
      return dtype;
    }
    throw fault("expected a numpy dtype, found " + said(value));
  }

  private static Shape shape(@Nullable Object value) {
    if (!(value instanceof PyTuple tuple)
        || !tuple.toList().stream().allMatch(Long.class::isInstance)) {
      throw fault("expected a tuple of ints as shape, found " + said(value));
    }
    try {
      return Shape.of(tuple.toList().stream().mapToLong(Long.class::cast).toArray());
    } catch (IllegalArgumentException e) {
      throw fault(String.valueOf(e.getMessage()));
    }
  }

  private static long byteSize(DType dtype, Shape shape) {
    try {
      return shape.byteSize(dtype);
    } catch (IllegalArgumentException e) {
      throw fault(String.valueOf(e.getMessage()));
    }
  }

  /** A name as it is; of other values the type, for they may be of any size. */
  private static String said(@Nullable Object value) {
    boolean isShort = value instanceof String text && text.length() < 256;
    return isShort ? "'" + value + "'" : Codecs.installed().typeName(value);
  }

  private static PickleException fault(String what) {
    return new PickleException(what, PickleException.NO_OFFSET);
  }
}
