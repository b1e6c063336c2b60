package io.mmapdict.ndarray.codec;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Descr;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.ByteSlice;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The arguments of numpy's calls, checked: a pickle may hold anything. */
public final class Arguments {
  private static final long NOT_IN_PLACE = -1;

  private final Object call;
  private final PyTuple values;

  /** The arguments of a call, which error messages name. */
  public Arguments(Object call, PyTuple values) {
    this.call = call;
    this.values = values;
  }

  /** The arguments that a state is, for an object of this kind. */
  public static Arguments ofState(String call, @Nullable Object state) {
    if (!(state instanceof PyTuple tuple)) {
      throw new PickleException(
          call + " has the state " + kind(state) + ", not a tuple", PickleException.NO_OFFSET);
    }
    return new Arguments(call, tuple);
  }

  /** Refuses fewer or more arguments. */
  public Arguments count(int least, int most) {
    if (values.size() < least || values.size() > most) {
      throw fault(values.size() + " arguments, not " + least + " to " + most);
    }
    return this;
  }

  /** How many there are. */
  public int count() {
    return values.size();
  }

  /** An argument, None where it is left out. */
  public @Nullable Object get(int index) {
    return index < values.size() ? values.get(index) : null;
  }

  /** A byte string. */
  public ByteSlice bytes(int index) {
    if (get(index) instanceof ByteSlice bytes) {
      return bytes;
    }
    throw wrong(index, "a byte string");
  }

  /** A byte string, or a str of Python 2, whose characters are bytes: numpy takes both. */
  public ByteSlice bytesOrText(int index) {
    if (!(get(index) instanceof String text)) {
      return bytes(index);
    }
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (!new String(bytes, StandardCharsets.ISO_8859_1).equals(text)) {
      throw wrong(index, "a byte string");
    }
    return new ByteSlice(MemorySegment.ofArray(bytes), NOT_IN_PLACE, false);
  }

  /** A dtype, or what describes one. */
  public DType dtype(int index) {
    return switch (get(index)) {
      case DType dtype -> dtype;
      case String name -> checked(() -> DType.of(name));
      case List<?> fields -> checked(() -> Descr.parse(fields));
      case Map<?, ?> fields -> checked(() -> Descr.parse(fields));
      case null, default -> throw wrong(index, "a dtype");
    };
  }

  /** A str. */
  public String string(int index) {
    if (get(index) instanceof String text) {
      return text;
    }
    throw wrong(index, "a str");
  }

  /** A tuple of ints, or one int. */
  public Shape shape(int index) {
    long[] lengths = longs(index);
    return checked(() -> Shape.of(lengths));
  }

  /** A tuple of ints, or one int. */
  public long[] longs(int index) {
    if (get(index) instanceof Long one) {
      return new long[] {one};
    }
    if (!(get(index) instanceof PyTuple tuple)) {
      throw wrong(index, "a tuple of ints");
    }
    long[] lengths = new long[tuple.size()];
    for (int i = 0; i < lengths.length; i++) {
      if (!(tuple.get(i) instanceof Long length)) {
        throw wrong(index, "a tuple of ints below 2^63");
      }
      lengths[i] = length;
    }
    return lengths;
  }

  /** True or False, or an int. */
  public boolean truth(int index) {
    Object value = get(index);
    if (value instanceof Boolean truth) {
      return truth;
    }
    if (value instanceof Long number) {
      return number != 0;
    }
    throw wrong(index, "a bool");
  }

  /** An int, or what stands for one that is left out, which None does not. */
  public long integer(int index, long missing) {
    if (index >= values.size()) {
      return missing;
    }
    if (get(index) instanceof Long number) {
      return number;
    }
    throw wrong(index, "an int");
  }

  /** Runs what refuses bad values, as a fault of the pickle. */
  public <T> T checked(Supplier<T> step) {
    try {
      return step.get();
    } catch (IllegalArgumentException | UnsupportedOperationException | ArithmeticException e) {
      throw new PickleException(call + ": " + e.getMessage(), PickleException.NO_OFFSET, e);
    }
  }

  /** A fault of this call. */
  public PickleException fault(String what) {
    return new PickleException(call + ": " + what, PickleException.NO_OFFSET);
  }

  private PickleException wrong(int index, String expected) {
    return fault("argument " + index + " is " + kind(get(index)) + ", not " + expected);
  }

  private static String kind(@Nullable Object value) {
    return value == null ? "None" : "a " + value.getClass().getSimpleName();
  }
}
