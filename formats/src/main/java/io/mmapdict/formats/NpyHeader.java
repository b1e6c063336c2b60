package io.mmapdict.formats;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.ObjectArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PyTuple;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands in front of the elements of an npy file.
 *
 * <pre>
 *   93 'NUMPY' | major minor | u16 (1.0) or u32 (2.0, 3.0) length | a Python dict, spaces, newline
 * </pre>
 *
 * <p>The dict is in latin-1 (1.0, 2.0) or UTF-8 (3.0) and has the keys {@code descr}, {@code
 * fortran_order} and {@code shape}. The format: numpy, {@code numpy.lib.format}, and NEP 1.
 */
record NpyHeader(DType dtype, Order order, Shape shape) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int VERSION_AT = MAGIC.length;
  private static final int LENGTH_AT = VERSION_AT + 2;
  private static final int ALIGNMENT = 64;
  private static final Set<String> KEYS = Set.of("descr", "fortran_order", "shape");

  /** A hundred thousand fields have shorter ones; what is longer is no header. */
  private static final int MAX_BYTES = 1 << 22;

  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** A dict that is no header of a mapped array; says what was expected and found. */
  private static final class Unfit extends Exception {
    private static final long serialVersionUID = 1L;

    Unfit(String what) {
      super(what);
    }
  }

  /** A header, and where it ends. */
  private record Placed(NpyHeader header, long end) {}

  /** The array of what stands from an offset of a file on, in front of an end. */
  static NDArray array(MappedFile file, long start, long end) {
    return array(file, start, end, read(file, start, end));
  }

  private static NDArray array(MappedFile file, long start, long end, Placed placed) {
    NpyHeader header = placed.header;
    if (header.dtype.hasObject()) {
      throw file.fault(
          start,
          ("expected elements that can be mapped, found Python objects (dtype %s), which are"
                  + " pickled; Npy.loadObjects reads them, and numpy.load(file,"
                  + " allow_pickle=True).astype(...) makes an array of another dtype of them")
              .formatted(header.dtype));
    }
    return file.array(placed.end, end, header.dtype, header.order, header.shape);
  }

  /** Whether what stands from an offset on holds Python objects. */
  static boolean hasObjects(MappedFile file, long start, long end) {
    return read(file, start, end).header.dtype.hasObject();
  }

  /** The array, or the objects that are pickled behind the header. */
  static Object load(MappedFile file, long start, long end) {
    Placed placed = read(file, start, end);
    return placed.header.dtype.hasObject()
        ? objects(file, start, end, placed)
        : array(file, start, end, placed);
  }

  /** The objects that are pickled behind the header. */
  static ObjectArray objects(MappedFile file, long start, long end) {
    return objects(file, start, end, read(file, start, end));
  }

  private static ObjectArray objects(MappedFile file, long start, long end, Placed placed) {
    if (!placed.header.dtype.hasObject()) {
      throw file.fault(
          start, "expected Python objects, found elements of %s".formatted(placed.header.dtype));
    }
    ObjectArray array;
    try {
      array = ObjectPickle.read(file, placed.end, end).array();
    } catch (PickleException e) {
      throw FormatException.of(file.path(), placed.end, e);
    }
    if (!array.shape().equals(placed.header.shape)) {
      throw file.fault(
          placed.end,
          "expected objects of shape %s, found %s".formatted(placed.header.shape, array.shape()));
    }
    return array;
  }

  private static Placed read(MappedFile file, long start, long end) {
    MemorySegment bytes = file.bytes();
    file.need(start, LENGTH_AT, end, "the magic and the version of an npy file");
    if (bytes.asSlice(start, MAGIC.length).mismatch(MemorySegment.ofArray(MAGIC)) != -1) {
      throw file.fault(start, "expected 93 'NUMPY', the magic of an npy file");
    }
    int major = bytes.get(ValueLayout.JAVA_BYTE, start + VERSION_AT);
    int minor = bytes.get(ValueLayout.JAVA_BYTE, start + VERSION_AT + 1);
    if (major < 1 || major > 3 || minor != 0) {
      throw file.fault(
          start + VERSION_AT,
          "expected version 1.0, 2.0 or 3.0, found %d.%d".formatted(major & 0xff, minor & 0xff));
    }
    long lengthAt = start + LENGTH_AT;
    long textAt = lengthAt + (major == 1 ? 2 : 4);
    file.need(lengthAt, textAt - lengthAt, end, "the length of the header");
    long length =
        major == 1
            ? Short.toUnsignedLong(bytes.get(U16, lengthAt))
            : Integer.toUnsignedLong(bytes.get(U32, lengthAt));
    file.need(textAt, length, end, "the header");
    if (length > MAX_BYTES) {
      throw file.fault(
          lengthAt, "expected a header of at most %d bytes, found %d".formatted(MAX_BYTES, length));
    }
    byte[] text = bytes.asSlice(textAt, length).toArray(ValueLayout.JAVA_BYTE);
    return new Placed(parse(file, textAt, text, charset(major)), textAt + length);
  }

  private static Charset charset(int major) {
    return major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
  }

  private static NpyHeader parse(MappedFile file, long at, byte[] bytes, Charset charset) {
    String text;
    try {
      text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw file.fault(at, "expected a header in " + charset);
    }
    try {
      return of(PythonLiteral.parse(text));
    } catch (PythonLiteral.Fault e) {
      long before = text.substring(0, Math.min(e.at(), text.length())).getBytes(charset).length;
      throw file.fault(at + before, "the header is no Python dict: " + e.getMessage());
    } catch (Unfit | IllegalArgumentException e) {
      throw new FormatException(file.path(), at, e.getMessage(), e);
    }
  }

  private static NpyHeader of(@Nullable Object literal) throws Unfit {
    if (!(literal instanceof Map<?, ?> dict) || !dict.keySet().equals(KEYS)) {
      throw new Unfit(
          "expected a header with the keys descr, fortran_order and shape, found "
              + (literal instanceof Map<?, ?> other ? said(other) : "no dict"));
    }
    if (!(dict.get("fortran_order") instanceof Boolean fortran)) {
      throw new Unfit(
          "expected True or False as fortran_order, found " + said(dict.get("fortran_order")));
    }
    return new NpyHeader(
        NpyDescr.parse(dict.get("descr")),
        fortran ? Order.FORTRAN : Order.C,
        shape(dict.get("shape")));
  }

  /** As Python writes it, where that is short. */
  private static String said(@Nullable Object value) {
    String text = PythonLiteral.text(value);
    return text.length() <= 200 ? text : text.substring(0, 200) + "...";
  }

  private static Shape shape(@Nullable Object value) throws Unfit {
    if (!(value instanceof PyTuple tuple)
        || !tuple.toList().stream().allMatch(Long.class::isInstance)) {
      throw new Unfit("expected a tuple of ints as shape, found " + said(value));
    }
    return Shape.of(tuple.toList().stream().mapToLong(Long.class::cast).toArray());
  }

  /**
   * All that stands in front of the elements, as numpy writes it: in the first version that can
   * hold it, its length a multiple of 64.
   *
   * @throws IllegalArgumentException if no version can
   */
  byte[] toBytes() {
    String dict =
        "{'descr': %s, 'fortran_order': %s, 'shape': %s, }"
            .formatted(
                PythonLiteral.text(NpyDescr.of(dtype)),
                PythonLiteral.text(order == Order.FORTRAN),
                shape);
    boolean latin1 = StandardCharsets.ISO_8859_1.newEncoder().canEncode(dict);
    int major = latin1 ? 1 : 3;
    byte[] text = encoded(dict, charset(major));
    int end = end(text, major);
    if (major == 1 && end - LENGTH_AT - 2 > 0xffff) {
      major = 2;
      end = end(text, major);
    }
    ByteBuffer out = ByteBuffer.allocate(end).order(ByteOrder.LITTLE_ENDIAN);
    out.put(MAGIC).put((byte) major).put((byte) 0);
    if (major == 1) {
      out.putShort((short) (end - LENGTH_AT - 2));
    } else {
      out.putInt(end - LENGTH_AT - 4);
    }
    out.put(text);
    while (out.position() < end - 1) {
      out.put((byte) ' ');
    }
    return out.put((byte) '\n').array();
  }

  /** Where the elements start: behind the padding and a newline. */
  private static int end(byte[] text, int major) {
    int length = LENGTH_AT + (major == 1 ? 2 : 4) + text.length + 1;
    return Math.ceilDiv(length, ALIGNMENT) * ALIGNMENT;
  }

  private static byte[] encoded(String dict, Charset charset) {
    try {
      ByteBuffer bytes = charset.newEncoder().encode(CharBuffer.wrap(dict));
      byte[] exact = new byte[bytes.remaining()];
      bytes.get(exact);
      return exact;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a field's name has half a surrogate pair", e);
    }
  }
}
