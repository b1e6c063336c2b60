package io.mmapdict.pickle.spi;

import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyTuple;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes Java values as what a Python user expects, and builds them again from the calls that a
 * pickle makes. Found by {@link java.util.ServiceLoader}: provide it in {@code module-info} and in
 * {@code META-INF/services}.
 *
 * <p>No codec may claim what another claims: the registry refuses both by name. Implementations
 * have a public constructor without arguments, hold no state, and are used by many threads at once.
 * Every codec's test extends {@code ValueCodecContract} of the artifact {@code pickle-codec:tests}.
 */
public interface ValueCodec {
  /**
   * The Java types this codec writes, subtypes included; of several that fit the most specific
   * wins. May be empty.
   */
  Set<Class<?>> writes();

  /** Writes a value of one of {@link #writes()}: leaves exactly one object on Python's stack. */
  void write(Object value, PickleWriter out);

  /**
   * Whether Python can hash what {@link #write} makes of a value, so that it may be a dict key or a
   * set element. Where it cannot, such a key is refused: Python would not load it.
   */
  default boolean isHashable(Object value) {
    return true;
  }

  /**
   * The callables whose calls ({@code REDUCE}, {@code NEWOBJ}) this codec understands. None by
   * default: what it writes is read as what Python finds.
   */
  default Set<PyGlobal> reads() {
    return Set.of();
  }

  /**
   * Builds what a call would return in Python. Nothing is called: this is a pattern to match.
   *
   * @param arguments plain values, results of codecs, and each byte string as a {@link ByteSlice}
   * @throws NotHeldException if Python accepts the arguments, but nothing here holds the value
   * @throws PickleException if the arguments are not what Python accepts
   */
  default Object construct(PyGlobal callable, PyTuple arguments) {
    throw new UnsupportedOperationException(getClass().getName() + " reads no calls");
  }

  /**
   * Whether what is built from this call is the same to Python, type and all, once it is written
   * again: asked where a pickle is converted. Where it is false, the default, and where {@link
   * #construct} or {@link #setState} refuses, the call is kept as it is.
   */
  default boolean keeps(PyGlobal callable, PyTuple arguments) {
    return false;
  }

  /**
   * Applies {@code BUILD} to what {@link #construct} returned: gives the finished object, which may
   * be another one. By default the object takes no state, which is an error.
   *
   * @param state byte strings inside are {@link ByteSlice}s
   */
  default Object setState(Object built, @Nullable Object state) {
    throw new PickleException(
        built.getClass().getName() + " takes no state (BUILD)", PickleException.NO_OFFSET);
  }
}
