package io.mmapdict.formats;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Descr;
import io.mmapdict.ndarray.Field;
import io.mmapdict.pickle.PyTuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The dtype of an npy header: as {@link Descr}, but a field without a name, of bytes, is padding,
 * as {@code numpy.lib.format.descr_to_dtype} has it.
 */
final class NpyDescr {
  private NpyDescr() {}

  /**
   * The type that is described; as deep as a {@link PythonLiteral} is.
   *
   * @throws IllegalArgumentException if numpy has no such type
   */
  static DType parse(@Nullable Object descr) {
    if (descr instanceof PyTuple pair && pair.size() == 2) {
      return Descr.parse(PyTuple.of(parse(pair.get(0)), pair.get(1)));
    }
    return descr instanceof List<?> fields ? structure(fields) : Descr.parse(descr);
  }

  private static DType structure(List<?> items) {
    List<Field> fields = new ArrayList<>();
    long end = 0;
    for (Object item : items) {
      if (!(item instanceof PyTuple parts) || parts.size() < 2 || parts.size() > 3) {
        throw new IllegalArgumentException(
            "expected a field (name, dtype) or (name, dtype, shape), found " + item);
      }
      DType plain = parse(parts.get(1));
      DType dtype = parts.size() == 2 ? plain : Descr.parse(PyTuple.of(plain, parts.get(2)));
      if (!isPadding(parts.get(0), dtype)) {
        // Descr names and checks it; only the offset it cannot know.
        Field alone = Descr.parse(List.of(PyTuple.of(parts.get(0), dtype))).fields().getFirst();
        String name = "".equals(parts.get(0)) ? "f" + fields.size() : alone.name();
        fields.add(new Field(name, dtype, Math.toIntExact(end), alone.title()));
      }
      end += dtype.itemSize();
      if (end > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("a dtype with elements of 2^31 bytes or more");
      }
    }
    return DType.structured((int) end, fields);
  }

  private static boolean isPadding(@Nullable Object name, DType dtype) {
    return "".equals(name)
        && dtype.kind() == DType.Kind.VOID
        && !dtype.isStructured()
        && !dtype.isSubArray();
  }

  /**
   * What describes a type in a header.
   *
   * @throws IllegalArgumentException if its fields overlap or stand in another order than their
   *     offsets: numpy's files cannot say so
   */
  static Object of(DType dtype) {
    return Descr.padded(dtype);
  }
}
