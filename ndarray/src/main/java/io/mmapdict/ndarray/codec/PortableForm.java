package io.mmapdict.ndarray.codec;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.ndarray.StoredArrays;
import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.OpcodeMatcher;
import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.PickleWriter;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Writes {@code numpy.ndarray(shape, dtype, bytearray)}, which every numpy loads writable. */
public final class PortableForm {
  private static final int ALIGNMENT = 64;
  private static final int PAGE = 4096;
  private static final long PAGE_ALIGNED_FROM_BYTES = 1 << 20;

  /** The bytes between the alignment pad and the payload: opcode and length. */
  private static final int PAYLOAD_HEAD = 9;

  /** {@code numpy.ndarray}, and the mark of the shape. */
  private static final byte[] START =
      HexFormat.of().parseHex("8c056e756d7079" + "8c076e646172726179" + "9328");

  private static final byte[] CALL = {(byte) Opcode.TUPLE3.code(), (byte) Opcode.REDUCE.code()};

  /** An int of eight bytes: LONG1, how many, they. */
  private static final short DIMENSION = (short) ((Long.BYTES << 8) | Opcode.LONG1.code());

  private static final int DIMENSION_BYTES = 2 + Long.BYTES;

  private PortableForm() {}

  /**
   * Leaves one array on Python's stack, as the codec of arrays writes it: so, unless who writes has
   * another one, as for joblib's dumps.
   */
  public static void write(ArrayContent array, PickleWriter out) {
    out.value(array);
  }

  static void writeOpcodes(ArrayContent array, PickleWriter out) {
    boolean fortran = array.order() == Order.FORTRAN;
    out.global("numpy", "ndarray");
    if (fortran) {
      out.op(Opcode.MARK);
    }
    out.op(Opcode.MARK);
    for (long length : array.shape().toArray()) {
      out.integer(Opcode.LONG1, length);
    }
    out.op(Opcode.TUPLE);
    DTypeCodec.writeDescr(array.dtype(), out);
    long byteSize = array.byteSize();
    out.align(byteSize >= PAGE_ALIGNED_FROM_BYTES ? PAGE : ALIGNMENT, PAYLOAD_HEAD);
    out.payload(Opcode.BYTEARRAY8, byteSize, array.payload());
    if (fortran) {
      out.integer(Opcode.BININT1, 0);
      out.op(Opcode.NONE);
      out.shortString("F");
    }
    out.op(fortran ? Opcode.TUPLE : Opcode.TUPLE3);
    out.op(Opcode.REDUCE);
  }

  /** The array in C order that comes next, as {@link #writeOpcodes} writes it, or null. */
  static @Nullable NDArray read(OpcodeMatcher opcodes) {
    if (!opcodes.skip(START)) {
      return null;
    }
    int rank = 0;
    while (rank < Shape.MAX_RANK && (short) opcodes.word(rank * DIMENSION_BYTES) == DIMENSION) {
      rank++;
    }
    long[] lengths = new long[rank];
    for (int i = 0; i < rank; i++) {
      lengths[i] = opcodes.word(i * DIMENSION_BYTES + 2);
    }
    if (!opcodes.skip((long) rank * DIMENSION_BYTES)) {
      return null;
    }
    DType dtype = Typestrings.skip(opcodes);
    if (dtype == null) {
      return null;
    }
    opcodes.skipPads();
    ByteSlice bytes = opcodes.skipBytes8(Opcode.BYTEARRAY8);
    if (bytes == null || !opcodes.skip(CALL)) {
      return null;
    }
    try {
      return StoredArrays.over(bytes, dtype, Order.C, Shape.of(lengths));
    } catch (IllegalArgumentException e) {
      return null; // which the codec tells
    }
  }
}
