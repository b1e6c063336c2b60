package io.mmapdict.ndarray.codec;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.DateTimeUnit;
import io.mmapdict.ndarray.Descr;
import io.mmapdict.ndarray.Field;
import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.NotHeldException;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code numpy.dtype} objects. */
public final class DTypeCodec implements ValueCodec {
  private static final PyGlobal RECORD = new PyGlobal("numpy", "record");

  /** What numpy has beside the dtypes held here: long doubles of other machines, no length. */
  private static final Pattern NOT_HELD =
      Pattern.compile("[<>=|]?(f12|c24|[SUVagGlLpPbBhHiIqQdDF]|T.*)");

  @Override
  public Set<Class<?>> writes() {
    return Set.of(DType.class);
  }

  @Override
  public void write(Object value, PickleWriter out) {
    out.global("numpy", "dtype");
    writeDescr((DType) value, out);
    out.op(Opcode.TUPLE1);
    out.op(Opcode.REDUCE);
  }

  /** Leaves what describes a type on Python's stack. */
  static void writeDescr(DType dtype, PickleWriter out) {
    if (dtype.isStructured() || dtype.isSubArray()) {
      out.value(Descr.of(dtype));
    } else {
      out.shortString(dtype.typestring());
    }
  }

  @Override
  public boolean keeps(PyGlobal callable, PyTuple arguments) {
    return !RECORD.equals(arguments.get(0));
  }

  @Override
  public Set<PyGlobal> reads() {
    return Set.of(new PyGlobal("numpy", "dtype"));
  }

  /** {@code dtype(description, align, copy)}. */
  @Override
  public Object construct(PyGlobal callable, PyTuple values) {
    Arguments arguments = new Arguments(callable, values).count(1, 3);
    // A new object each time: the state that may follow is this one's.
    return switch (arguments.get(0)) {
      case PyGlobal kind when kind.equals(RECORD) -> DType.structured(); // the state has its fields
      case PyGlobal kind -> throw new NotHeldException("a numpy dtype of " + kind + " is not held");
      case String name -> named(arguments, name);
      case PyTuple pair -> arguments.checked(() -> Descr.parse(pair));
      case null, default -> arguments.dtype(0);
    };
  }

  private static DType named(Arguments arguments, String name) {
    try {
      return arguments.checked(() -> DType.of(name));
    } catch (PickleException e) {
      throw NOT_HELD.matcher(name).matches() ? new NotHeldException("" + e.getMessage()) : e;
    }
  }

  /**
   * The state is {@code (3 or 4, byte order, sub-array, names, fields, item size, alignment,
   * flags)}; of version 4 metadata come behind it, in which times have their unit. Metadata of
   * others are dropped.
   */
  @Override
  public Object setState(Object built, @Nullable Object state) {
    DType dtype = (DType) built;
    Arguments arguments = Arguments.ofState("a numpy dtype", state).count(2, 9);
    return arguments.checked(() -> withState(dtype, arguments));
  }

  private static DType withState(DType dtype, Arguments state) {
    if (state.get(2) instanceof PyTuple sub) {
      return Descr.parse(sub);
    }
    if (state.get(3) != null || dtype.isStructured()) {
      return structured(state);
    }
    if (dtype.unit().isPresent() && state.get(8) instanceof PyTuple metadata) {
      dtype = withUnit(dtype, unit(state, metadata));
    }
    return switch (state.string(1)) {
      case "<" -> dtype.withOrder(ByteOrder.LITTLE_ENDIAN);
      case ">" -> dtype.withOrder(ByteOrder.BIG_ENDIAN);
      case "|", "=" -> dtype;
      default -> throw state.fault("byte order '" + state.string(1) + "', not one of < > | =");
    };
  }

  private static DType withUnit(DType dtype, DateTimeUnit unit) {
    DType time = dtype.kind() == DType.Kind.DATETIME ? DType.datetime(unit) : DType.timedelta(unit);
    return time.withOrder(dtype.order());
  }

  /** {@code (metadata, (unit, count, 1, 1))}: what follows the count is of old versions. */
  private static DateTimeUnit unit(Arguments state, PyTuple metadata) {
    if (metadata.size() != 2 || !(metadata.get(1) instanceof PyTuple steps) || steps.size() < 2) {
      throw state.fault("no unit where one was expected, in " + metadata);
    }
    String base =
        switch (steps.get(0)) {
          case String text -> text;
          case ByteSlice bytes -> new String(bytes.toByteArray(), StandardCharsets.US_ASCII);
          case byte[] bytes -> new String(bytes, StandardCharsets.US_ASCII);
          case null, default -> throw state.fault("unit " + steps.get(0) + " is no text");
        };
    return base.equals("generic")
        ? DateTimeUnit.GENERIC
        : DateTimeUnit.of("[" + steps.get(1) + base + "]");
  }

  private static DType structured(Arguments state) {
    List<Field> fields = new ArrayList<>();
    PyTuple names = state.get(3) instanceof PyTuple tuple ? tuple : PyTuple.of();
    for (Object name : names) {
      if (!(state.get(4) instanceof Map<?, ?> places)
          || !(places.get(name) instanceof PyTuple place)
          || place.size() < 2
          || !(name instanceof String text)
          || !(place.get(0) instanceof DType dtype)
          || !(place.get(1) instanceof Long offset)) {
        throw state.fault("no (dtype, offset) for field " + name);
      }
      Object title = place.size() > 2 ? place.get(2) : null;
      fields.add(
          new Field(
              text, dtype, (int) inRange(state, offset), title instanceof String t ? t : null));
    }
    return DType.structured((int) inRange(state, state.integer(5, 0)), fields);
  }

  private static long inRange(Arguments state, long bytes) {
    if (bytes < 0 || bytes > Integer.MAX_VALUE) {
      throw state.fault(bytes + " bytes, not from 0 to 2^31-1");
    }
    return bytes;
  }
}
