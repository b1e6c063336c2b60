package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.ByteSlice;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The calls of Python's own that stand for values: what protocols before the newest make do with.
 */
final class BuiltinCalls {
  private static final PyGlobal SET = new PyGlobal("builtins", "set");
  private static final PyGlobal FROZENSET = new PyGlobal("builtins", "frozenset");
  private static final PyGlobal COMPLEX = new PyGlobal("builtins", "complex");
  private static final PyGlobal BYTES = new PyGlobal("builtins", "bytes");
  private static final PyGlobal BYTEARRAY = new PyGlobal("builtins", "bytearray");
  private static final PyGlobal ENCODE = new PyGlobal("_codecs", "encode");

  static final Set<PyGlobal> KNOWN = Set.of(SET, FROZENSET, COMPLEX, BYTES, BYTEARRAY, ENCODE);

  private final PickleLimits limits;
  private final Work work;
  private final long copiedBytes;

  BuiltinCalls(PickleLimits limits, Work work, long copiedBytes) {
    this.limits = limits;
    this.work = work;
    this.copiedBytes = copiedBytes;
  }

  /** The value, possibly raw, or null where the call has another form than Python's pickles use. */
  @Nullable Object call(PyGlobal callable, PyTuple arguments, long offset) {
    if (!KNOWN.contains(callable)) {
      return null;
    }
    Object first = arguments.size() > 0 ? arguments.get(0) : null;
    Object second = arguments.size() > 1 ? arguments.get(1) : null;
    if (callable.equals(SET) || callable.equals(FROZENSET)) {
      return collection(callable.equals(SET), arguments, first, offset);
    }
    if (callable.equals(COMPLEX)) {
      boolean two = arguments.size() == 2 && first instanceof Double && second instanceof Double;
      return two ? new PyComplex((Double) first, (Double) second) : null;
    }
    if (arguments.size() == 0) {
      return heap(new byte[0], callable.equals(BYTEARRAY));
    }
    if (callable.equals(BYTEARRAY) && arguments.size() == 1 && first instanceof ByteSlice slice) {
      work.charge(Work.COPIED * slice.byteSize(), offset);
      ByteSlice array = slice.asMutable();
      return slice.byteSize() > copiedBytes ? array : new Raw.Bytes(array);
    }
    boolean latin1 = "latin1".equals(second) || "latin-1".equals(second);
    if (!callable.equals(BYTES) && first instanceof String text && latin1) {
      return encoded(text, callable.equals(BYTEARRAY), offset);
    }
    return null;
  }

  private @Nullable Object collection(
      boolean mutable, PyTuple arguments, @Nullable Object first, long offset) {
    List<?> elements = first instanceof List<?> list ? list : List.of();
    if (arguments.size() > 1 || (arguments.size() == 1 && !(first instanceof List<?>))) {
      return null;
    }
    for (Object element : elements) {
      String fault = Hashable.fault(element, limits, work, offset);
      if (fault != null) {
        throw new PickleException(fault, offset);
      }
    }
    if (!mutable) {
      return PyFrozenSet.copyOf(elements);
    }
    Set<@Nullable Object> set = new DeepSet();
    set.addAll(elements);
    return set;
  }

  private Object encoded(String text, boolean mutable, long offset) {
    work.charge(Work.COPIED * text.length(), offset);
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xFF) {
        throw new PickleException(
            "expected a str of bytes in latin-1, found other characters", offset);
      }
    }
    return heap(text.getBytes(StandardCharsets.ISO_8859_1), mutable);
  }

  private Object heap(byte[] bytes, boolean mutable) {
    return bytes.length > copiedBytes
        ? new ByteSlice(MemorySegment.ofArray(bytes), -1, mutable)
        : new Raw.Bytes(bytes, mutable);
  }
}
