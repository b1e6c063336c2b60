package io.mmapdict.ndarray.codec;

import io.mmapdict.ndarray.DType;
import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.spi.PickleWriter;

/**
 * Writes what mmappickle 1.0.1 maps and every numpy loads.
 *
 * <p>mmappickle wants {@code reshape(fromstring(bytes, dtype), shape)}: it checks the names, skips
 * two bytes where each call would stand and ignores the rest. New numpys refuse {@code fromstring}.
 * So the calls are left out, and what was pushed for them is taken off again and built anew.
 */
public final class MmappickleForm {
  private MmappickleForm() {}

  /** Where the parts of an array lie in the memo: three {@code BINPUT} indices. */
  public record Parts(int bytes, int dtype, int shape) {
    /** Indices that nothing else uses, ascending. */
    public static Parts reserve(PickleWriter out) {
      int bytes = out.newMemo();
      int dtype = out.newMemo();
      return new Parts(bytes, dtype, out.newMemo());
    }

    /** The same for a second array of the shape of this one. */
    public Parts reserveSameShape(PickleWriter out) {
      int newBytes = out.newMemo();
      return new Parts(newBytes, out.newMemo(), shape);
    }
  }

  /** Leaves one array on Python's stack. */
  public static void write(ArrayContent array, PickleWriter out) {
    out.keepFirst();
    Parts parts = Parts.reserve(out);
    push(array, out);
    store(parts, out);
    rebuild(parts, out);
  }

  /** Pushes two globals, bytes, dtype and shape, as mmappickle expects them. */
  public static void push(ArrayContent array, PickleWriter out) {
    out.global("numpy.core.fromnumeric", "reshape");
    out.global("numpy.core.multiarray", "fromstring");
    out.payload(Opcode.BINBYTES8, array.byteSize(), array.payload());
    out.shortString(dtypeName(array.dtype()));
    out.pad2();
    int rank = array.shape().rank();
    if (rank > 3) {
      out.op(Opcode.MARK);
    }
    for (long length : array.shape().toArray()) {
      out.integer(Opcode.BININT, length);
    }
    out.op(
        switch (rank) {
          case 1 -> Opcode.TUPLE1;
          case 2 -> Opcode.TUPLE2;
          case 3 -> Opcode.TUPLE3;
          default -> Opcode.TUPLE;
        });
  }

  /** As numpy's {@code str}, but never a typestring: by that the portable form is told. */
  static String dtypeName(DType dtype) {
    String name = dtype.toString();
    return name.equals(dtype.typestring()) ? name.substring(1) : name;
  }

  /** Moves what {@link #push} pushed into the memo and takes the two globals off. */
  public static void store(Parts parts, PickleWriter out) {
    out.put(parts.shape);
    storeWithoutShape(parts, out);
  }

  /** The same, the shape being in the memo already. */
  public static void storeWithoutShape(Parts parts, PickleWriter out) {
    out.op(Opcode.POP);
    out.put(parts.dtype);
    out.op(Opcode.POP);
    out.put(parts.bytes);
    out.op(Opcode.POP);
    out.op(Opcode.POP);
    out.op(Opcode.POP);
  }

  /** Pushes {@code numpy.ndarray(shape, dtype, bytearray(bytes))}. */
  public static void rebuild(Parts parts, PickleWriter out) {
    out.global("numpy", "ndarray");
    out.get(parts.shape);
    out.get(parts.dtype);
    out.global("builtins", "bytearray");
    out.get(parts.bytes);
    out.op(Opcode.TUPLE1);
    out.op(Opcode.REDUCE);
    out.op(Opcode.TUPLE3);
    out.op(Opcode.REDUCE);
  }
}
