package io.mmapdict.ndarray;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The type of an array's elements, as in numpy: what kind of value, how many bytes, which byte
 * order; of a date or time its unit, of a structured type its fields.
 *
 * <p>Immutable; equal when kind, size, order, unit and fields are. What has no order, as single
 * bytes, says native. Not kept are numpy's {@code metadata} and whether fields were placed by
 * {@code align=True}: where they are says as much.
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
    /** IEEE 754; of 16 bytes x86's extended precision, of which the last 6 bytes say nothing. */
    FLOAT('f'),
    /** Real and imaginary part, each a FLOAT. */
    COMPLEX('c'),
    /** Bytes; zeros at the end are not part of the value. */
    BYTES('S'),
    /** Text, four bytes a code point; zeros at the end are not part of it. */
    UNICODE('U'),
    /** Steps of a unit since 1970-01-01T00:00, without a time zone; the least long is no time. */
    DATETIME('M'),
    /** Steps of a unit; the least long is no time. */
    TIMEDELTA('m'),
    /** Fields, a small array of its own, or bytes that only their owner knows. */
    VOID('V'),
    /** A Python object. No array here is over such: see {@link ObjectArray}. */
    OBJECT('O');

    private final char code;

    Kind(char code) {
      this.code = code;
    }
  }

  /** What an element is made of, where the type alone does not say. */
  private sealed interface Detail {}

  private enum Plain implements Detail {
    PLAIN
  }

  private record Steps(DateTimeUnit unit) implements Detail {}

  private record Structure(List<Field> fields) implements Detail {}

  private record SubArray(DType base, Shape shape) implements Detail {}

  /** Types in types are gone through by calls, and a file may say anything. */
  private static final int MOST_PARTS = 1 << 16;

  private static final int DEEPEST = 64;

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

  final ElementType type;

  /** Whether the bytes of a number stand in the other order than this machine's. */
  final boolean swapped;

  private final int itemSize;
  private final Detail detail;
  private final boolean hasObject;

  /** How many types this one is made of, each as often as it is there; itself is one. */
  private final int parts;

  private final int depth;

  private DType(ElementType type, int itemSize, boolean swapped, Detail detail) {
    this.type = type;
    this.itemSize = itemSize;
    this.swapped = swapped && hasOrder(type, itemSize);
    this.detail = detail;
    boolean object = type == ElementType.OBJECT;
    long sum = 1;
    int deepest = 0;
    for (DType part : parts(detail)) {
      object |= part.hasObject;
      sum += part.parts;
      deepest = Math.max(deepest, part.depth);
    }
    if (sum > MOST_PARTS || deepest >= DEEPEST) {
      throw new IllegalArgumentException(
          "a dtype of %d parts, %d deep; at most %d and %d are held"
              .formatted(sum, deepest + 1, MOST_PARTS, DEEPEST));
    }
    this.hasObject = object;
    this.parts = (int) sum;
    this.depth = deepest + 1;
  }

  private static List<DType> parts(Detail detail) {
    return switch (detail) {
      case Structure structure -> structure.fields.stream().map(Field::dtype).toList();
      case SubArray sub -> List.of(sub.base);
      default -> List.of();
    };
  }

  private static boolean hasOrder(ElementType type, int itemSize) {
    return switch (type.kind) {
      case BYTES, VOID, OBJECT -> false;
      default -> itemSize != 1;
    };
  }

  /** One that a name and an order say all of. */
  static DType plain(ElementType type, int itemSize, boolean swapped) {
    return new DType(type, itemSize, swapped, Plain.PLAIN);
  }

  static DType time(ElementType type, boolean swapped, DateTimeUnit unit) {
    return new DType(type, type.itemSize, swapped, new Steps(unit));
  }

  /**
   * The type that numpy gives a name ({@code "float32"}), a code ({@code "f4"}) or a typestring
   * ({@code "<f4"}; the order is one of {@code < > = |}): {@code "S5"} for five bytes, {@code "U5"}
   * for five code points, {@code "V5"}, {@code "M8[ns]"}, {@code "timedelta64[25s]"}, {@code "f16"}
   * for a long double. Always a new object. Structured types: {@link #structured(Field...)} and
   * {@link Descr}.
   *
   * @throws IllegalArgumentException if there is none, or none that is held here
   */
  public static DType of(String text) {
    return DTypeNames.parse(text);
  }

  /** A datetime64 of this unit, native order. */
  public static DType datetime(DateTimeUnit unit) {
    return time(ElementType.DATETIME64, false, unit);
  }

  /** A timedelta64 of this unit, native order. */
  public static DType timedelta(DateTimeUnit unit) {
    return time(ElementType.TIMEDELTA64, false, unit);
  }

  /**
   * A structured type that ends where its last field does.
   *
   * @throws IllegalArgumentException as {@link #structured(int, List)} has it
   */
  public static DType structured(Field... fields) {
    int end = 0;
    for (Field field : fields) {
      end = Math.max(end, field.end());
    }
    return structured(end, List.of(fields));
  }

  /**
   * A structured type: an element has these fields, and what lies between them is padding.
   *
   * @param itemSize the bytes of an element
   * @throws IllegalArgumentException if a name is empty or used twice, or a field lies outside
   */
  public static DType structured(int itemSize, List<Field> fields) {
    List<Field> all = List.copyOf(fields);
    Field.requireWithin(itemSize, all);
    return new DType(ElementType.VOID, itemSize, false, new Structure(all));
  }

  /**
   * The type of a field that is a small array in C order: {@code FLOAT32.subArray(3, 3)}.
   *
   * @throws IllegalArgumentException if it takes 2^31 bytes or more, or this is S, U or V without
   *     length
   */
  public DType subArray(long... shape) {
    if (itemSize == 0 && detail == Plain.PLAIN) {
      throw new IllegalArgumentException(
          "numpy has no sub-arrays of " + this + ", whose elements take no bytes");
    }
    Shape axes = Shape.of(shape);
    long bytes = axes.byteSize(this);
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "an element of " + bytes + " bytes; below 2^31 there may be");
    }
    return new DType(ElementType.VOID, (int) bytes, false, new SubArray(this, axes));
  }

  /** What an element is. */
  public Kind kind() {
    return type.kind;
  }

  /** The bytes of one element. May be 0. */
  public int itemSize() {
    return itemSize;
  }

  /** The byte order; native where there is none, and of structured types. */
  public ByteOrder order() {
    return swapped == (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN)
        ? ByteOrder.BIG_ENDIAN
        : ByteOrder.LITTLE_ENDIAN;
  }

  /** Whether the byte order, that of all fields, is this machine's, or there is none. */
  public boolean isNative() {
    return switch (detail) {
      case Structure structure -> structure.fields.stream().allMatch(f -> f.dtype().isNative());
      case SubArray sub -> sub.base.isNative();
      default -> !swapped;
    };
  }

  /** The same type in this byte order, of a structured one all fields. */
  public DType withOrder(ByteOrder order) {
    boolean swap = order != ByteOrder.nativeOrder();
    return switch (detail) {
      case Structure structure -> {
        List<Field> fields = new ArrayList<>();
        for (Field f : structure.fields) {
          fields.add(new Field(f.name(), f.dtype().withOrder(order), f.offset(), f.title()));
        }
        yield new DType(type, itemSize, false, new Structure(List.copyOf(fields)));
      }
      case SubArray sub ->
          new DType(type, itemSize, false, new SubArray(sub.base.withOrder(order), sub.shape));
      default -> new DType(type, itemSize, swap, detail);
    };
  }

  /** The unit of a datetime64 or timedelta64; empty for other types. */
  public Optional<DateTimeUnit> unit() {
    return detail instanceof Steps steps ? Optional.of(steps.unit) : Optional.empty();
  }

  /** Whether elements have fields (or none at all, but are made to). */
  public boolean isStructured() {
    return detail instanceof Structure;
  }

  /** The fields of a structured type in its order; empty for other types. */
  public List<Field> fields() {
    return detail instanceof Structure structure ? structure.fields : List.of();
  }

  /**
   * The field of this name or title.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Field field(String name) {
    for (Field field : fields()) {
      if (field.name().equals(name) || name.equals(field.title())) {
        return field;
      }
    }
    throw new IllegalArgumentException("no field '" + name + "' in dtype " + this);
  }

  /** Whether each element is a small array: only fields may be. */
  public boolean isSubArray() {
    return detail instanceof SubArray;
  }

  /** The type of a sub-array's elements; of other types they themselves. */
  public DType base() {
    return detail instanceof SubArray sub ? sub.base : this;
  }

  /** The lengths of a sub-array's axes; none for other types. */
  public Shape subShape() {
    return detail instanceof SubArray sub ? sub.shape : Shape.of();
  }

  /** Whether it is, or one of its fields holds, a Python object. */
  public boolean hasObject() {
    return hasObject;
  }

  /**
   * The typestring, which states the order always: {@code "<f4"}, {@code ">i2"}, {@code "|u1"}; of
   * structured types it tells the size only.
   */
  public String typestring() {
    return orderCode() + codeWithoutOrder();
  }

  private String orderCode() {
    if (!hasOrder(type, itemSize)) {
      return "|";
    }
    return order() == ByteOrder.LITTLE_ENDIAN ? "<" : ">";
  }

  private String codeWithoutOrder() {
    return switch (detail) {
      case Steps steps -> type.kind.code + "8" + steps.unit;
      default ->
          switch (type) {
            case OBJECT -> "O";
            case UNICODE -> "U" + itemSize / Integer.BYTES;
            default -> "" + type.kind.code + itemSize;
          };
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof DType that
            && type == that.type
            && itemSize == that.itemSize
            && swapped == that.swapped
            && detail.equals(that.detail));
  }

  @Override
  public int hashCode() {
    return 31 * typestring().hashCode() + (detail == Plain.PLAIN ? 0 : detail.hashCode());
  }

  /**
   * As numpy's {@code str}: the name where the order is native ({@code "float32"}), else the
   * typestring; a structured type as Python's list of its fields.
   */
  @Override
  public String toString() {
    return switch (detail) {
      case Structure structure -> DescrText.shown(Descr.of(this));
      case SubArray sub -> DescrText.shown(Descr.of(this));
      case Steps steps -> swapped ? typestring() : type.numpyName() + steps.unit;
      default -> swapped || !type.isFixed() ? typestring() : type.numpyName();
    };
  }
}
