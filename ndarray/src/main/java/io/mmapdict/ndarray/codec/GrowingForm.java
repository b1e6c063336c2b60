package io.mmapdict.ndarray.codec;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.spi.Payload;
import io.mmapdict.pickle.spi.PickleWriter;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes an array that can grow where it stands:
 *
 * <pre>
 *   numpy.ndarray(numpy.frombuffer(bytearray of the lengths, '&lt;i8'), dtype, bytearray, 0, strides)
 * </pre>
 *
 * <p>The bytearray has room for more than the lengths say, and each length stands at a multiple of
 * eight: one store makes the array longer, for whoever loads it next.
 */
public final class GrowingForm {
  private static final int PAGE = 4096;

  /** The bytes between the alignment pad and a payload: opcode and length. */
  private static final int PAYLOAD_HEAD = 9;

  private GrowingForm() {}

  /**
   * Leaves one array on Python's stack.
   *
   * @param strides of each axis, in bytes
   * @param room exactly so many bytes: the elements and what is behind them
   */
  public static void write(
      DType dtype, Shape shape, long[] strides, long roomBytes, Payload room, PickleWriter out) {
    out.global("numpy", "ndarray");
    out.op(Opcode.MARK);
    out.global("numpy", "frombuffer");
    out.align(Long.BYTES, PAYLOAD_HEAD);
    out.payload(Opcode.BYTEARRAY8, (long) shape.rank() * Long.BYTES, Payload.of(lengths(shape)));
    out.shortString("<i8");
    out.op(Opcode.TUPLE2);
    out.op(Opcode.REDUCE);
    DTypeCodec.writeDescr(dtype, out);
    out.align(PAGE, PAYLOAD_HEAD);
    out.payload(Opcode.BYTEARRAY8, roomBytes, room);
    out.integer(Opcode.BININT1, 0);
    out.op(Opcode.MARK);
    for (long stride : strides) {
      out.integer(Opcode.LONG1, stride);
    }
    out.op(Opcode.TUPLE);
    out.op(Opcode.TUPLE);
    out.op(Opcode.REDUCE);
  }

  private static MemorySegment lengths(Shape shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(shape.rank() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long length : shape.toArray()) {
      bytes.putLong(length);
    }
    return MemorySegment.ofArray(bytes.array());
  }
}
