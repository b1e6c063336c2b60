package io.mmapdict;

import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.Payload;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import java.util.Set;

/**
 * Bytes that are not there until somebody writes them: {@code memoryview(bytearray(...))} with
 * nothing in it. Read as the slice of the file.
 */
public final class HoleCodec implements ValueCodec {
  private static final PyGlobal MEMORYVIEW = new PyGlobal("builtins", "memoryview");

  /**
   * So many zeros.
   *
   * @param bytes how many
   */
  public record Hole(long bytes) {}

  /** For the service loader. */
  public HoleCodec() {}

  @Override
  public Set<Class<?>> writes() {
    return Set.of(Hole.class);
  }

  @Override
  public void write(Object value, PickleWriter out) {
    long bytes = ((Hole) value).bytes();
    out.global(MEMORYVIEW.module(), MEMORYVIEW.name());
    out.align(4096, 9);
    out.payload(Opcode.BYTEARRAY8, bytes, Payload.hole(bytes));
    out.op(Opcode.TUPLE1);
    out.op(Opcode.REDUCE);
  }

  @Override
  public Set<PyGlobal> reads() {
    return Set.of(MEMORYVIEW);
  }

  @Override
  public Object construct(PyGlobal callable, PyTuple arguments) {
    if (arguments.size() == 1 && arguments.get(0) instanceof ByteSlice slice) {
      return slice;
    }
    throw new PickleException("memoryview of no bytearray", PickleException.NO_OFFSET);
  }
}
