package io.mmapdict.pickle;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * How the argument of an opcode stands in the pickle, under the names of CPython's {@code
 * pickletools}. Numbers are little-endian.
 */
public enum Argument {
  /** No argument. */
  NONE(Shape.FIXED, 0),
  /** One byte, unsigned. */
  UINT1(Shape.FIXED, 1),
  /** Two bytes, unsigned. */
  UINT2(Shape.FIXED, 2),
  /** Four bytes, signed. */
  INT4(Shape.FIXED, 4),
  /** Four bytes, unsigned. */
  UINT4(Shape.FIXED, 4),
  /** Eight bytes, unsigned. */
  UINT8(Shape.FIXED, 8),
  /** An IEEE 754 double, big-endian. */
  FLOAT8(Shape.FIXED, 8),
  /** One byte of length, then an int in two's complement. */
  LONG1(Shape.COUNTED, 1),
  /** Four bytes of length (signed), then an int in two's complement. */
  LONG4(Shape.COUNTED, 4),
  /** One byte of length, then a str of Python 2. */
  STRING1(Shape.COUNTED, 1),
  /** Four bytes of length (signed), then a str of Python 2. */
  STRING4(Shape.COUNTED, 4),
  /** One byte of length, then bytes. */
  BYTES1(Shape.COUNTED, 1),
  /** Four bytes of length, then bytes. */
  BYTES4(Shape.COUNTED, 4),
  /** Eight bytes of length, then bytes. */
  BYTES8(Shape.COUNTED, 8),
  /** Eight bytes of length, then a bytearray. */
  BYTEARRAY8(Shape.COUNTED, 8),
  /** One byte of length, then UTF-8 with lone surrogates. */
  UNICODESTRING1(Shape.COUNTED, 1),
  /** Four bytes of length, then UTF-8 with lone surrogates. */
  UNICODESTRING4(Shape.COUNTED, 4),
  /** Eight bytes of length, then UTF-8 with lone surrogates. */
  UNICODESTRING8(Shape.COUNTED, 8),
  /** A decimal number up to the newline; 00 and 01 are bools. */
  DECIMALNL_SHORT(Shape.LINE, 1),
  /** A decimal number up to the newline, with an L at its end or without. */
  DECIMALNL_LONG(Shape.LINE, 1),
  /** A float as text up to the newline. */
  FLOATNL(Shape.LINE, 1),
  /** A quoted str of Python 2 with backslash escapes, up to the newline. */
  STRINGNL(Shape.LINE, 1),
  /** Text up to the newline. */
  STRINGNL_NOESCAPE(Shape.LINE, 1),
  /** Text in raw-unicode-escape encoding, up to the newline. */
  UNICODESTRINGNL(Shape.LINE, 1),
  /** Two lines: a module and a name. */
  STRINGNL_NOESCAPE_PAIR(Shape.LINE, 2);

  /** What {@link #size} counts. */
  enum Shape {
    /** The argument's bytes. */
    FIXED,
    /** The bytes of the length that stands before the payload. */
    COUNTED,
    /** Lines, each up to a newline. */
    LINE
  }

  private final Shape shape;
  private final int size;

  Argument(Shape shape, int size) {
    this.shape = shape;
    this.size = size;
  }

  Shape shape() {
    return shape;
  }

  int size() {
    return size;
  }

  /** The length that stands there; negative where it is 2^63 or more, or where it must not be. */
  long readCount(MemorySegment segment, long at) {
    return switch (this) {
      case LONG4, STRING4 -> segment.get(PickleScanner.INT, at);
      default ->
          switch (size) {
            case 1 -> segment.get(ValueLayout.JAVA_BYTE, at) & 0xFFL;
            case 4 -> segment.get(PickleScanner.INT, at) & 0xFFFFFFFFL;
            default -> segment.get(PickleScanner.LONG, at);
          };
    };
  }

  /** Whether the argument is a length and then that many bytes. */
  public boolean isCounted() {
    return shape == Shape.COUNTED;
  }

  /** Whether the argument goes on to a newline, however far that is. */
  public boolean isLine() {
    return shape == Shape.LINE;
  }
}
