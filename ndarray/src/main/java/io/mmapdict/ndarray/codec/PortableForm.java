package io.mmapdict.ndarray.codec;

import io.mmapdict.ndarray.Order;
import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.spi.PickleWriter;

/** Writes {@code numpy.ndarray(shape, dtype, bytearray)}, which every numpy loads writable. */
public final class PortableForm {
  private static final int ALIGNMENT = 64;
  private static final int PAGE = 4096;
  private static final long PAGE_ALIGNED_FROM_BYTES = 1 << 20;

  /** The bytes between the alignment pad and the payload: opcode and length. */
  private static final int PAYLOAD_HEAD = 9;

  private PortableForm() {}

  /** Leaves one array on Python's stack. */
  public static void write(ArrayContent array, PickleWriter out) {
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
    out.shortString(array.dtype().typestring());
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
}
