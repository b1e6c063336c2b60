package io.mmapdict.ndarray;

import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The type of an array's elements, as in numpy: what kind of number, how many bytes, which byte
 * order.
 *
 * <p>Immutable; equal when kind, size and order are. Single bytes have no order: {@link #order()}
 * says native.
 */
public final class DType {
  /** What an element is. */
  public enum Kind {
    /** One byte, 0 or 1. */
    BOOL('b'),
    /** Two's complement. */
    INT('i'),
    /** Unsigned. */
    UINT('u'),
    /** IEEE 754. */
    FLOAT('f'),
    /** Real and imaginary part, each IEEE 754. */
    COMPLEX('c');

    private final char code;

    Kind(char code) {
      this.code = code;
    }
  }

  /** One row per type: the switches over elements go by this. */
  enum Type {
    BOOL(Kind.BOOL, 1),
    INT8(Kind.INT, 1),
    UINT8(Kind.UINT, 1),
    INT16(Kind.INT, 2),
    UINT16(Kind.UINT, 2),
    INT32(Kind.INT, 4),
    UINT32(Kind.UINT, 4),
    INT64(Kind.INT, 8),
    UINT64(Kind.UINT, 8),
    FLOAT16(Kind.FLOAT, 2),
    FLOAT32(Kind.FLOAT, 4),
    FLOAT64(Kind.FLOAT, 8),
    COMPLEX64(Kind.COMPLEX, 8),
    COMPLEX128(Kind.COMPLEX, 16);

    final Kind kind;
    final int itemSize;
    private final String numpyName = name().toLowerCase(Locale.ROOT);

    Type(Kind kind, int itemSize) {
      this.kind = kind;
      this.itemSize = itemSize;
    }

    String numpyName() {
      return numpyName;
    }

    String code() {
      return "" + kind.code + itemSize;
    }
  }

  /** By every text that numpy takes. */
  private static final Map<String, DType> BY_TEXT = byText();

  /** One byte, 0 or 1. */
  public static final DType BOOL = of("bool");

  /** Signed, 1 byte. */
  public static final DType INT8 = of("int8");

  /** Unsigned, 1 byte. */
  public static final DType UINT8 = of("uint8");

  /** Signed, 2 bytes, native order. */
  public static final DType INT16 = of("int16");

  /** Unsigned, 2 bytes, native order. */
  public static final DType UINT16 = of("uint16");

  /** Signed, 4 bytes, native order. */
  public static final DType INT32 = of("int32");

  /** Unsigned, 4 bytes, native order. */
  public static final DType UINT32 = of("uint32");

  /** Signed, 8 bytes, native order. */
  public static final DType INT64 = of("int64");

  /** Unsigned, 8 bytes, native order. */
  public static final DType UINT64 = of("uint64");

  /** Half precision, native order. */
  public static final DType FLOAT16 = of("float16");

  /** Single precision, native order. */
  public static final DType FLOAT32 = of("float32");

  /** Double precision, native order. */
  public static final DType FLOAT64 = of("float64");

  /** Two single precision numbers, native order. */
  public static final DType COMPLEX64 = of("complex64");

  /** Two double precision numbers, native order. */
  public static final DType COMPLEX128 = of("complex128");

  final Type type;

  /** Whether the bytes of a number stand in the other order than this machine's. */
  final boolean swapped;

  private DType(Type type, boolean swapped) {
    this.type = type;
    this.swapped = swapped && type.itemSize > 1;
  }

  /**
   * The type that numpy gives a name ({@code "float32"}), a code ({@code "f4"}) or a typestring
   * ({@code "<f4"}; the order is one of {@code < > = |}). Always a new object.
   *
   * @throws IllegalArgumentException if there is none, or none that is held here
   */
  public static DType of(String text) {
    DType known = BY_TEXT.get(text);
    if (known == null) {
      throw new IllegalArgumentException(
          "dtype '"
              + text
              + "' is not held; there are bool, (u)int8 to 64, float16 to 64,"
              + " complex64 and 128, in either byte order, such as '<f4' or 'float32'");
    }
    return new DType(known.type, known.swapped);
  }

  private static ByteOrder orderOf(char code) {
    return switch (code) {
      case '<' -> ByteOrder.LITTLE_ENDIAN;
      case '>' -> ByteOrder.BIG_ENDIAN;
      default -> ByteOrder.nativeOrder();
    };
  }

  private static Map<String, DType> byText() {
    Map<String, DType> texts = new HashMap<>();
    for (Type type : Type.values()) {
      addTexts(texts, type.numpyName(), type);
      addTexts(texts, type.code(), type);
    }
    addTexts(texts, "?", Type.BOOL);
    return texts;
  }

  private static void addTexts(Map<String, DType> texts, String name, Type type) {
    texts.put(name, new DType(type, false));
    for (char order : "<>=|".toCharArray()) {
      texts.put(order + name, new DType(type, orderOf(order) != ByteOrder.nativeOrder()));
    }
  }

  /** What an element is. */
  public Kind kind() {
    return type.kind;
  }

  /** The bytes of one element. */
  public int itemSize() {
    return type.itemSize;
  }

  /** The byte order; native for single bytes. */
  public ByteOrder order() {
    return swapped == (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN)
        ? ByteOrder.BIG_ENDIAN
        : ByteOrder.LITTLE_ENDIAN;
  }

  /** Whether the byte order is this machine's, or there is none. */
  public boolean isNative() {
    return !swapped;
  }

  /** The same type in this byte order. */
  public DType withOrder(ByteOrder order) {
    return new DType(type, order != ByteOrder.nativeOrder());
  }

  /** The typestring, which states the order always: {@code "<f4"}, {@code ">i2"}, {@code "|u1"}. */
  public String typestring() {
    char order = type.itemSize == 1 ? '|' : order() == ByteOrder.LITTLE_ENDIAN ? '<' : '>';
    return order + type.code();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DType that && type == that.type && swapped == that.swapped;
  }

  @Override
  public int hashCode() {
    return typestring().hashCode();
  }

  /** As numpy: the name where the order is native ({@code "float32"}), else the typestring. */
  @Override
  public String toString() {
    return swapped ? typestring() : type.numpyName();
  }
}
