package io.mmapdict.pickle.values;

import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.NotHeldException;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Java types that one Python callable makes of a few arguments.
 *
 * @param writes the Java types
 * @param reads the callable under all its names
 * @param callable the name that is written
 * @param arguments what it is called with to make a value; throws IllegalArgumentException if
 *     Python cannot hold it
 * @param value what it makes of arguments; null, or an exception, if no Java type here holds that
 */
record CallCodec(
    Set<Class<?>> writes,
    Set<PyGlobal> reads,
    PyGlobal callable,
    Function<Object, PyTuple> arguments,
    Function<PyTuple, @Nullable Object> value)
    implements ValueCodec {
  /** Of one type under one name. */
  static <T> CallCodec of(
      Class<T> type,
      PyGlobal callable,
      Function<T, PyTuple> arguments,
      Function<PyTuple, @Nullable Object> value) {
    return new CallCodec(
        Set.of(type), Set.of(callable), callable, any -> arguments.apply(type.cast(any)), value);
  }

  @Override
  public void write(Object any, PickleWriter out) {
    PyTuple given = arguments.apply(any);
    // As a value, not by out.global: so the name is written once and fetched after that.
    out.value(callable);
    if (given.size() > 3) {
      throw new AssertionError(callable + " of more arguments than are written here");
    }
    given.forEach(out::value);
    out.op(
        switch (given.size()) {
          case 0 -> Opcode.EMPTY_TUPLE;
          case 1 -> Opcode.TUPLE1;
          case 2 -> Opcode.TUPLE2;
          default -> Opcode.TUPLE3;
        });
    out.op(Opcode.REDUCE);
  }

  @Override
  public Object construct(PyGlobal called, PyTuple given) {
    Object made = value.apply(given);
    if (made == null) {
      throw notHeld();
    }
    return made;
  }

  @Override
  public boolean keeps(PyGlobal called, PyTuple given) {
    return true;
  }

  /** Caught where it is called: a pickle may have it thrown as often as it likes. */
  static NotHeldException notHeld() {
    return new NotHeldException("no value of Java's is what Python makes of these arguments");
  }
}
