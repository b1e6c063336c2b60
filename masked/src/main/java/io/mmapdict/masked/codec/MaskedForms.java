package io.mmapdict.masked.codec;

import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.codec.ArrayContent;
import io.mmapdict.ndarray.codec.MmappickleForm;
import io.mmapdict.ndarray.codec.PortableForm;
import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.spi.PickleWriter;
import org.jspecify.annotations.Nullable;

/** Writes {@code MaskedArray(data, mask, None, False, True, 0, fill value)}. */
public final class MaskedForms {
  private MaskedForms() {}

  /**
   * Leaves one masked array on Python's stack.
   *
   * @param fillValue what numpy takes as one, null for its default
   */
  public static void write(
      ArrayForm form,
      ArrayContent data,
      ArrayContent mask,
      @Nullable Object fillValue,
      PickleWriter out) {
    switch (form) {
      case PORTABLE -> {
        out.global("numpy.ma", "MaskedArray");
        out.op(Opcode.MARK);
        PortableForm.write(data, out);
        PortableForm.write(mask, out);
      }
      case MMAPPICKLE -> writeForMmappickle(data, mask, out);
    }
    out.op(Opcode.NONE);
    out.op(Opcode.NEWFALSE);
    out.op(Opcode.NEWTRUE);
    out.integer(Opcode.BININT1, 0);
    out.value(fillValue);
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
}
