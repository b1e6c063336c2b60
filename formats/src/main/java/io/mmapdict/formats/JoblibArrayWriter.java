package io.mmapdict.formats;

import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.codec.ArrayContent;
import io.mmapdict.ndarray.codec.NDArrayCodec;
import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes arrays as joblib's dumps have them since 0.10: a {@code NumpyArrayWrapper} that says what
 * it stands for, and behind its {@code BUILD} the elements. joblib puts the array in its place
 * there, so what is remembered behind it is the array.
 *
 * <p>From 1.2 on joblib itself says as well how it pads, and does so behind the {@code BUILD}. What
 * does not say so every version reads; the elements are aligned all the same, by opcodes before.
 */
final class JoblibArrayWriter implements ValueCodec {
  private static final int ALIGNMENT = 64;

  /** What stands between the padding and the elements. */
  private static final int BUILD_BYTES = 1;

  private final NDArrayCodec plain = new NDArrayCodec();

  private JoblibArrayWriter() {}

  /** The codecs installed, this one in place of that for arrays. */
  static Codecs codecs() {
    return Codecs.of(
        Stream.concat(
                Codecs.installed().codecs().stream()
                    .filter(codec -> !codec.writes().contains(NDArray.class)),
                Stream.of(new JoblibArrayWriter()))
            .toArray(ValueCodec[]::new));
  }

  @Override
  public Set<Class<?>> writes() {
    return Set.of(NDArray.class, ArrayContent.class);
  }

  @Override
  public boolean isHashable(Object value) {
    return false;
  }

  @Override
  public void write(Object value, PickleWriter out) {
    ArrayContent array =
        value instanceof NDArray elements ? ArrayContent.of(elements) : (ArrayContent) value;
    if (array.dtype().itemSize() == 0) { // joblib divides by it
      plain.write(array, out);
      return;
    }
    out.global("joblib.numpy_pickle", "NumpyArrayWrapper");
    out.op(Opcode.EMPTY_TUPLE);
    out.op(Opcode.NEWOBJ);
    out.op(Opcode.EMPTY_DICT);
    out.op(Opcode.MARK);
    out.shortString("subclass");
    out.global("numpy", "ndarray");
    out.shortString("shape");
    out.op(Opcode.MARK);
    for (long length : array.shape().toArray()) {
      out.integer(Opcode.LONG1, length);
    }
    out.op(Opcode.TUPLE);
    out.shortString("order");
    out.shortString(array.order() == Order.FORTRAN ? "F" : "C");
    out.shortString("dtype");
    out.value(array.dtype());
    out.shortString("allow_mmap");
    out.op(Opcode.NEWTRUE);
    out.op(Opcode.SETITEMS);
    out.align(ALIGNMENT, BUILD_BYTES);
    out.op(Opcode.BUILD);
    out.raw(array.byteSize(), array.payload());
  }
}
