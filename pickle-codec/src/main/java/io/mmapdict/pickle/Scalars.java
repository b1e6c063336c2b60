package io.mmapdict.pickle;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Values without identity, each in its shortest opcode. */
final class Scalars {
  private Scalars() {}

  /** Writes a value if it is one of these; false if it is not. */
  static boolean write(Ops ops, @Nullable Object value) {
    switch (value) {
      case null -> ops.op(Opcode.NONE);
      case String text -> text(ops, text);
      case Boolean bool -> ops.op(bool ? Opcode.NEWTRUE : Opcode.NEWFALSE);
      case Long number -> integer(ops, number);
      case Integer number -> integer(ops, number);
      case Short number -> integer(ops, number);
      case Byte number -> integer(ops, number);
      case BigInteger number -> integer(ops, number);
      case Double number -> floatingPoint(ops, number);
      case Float number -> floatingPoint(ops, number);
      case PyComplex number -> complex(ops, number);
      case PyTuple tuple when tuple.size() == 0 -> ops.op(Opcode.EMPTY_TUPLE);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Writes one of the two that stand in millions; false if it is another value. */
  static boolean writeNumber(Ops ops, @Nullable Object value) {
    if (value instanceof Long number) {
      ops.value();
      integer(ops, number);
      return true;
    }
    if (value instanceof Double number) {
      ops.value();
      floatingPoint(ops, number);
      return true;
    }
    return false;
  }

  static void integer(Ops ops, long number) {
    // Shifts, since whether a number is negative is what no processor foresees.
    if (number >>> Byte.SIZE == 0) {
      ops.op(Opcode.BININT1, number, 1);
    } else if (number >>> Short.SIZE == 0) {
      ops.op(Opcode.BININT2, number, 2);
    } else if (number == (int) number) {
      ops.op(Opcode.BININT, number, 4);
    } else {
      int bits = Long.SIZE + 1 - Long.numberOfLeadingZeros(number ^ (number >> 63));
      int bytes = (bits + 7) / 8;
      ops.op(Opcode.LONG1, bytes, 1);
      ops.bytes().appendNumber(number, bytes);
    }
  }

  static void integer(Ops ops, BigInteger number) {
    if (number.bitLength() < Long.SIZE) {
      integer(ops, number.longValue());
      return;
    }
    byte[] bigEndian = number.toByteArray();
    if (bigEndian.length <= 255) {
      ops.op(Opcode.LONG1, bigEndian.length, 1);
    } else {
      ops.op(Opcode.LONG4, bigEndian.length, 4);
    }
    for (int i = bigEndian.length - 1; i >= 0; i--) {
      ops.bytes().append(bigEndian[i]);
    }
  }

  /** An int in the width of an opcode, which {@link #checkWidth} allows. */
  static void integer(Ops ops, Opcode opcode, long number) {
    switch (opcode) {
      case BININT1 -> ops.op(opcode, number, 1);
      case BININT2 -> ops.op(opcode, number, 2);
      case BININT -> ops.op(opcode, number, 4);
      default -> {
        ops.op(opcode, Long.BYTES, 1);
        ops.bytes().appendNumber(number, Long.BYTES);
      }
    }
  }

  static void checkWidth(Opcode opcode, long number) {
    boolean fits =
        switch (opcode) {
          case BININT1 -> number >= 0 && number <= 0xFF;
          case BININT2 -> number >= 0 && number <= 0xFFFF;
          case BININT -> number == (int) number;
          case LONG1 -> true;
          default ->
              throw new IllegalArgumentException(
                  opcode + " is not BININT1, BININT2, BININT or LONG1");
        };
    if (!fits) {
      throw new IllegalArgumentException(number + " does not fit " + opcode);
    }
  }

  static void floatingPoint(Ops ops, double number) {
    ops.op(Opcode.BINFLOAT, Long.reverseBytes(Double.doubleToRawLongBits(number)), Double.BYTES);
  }

  static void complex(Ops ops, PyComplex number) {
    global(ops, "builtins", "complex");
    floatingPoint(ops, number.re());
    floatingPoint(ops, number.im());
    ops.op(Opcode.TUPLE2);
    ops.op(Opcode.REDUCE);
  }

  static void text(Ops ops, String text) {
    byte[] utf8 = Utf8.encode(text);
    if (utf8.length <= 255 && ops.form().hasSets()) {
      ops.op(Opcode.SHORT_BINUNICODE, utf8, 1);
    } else {
      ops.op(Opcode.BINUNICODE, utf8, 4);
    }
  }

  static void global(Ops ops, String module, String name) {
    text(ops, module);
    text(ops, name);
    ops.op(Opcode.STACK_GLOBAL);
  }
}
