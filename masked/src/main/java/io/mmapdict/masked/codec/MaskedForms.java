package io.mmapdict.masked.codec;

import static java.util.Objects.requireNonNull;

import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.codec.ArrayContent;
import io.mmapdict.ndarray.codec.MmappickleForm;
import io.mmapdict.ndarray.codec.PortableForm;
import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.spi.PickleWriter;
import org.jspecify.annotations.Nullable;

/** Writes {@code MaskedArray(data, mask, None, False, True, 0, fill value[, True, hard mask])}. */
public final class MaskedForms {
  private MaskedForms() {}

  /**
   * Leaves one masked array on Python's stack.
   *
   * @param mask null for none
   * @param fillValue what numpy takes as one, null for its default
   */
  public static void write(
      ArrayForm form,
      ArrayContent data,
      @Nullable ArrayContent mask,
      @Nullable Object fillValue,
      boolean isHard,
      PickleWriter out) {
    switch (form) {
      case PORTABLE -> {
        out.global("numpy.ma", "MaskedArray");
        out.op(Opcode.MARK);
        PortableForm.write(data, out);
        if (mask == null) {
          out.global("numpy.ma", "nomask");
        } else {
          PortableForm.write(mask, out);
        }
      }
      case MMAPPICKLE -> writeForMmappickle(data, requireNonNull(mask), out);
    }
    out.op(Opcode.NONE);
    out.op(Opcode.NEWFALSE);
    out.op(Opcode.NEWTRUE);
    out.integer(Opcode.BININT1, 0);
    out.value(fillValue == null ? null : fill(data.dtype(), fillValue));
    if (isHard) {
      out.op(Opcode.NEWTRUE); // keep the mask
      out.op(Opcode.NEWTRUE);
    }
    out.op(Opcode.TUPLE);
    out.op(Opcode.REDUCE);
  }

  /** As {@link MmappickleForm} does with one array: pushed, taken off, built anew. */
  private static void writeForMmappickle(ArrayContent data, ArrayContent mask, PickleWriter out) {
    MmappickleForm.Parts dataParts = MmappickleForm.Parts.reserve(out);
    MmappickleForm.Parts maskParts = dataParts.reserveSameShape(out);
    out.keepFirst();
    out.global("numpy.ma.core", "MaskedArray");
    MmappickleForm.push(data, out);
    out.pad2();
    MmappickleForm.push(mask, out);
    out.pad2();
    MmappickleForm.storeWithoutShape(maskParts, out);
    MmappickleForm.store(dataParts, out);
    out.op(Opcode.MARK);
    MmappickleForm.rebuild(dataParts, out);
    MmappickleForm.rebuild(maskParts, out);
  }

  /** A number or text as it is; of what Python has no value for, an array without axes. */
  private static Object fill(DType dtype, Object value) {
    return switch (dtype.kind()) {
      case VOID, DATETIME, TIMEDELTA -> {
        NDArray one = NDArray.zeros(dtype);
        one.at().set(value);
        yield one;
      }
      default -> value;
    };
  }
}
