package io.mmapdict.pickle.values;

import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.NotHeldException;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import java.math.BigInteger;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code uuid.UUID}: written as {@code UUID('...')}; Python pickles one as an object without
 * arguments that has its number as state.
 */
record UuidCodec() implements ValueCodec {
  private static final PyGlobal UUID_CLASS = new PyGlobal("uuid", "UUID");
  private static final Pattern TEXT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  @Override
  public Set<Class<?>> writes() {
    return Set.of(UUID.class);
  }

  @Override
  public void write(Object value, PickleWriter out) {
    out.value(UUID_CLASS);
    out.shortString(value.toString());
    out.op(Opcode.TUPLE1);
    out.op(Opcode.REDUCE);
  }

  @Override
  public Set<PyGlobal> reads() {
    return Set.of(UUID_CLASS);
  }

  @Override
  public Object construct(PyGlobal callable, PyTuple arguments) {
    if (arguments.size() == 1
        && arguments.get(0) instanceof String text
        && TEXT.matcher(text).matches()) {
      return UUID.fromString(text);
    }
    throw notHeld();
  }

  /** Only the number: a UUID that knows how it was made ({@code is_safe}) says more than Java's. */
  @Override
  public Object setState(Object built, @Nullable Object state) {
    if (state instanceof Map<?, ?> attributes && attributes.size() == 1) {
      BigInteger number =
          switch (attributes.get("int")) {
            case Long whole -> BigInteger.valueOf(whole);
            case BigInteger whole -> whole;
            case null, default -> throw notHeld();
          };
      if (number.signum() >= 0 && number.bitLength() <= 2 * Long.SIZE) {
        return new UUID(number.shiftRight(Long.SIZE).longValue(), number.longValue());
      }
    }
    throw notHeld();
  }

  private static NotHeldException notHeld() {
    return new NotHeldException("a uuid.UUID that says more than its number is not held");
  }

  @Override
  public boolean keeps(PyGlobal callable, PyTuple arguments) {
    return true;
  }
}
