package io.mmapdict.ndarray;

import io.mmapdict.pickle.PyComplex;
import io.mmapdict.pickle.PyTuple;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One element of any type at a byte offset, as a Java value: read, set, and copied into one of
 * another type. Nothing is lost silently: what does not fit is refused.
 */
final class Values {
  private Values() {}

  static @Nullable Object get(DType dtype, MemorySegment memory, long at) {
    return switch (dtype.kind()) {
      case BOOL -> Elements.getBoolean(dtype, memory, at);
      case FLOAT -> Elements.getDouble(dtype, memory, at);
      case COMPLEX ->
          new PyComplex(
              Elements.getReal(dtype, memory, at), Elements.getImaginary(dtype, memory, at));
      case UINT -> {
        if (Elements.isBeyondLong(dtype, memory, at)) {
          yield new BigInteger(Long.toUnsignedString(Elements.bits64(dtype, memory, at)));
        }
        yield Elements.getLong(dtype, memory, at);
      }
      case INT -> Elements.getLong(dtype, memory, at);
      case BYTES -> Texts.bytes(dtype, memory, at);
      case UNICODE -> Texts.text(dtype, memory, at);
      case DATETIME -> moment(Elements.getLong(dtype, memory, at), dtype.unit().orElseThrow());
      case TIMEDELTA -> span(Elements.getLong(dtype, memory, at), dtype.unit().orElseThrow());
      case VOID -> structure(dtype, memory, at);
      case OBJECT -> throw new AssertionError("no array is over objects");
    };
  }

  /** Where Java's time does not hold it: the count, as Python gives it. */
  private static @Nullable Object moment(long count, DateTimeUnit unit) {
    return switch (unit.base()) {
      case PICOSECOND, FEMTOSECOND, ATTOSECOND, GENERIC -> count == Times.NO_TIME ? null : count;
      default -> Times.dateTime(count, unit);
    };
  }

  private static @Nullable Object span(long count, DateTimeUnit unit) {
    return switch (unit.base()) {
      case YEAR, MONTH, PICOSECOND, FEMTOSECOND, ATTOSECOND, GENERIC ->
          count == Times.NO_TIME ? null : count;
      default -> Times.duration(count, unit);
    };
  }

  private static Object structure(DType dtype, MemorySegment memory, long at) {
    if (dtype.isSubArray()) {
      return Element.array(dtype, memory, at);
    }
    if (!dtype.isStructured()) {
      return memory.asSlice(at, dtype.itemSize()).toArray(ValueLayout.JAVA_BYTE);
    }
    List<@Nullable Object> values = new ArrayList<>();
    for (Field field : dtype.fields()) {
      values.add(get(field.dtype(), memory, at + field.offset()));
    }
    return PyTuple.copyOf(values);
  }

  static void set(DType dtype, MemorySegment memory, long at, @Nullable Object value) {
    if (value == null && dtype.type.isTime()) {
      Elements.setLong(dtype, memory, at, Times.NO_TIME);
      return;
    }
    switch (value) {
      case Boolean truth when isNumber(dtype) -> Elements.setLong(dtype, memory, at, truth ? 1 : 0);
      case Long whole -> Elements.setLong(dtype, memory, at, whole);
      case Integer whole -> Elements.setLong(dtype, memory, at, whole);
      case BigInteger large -> setLarge(dtype, memory, at, large);
      case Double real when isNumber(dtype) -> Elements.setDouble(dtype, memory, at, real);
      case Float real when isNumber(dtype) -> Elements.setFloat(dtype, memory, at, real);
      case PyComplex complex -> Elements.setComplex(dtype, memory, at, complex.re(), complex.im());
      case byte[] bytes when dtype.kind() == DType.Kind.BYTES ->
          Texts.setBytes(dtype, memory, at, bytes);
      case byte[] bytes when dtype.kind() == DType.Kind.VOID && bytes.length == dtype.itemSize() ->
          MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, at, bytes.length);
      case String text when dtype.kind() == DType.Kind.UNICODE ->
          Texts.setText(dtype, memory, at, text);
      case LocalDateTime time when dtype.kind() == DType.Kind.DATETIME ->
          Elements.setLong(dtype, memory, at, Times.count(time, dtype.unit().orElseThrow()));
      case Duration span when dtype.kind() == DType.Kind.TIMEDELTA ->
          Elements.setLong(dtype, memory, at, Times.count(span, dtype.unit().orElseThrow()));
      case PyTuple values when dtype.fields().size() == values.size() && dtype.isStructured() -> {
        for (int i = 0; i < values.size(); i++) {
          Field field = dtype.fields().get(i);
          set(field.dtype(), memory, at + field.offset(), values.get(i));
        }
      }
      case NDArray array when dtype.isSubArray() ->
          Element.array(dtype, memory, at).copyFrom(array);
      case null, default ->
          throw new UnsupportedOperationException(shown(value) + " is no element of " + dtype);
    }
  }

  private static String shown(@Nullable Object value) {
    return value == null ? "null" : value.getClass().getSimpleName() + " " + value;
  }

  private static boolean isNumber(DType dtype) {
    return switch (dtype.kind()) {
      case BOOL, INT, UINT, FLOAT, COMPLEX -> true;
      default -> false;
    };
  }

  private static void setLarge(DType dtype, MemorySegment memory, long at, BigInteger value) {
    boolean isUnsignedLong = dtype.type == ElementType.UINT64;
    if (isUnsignedLong && value.signum() >= 0 && value.bitLength() <= Long.SIZE) {
      Elements.bits64(dtype, memory, at, value.longValue());
    } else if (dtype.kind() == DType.Kind.FLOAT || dtype.kind() == DType.Kind.COMPLEX) {
      Elements.setDouble(dtype, memory, at, value.doubleValue());
    } else {
      throw new ArithmeticException(value + " does not fit " + dtype);
    }
  }

  /** Copies an element into another array as the rule of conversions says. */
  static void convert(
      DType from, MemorySegment source, long at, DType to, MemorySegment target, long put) {
    switch (from.kind()) {
      case COMPLEX ->
          Elements.setComplex(
              to,
              target,
              put,
              Elements.getReal(from, source, at),
              Elements.getImaginary(from, source, at));
      case FLOAT -> Elements.setDouble(to, target, put, Elements.getDouble(from, source, at));
      case BOOL, INT, UINT -> {
        if (!Elements.isBeyondLong(from, source, at)) {
          Elements.setLong(to, target, put, Elements.getLong(from, source, at));
        } else if (to.type == ElementType.UINT64) {
          Elements.bits64(to, target, put, Elements.bits64(from, source, at));
        } else if (to.type == ElementType.FLOAT32) {
          Elements.setFloat(to, target, put, Elements.getFloat(from, source, at));
        } else {
          Elements.setDouble(to, target, put, Elements.getDouble(from, source, at));
        }
      }
      case BYTES -> {
        byte[] bytes = Texts.bytes(from, source, at);
        boolean isText = to.kind() == DType.Kind.UNICODE;
        set(to, target, put, isText ? ascii(bytes) : bytes);
      }
      case UNICODE -> {
        String text = Texts.text(from, source, at);
        boolean isBytes = to.kind() == DType.Kind.BYTES;
        set(to, target, put, isBytes ? ascii(text) : text);
      }
      case DATETIME, TIMEDELTA -> convertTime(from, source, at, to, target, put);
      case VOID -> convertVoid(from, source, at, to, target, put);
      case OBJECT -> throw new AssertionError("no array is over objects");
    }
  }

  private static String ascii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        throw new ArithmeticException("byte " + (b & 0xff) + " is no ASCII");
      }
    }
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private static byte[] ascii(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    if (!new String(bytes, StandardCharsets.US_ASCII).equals(text)) {
      throw new ArithmeticException("'" + text + "' is not all ASCII");
    }
    return bytes;
  }

  private static void convertTime(
      DType from, MemorySegment source, long at, DType to, MemorySegment target, long put) {
    if (from.kind() != to.kind()
        || from.unit().equals(to.unit())
        || Elements.getLong(from, source, at) == Times.NO_TIME) {
      if (to.kind() != DType.Kind.INT && to.kind() != from.kind()) {
        throw new UnsupportedOperationException(from + " elements are no " + to);
      }
      Elements.setLong(to, target, put, Elements.getLong(from, source, at));
      return;
    }
    set(to, target, put, get(from, source, at));
  }

  private static void convertVoid(
      DType from, MemorySegment source, long at, DType to, MemorySegment target, long put) {
    if (from.isSubArray() && from.subShape().equals(to.subShape())) {
      Element.array(to, target, put).copyFrom(Element.array(from, source, at));
      return;
    }
    List<Field> fields = from.fields();
    if (!from.isStructured() || !to.isStructured() || to.fields().size() != fields.size()) {
      throw new UnsupportedOperationException(from + " elements are no " + to);
    }
    for (int i = 0; i < fields.size(); i++) {
      Field f = fields.get(i);
      Field t = to.fields().get(i);
      if (f.dtype().equals(t.dtype())) {
        MemorySegment.copy(source, at + f.offset(), target, put + t.offset(), f.dtype().itemSize());
      } else {
        convert(f.dtype(), source, at + f.offset(), t.dtype(), target, put + t.offset());
      }
    }
  }
}
