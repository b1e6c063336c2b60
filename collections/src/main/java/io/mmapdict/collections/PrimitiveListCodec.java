package io.mmapdict.collections;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.NotHeldException;
import io.mmapdict.pickle.spi.Payload;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.collections.api.list.primitive.ByteList;
import org.eclipse.collections.api.list.primitive.DoubleList;
import org.eclipse.collections.api.list.primitive.FloatList;
import org.eclipse.collections.api.list.primitive.IntList;
import org.eclipse.collections.api.list.primitive.LongList;
import org.eclipse.collections.api.list.primitive.ShortList;
import org.eclipse.collections.impl.list.mutable.primitive.ByteArrayList;
import org.eclipse.collections.impl.list.mutable.primitive.DoubleArrayList;
import org.eclipse.collections.impl.list.mutable.primitive.FloatArrayList;
import org.eclipse.collections.impl.list.mutable.primitive.IntArrayList;
import org.eclipse.collections.impl.list.mutable.primitive.LongArrayList;
import org.eclipse.collections.impl.list.mutable.primitive.ShortArrayList;

/**
 * Eclipse Collections' primitive lists as Python's {@code array.array}, which needs no numpy. Read
 * back as mutable lists, copied: an {@code NDArray} is what stays mapped.
 *
 * <p>The call is the one by which Python 3 pickles an {@code array.array}: {@code
 * array._array_reconstructor(array.array, typecode, format, bytes)}. Its format code says width,
 * kind and byte order (CPython, {@code Modules/arraymodule.c}, {@code enum machine_format_code});
 * the formats of unsigned numbers and characters, which fit no such list, are refused.
 */
public final class PrimitiveListCodec implements ValueCodec {
  private static final PyGlobal ARRAY = new PyGlobal("array", "array");
  private static final PyGlobal RECONSTRUCT = new PyGlobal("array", "_array_reconstructor");

  /** The last of Python's codes. */
  private static final int LAST_FORMAT = 21;

  /**
   * One kind of list.
   *
   * @param format Python's code of the format, little-endian; the next one is big-endian
   * @param width bytes of an element
   */
  private record Kind<T>(
      Class<T> list,
      String typecode,
      int format,
      int width,
      Function<T, MemorySegment> bytes,
      Reader reader) {
    MemorySegment bytesOf(Object value) {
      return bytes.apply(list.cast(value));
    }
  }

  private interface Reader {
    Object read(MemorySegment bytes, ByteOrder order);
  }

  private static final List<Kind<?>> KINDS =
      List.of(
          new Kind<>(
              ByteList.class,
              "b",
              1,
              1,
              list -> MemorySegment.ofArray(list.toArray()),
              (bytes, order) -> new ByteArrayList(bytes.toArray(JAVA_BYTE))),
          new Kind<>(
              ShortList.class,
              "h",
              4,
              2,
              list -> MemorySegment.ofArray(list.toArray()),
              (bytes, order) ->
                  new ShortArrayList(bytes.toArray(JAVA_SHORT_UNALIGNED.withOrder(order)))),
          new Kind<>(
              IntList.class,
              "i",
              8,
              4,
              list -> MemorySegment.ofArray(list.toArray()),
              (bytes, order) ->
                  new IntArrayList(bytes.toArray(JAVA_INT_UNALIGNED.withOrder(order)))),
          new Kind<>(
              LongList.class,
              "q",
              12,
              8,
              list -> MemorySegment.ofArray(list.toArray()),
              (bytes, order) ->
                  new LongArrayList(bytes.toArray(JAVA_LONG_UNALIGNED.withOrder(order)))),
          new Kind<>(
              FloatList.class,
              "f",
              14,
              4,
              list -> MemorySegment.ofArray(list.toArray()),
              (bytes, order) ->
                  new FloatArrayList(bytes.toArray(JAVA_FLOAT_UNALIGNED.withOrder(order)))),
          new Kind<>(
              DoubleList.class,
              "d",
              16,
              8,
              list -> MemorySegment.ofArray(list.toArray()),
              (bytes, order) ->
                  new DoubleArrayList(bytes.toArray(JAVA_DOUBLE_UNALIGNED.withOrder(order)))));

  @Override
  public Set<Class<?>> writes() {
    return KINDS.stream().map(Kind::list).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void write(Object value, PickleWriter out) {
    for (Kind<?> kind : KINDS) {
      if (kind.list().isInstance(value)) {
        write(kind, kind.bytesOf(value), out);
        return;
      }
    }
    throw new PickleException(
        value.getClass().getName() + " is no primitive list", PickleException.NO_OFFSET);
  }

  private static void write(Kind<?> kind, MemorySegment bytes, PickleWriter out) {
    boolean big = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN && kind.width() > 1;
    out.global(RECONSTRUCT.module(), RECONSTRUCT.name());
    out.op(Opcode.MARK);
    out.global(ARRAY.module(), ARRAY.name());
    out.shortString(kind.typecode());
    out.integer(Opcode.BININT1, kind.format() + (big ? 1 : 0));
    out.payload(Opcode.BINBYTES8, bytes.byteSize(), Payload.of(bytes));
    out.op(Opcode.TUPLE);
    out.op(Opcode.REDUCE);
  }

  @Override
  public boolean isHashable(Object value) {
    return false;
  }

  @Override
  public Set<PyGlobal> reads() {
    return Set.of(RECONSTRUCT);
  }

  @Override
  public Object construct(PyGlobal callable, PyTuple arguments) {
    if (arguments.size() != 4
        || !ARRAY.equals(arguments.get(0))
        || !(arguments.get(2) instanceof Long format)
        || !(arguments.get(3) instanceof ByteSlice bytes)) {
      throw new PickleException(
          callable
              + " was expected with array.array, a typecode, a format and bytes, found "
              + arguments,
          PickleException.NO_OFFSET);
    }
    for (Kind<?> kind : KINDS) {
      if (format == kind.format() || (kind.width() > 1 && format == kind.format() + 1)) {
        if (bytes.byteSize() % kind.width() != 0) {
          throw new PickleException(
              "an array.array of "
                  + kind.width()
                  + "-byte elements has "
                  + bytes.byteSize()
                  + " bytes",
              bytes.offset());
        }
        ByteOrder order = format == kind.format() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        return kind.reader().read(bytes.segment(), order);
      }
    }
    String what = "an array.array of format " + format + " and typecode " + arguments.get(1);
    if (format < 0 || format > LAST_FORMAT) {
      throw new PickleException(what + " is none of Python's", bytes.offset());
    }
    throw new NotHeldException(
        what + " has no primitive list in Java (unsigned or characters); store a numpy array");
  }
}
