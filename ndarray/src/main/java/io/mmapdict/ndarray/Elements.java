package io.mmapdict.ndarray;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One element at a byte offset, read and written as a Java number. The rule of all conversions:
 * floating point rounds to the nearest, integers are kept exactly or refused.
 *
 * <p>Numbers are read in native order and swapped if need be: one constant layout per size, which
 * costs no more than an array access.
 */
final class Elements {
  private static final double TWO_63 = 0x1p63;
  private static final int LONG_DOUBLE_BYTES = 16;

  private Elements() {}

  static double getDouble(DType dtype, MemorySegment memory, long at) {
    return switch (dtype.type) {
      case FLOAT64 -> Double.longBitsToDouble(bits64(dtype, memory, at));
      case FLOAT32 -> Float.intBitsToFloat(bits32(dtype, memory, at));
      case FLOAT16 -> Float.float16ToFloat(bits16(dtype, memory, at));
      case FLOAT128 -> longDouble(dtype, memory, at);
      case UINT64 -> unsignedToDouble(bits64(dtype, memory, at));
      case DATETIME64, TIMEDELTA64 -> {
        long count = bits64(dtype, memory, at);
        yield count == Times.NO_TIME ? Double.NaN : count;
      }
      default -> getLong(dtype, memory, at);
    };
  }

  static float getFloat(DType dtype, MemorySegment memory, long at) {
    return switch (dtype.type) {
      case FLOAT32 -> Float.intBitsToFloat(bits32(dtype, memory, at));
      case INT64 -> bits64(dtype, memory, at);
      case UINT64 -> unsignedToFloat(bits64(dtype, memory, at));
      default -> (float) getDouble(dtype, memory, at);
    };
  }

  static long getLong(DType dtype, MemorySegment memory, long at) {
    return switch (dtype.type) {
      case BOOL -> memory.get(ValueLayout.JAVA_BYTE, at) == 0 ? 0 : 1;
      case INT8 -> memory.get(ValueLayout.JAVA_BYTE, at);
      case UINT8 -> memory.get(ValueLayout.JAVA_BYTE, at) & 0xff;
      case INT16 -> bits16(dtype, memory, at);
      case UINT16 -> bits16(dtype, memory, at) & 0xffff;
      case INT32 -> bits32(dtype, memory, at);
      case UINT32 -> bits32(dtype, memory, at) & 0xffff_ffffL;
      case INT64 -> bits64(dtype, memory, at);
      case UINT64 -> {
        long bits = bits64(dtype, memory, at);
        if (bits < 0) {
          throw new ArithmeticException(Long.toUnsignedString(bits) + " does not fit a long");
        }
        yield bits;
      }
      case DATETIME64, TIMEDELTA64 -> bits64(dtype, memory, at);
      case FLOAT16, FLOAT32, FLOAT64 -> exact(getDouble(dtype, memory, at), "a long");
      case FLOAT128 ->
          dtype.swapped
              ? LongDoubles.toLong(bits64(dtype, memory, at + 8), bits16(dtype, memory, at + 6))
              : LongDoubles.toLong(bits64(dtype, memory, at), bits16(dtype, memory, at + 8));
      default -> throw noNumber(dtype);
    };
  }

  static boolean getBoolean(DType dtype, MemorySegment memory, long at) {
    return switch (dtype.type) {
      case BOOL, INT8, UINT8 -> memory.get(ValueLayout.JAVA_BYTE, at) != 0;
      case UINT64 -> bits64(dtype, memory, at) != 0;
      case FLOAT16, FLOAT32, FLOAT64, FLOAT128 -> getDouble(dtype, memory, at) != 0;
      case COMPLEX64, COMPLEX128, COMPLEX256 ->
          getReal(dtype, memory, at) != 0 || getImaginary(dtype, memory, at) != 0;
      default -> getLong(dtype, memory, at) != 0;
    };
  }

  static double getReal(DType dtype, MemorySegment memory, long at) {
    return switch (dtype.type) {
      case COMPLEX64 -> Float.intBitsToFloat(bits32(dtype, memory, at));
      case COMPLEX128 -> Double.longBitsToDouble(bits64(dtype, memory, at));
      case COMPLEX256 -> longDouble(dtype, memory, at);
      default -> getDouble(dtype, memory, at);
    };
  }

  static double getImaginary(DType dtype, MemorySegment memory, long at) {
    return switch (dtype.type) {
      case COMPLEX64 -> Float.intBitsToFloat(bits32(dtype, memory, at + 4));
      case COMPLEX128 -> Double.longBitsToDouble(bits64(dtype, memory, at + 8));
      case COMPLEX256 -> longDouble(dtype, memory, at + LONG_DOUBLE_BYTES);
      default -> 0;
    };
  }

  /** Of a uint64: without a sign. */
  static boolean isBeyondLong(DType dtype, MemorySegment memory, long at) {
    return dtype.type == ElementType.UINT64 && bits64(dtype, memory, at) < 0;
  }

  static void setDouble(DType dtype, MemorySegment memory, long at, double value) {
    switch (dtype.type) {
      case FLOAT64 -> bits64(dtype, memory, at, Double.doubleToRawLongBits(value));
      case FLOAT32 -> bits32(dtype, memory, at, Float.floatToRawIntBits((float) value));
      case FLOAT16 -> bits16(dtype, memory, at, toHalf(value));
      case FLOAT128 -> longDouble(dtype, memory, at, value);
      case BOOL -> memory.set(ValueLayout.JAVA_BYTE, at, (byte) (value != 0 ? 1 : 0));
      case UINT64 -> {
        if (value >= TWO_63 && value < 2 * TWO_63) {
          bits64(dtype, memory, at, (long) (value - TWO_63) + Long.MIN_VALUE);
        } else {
          setLong(dtype, memory, at, exact(value, dtype.toString()));
        }
      }
      case COMPLEX64, COMPLEX128, COMPLEX256 -> setComplex(dtype, memory, at, value, 0);
      default -> setLong(dtype, memory, at, exact(value, dtype.toString()));
    }
  }

  static void setFloat(DType dtype, MemorySegment memory, long at, float value) {
    if (dtype.type == ElementType.FLOAT32) {
      bits32(dtype, memory, at, Float.floatToRawIntBits(value));
    } else {
      setDouble(dtype, memory, at, value);
    }
  }

  static void setLong(DType dtype, MemorySegment memory, long at, long value) {
    switch (dtype.type) {
      case BOOL -> memory.set(ValueLayout.JAVA_BYTE, at, (byte) (value != 0 ? 1 : 0));
      case INT8 -> memory.set(ValueLayout.JAVA_BYTE, at, (byte) within(dtype, value, -0x80, 0x7f));
      case UINT8 -> memory.set(ValueLayout.JAVA_BYTE, at, (byte) within(dtype, value, 0, 0xff));
      case INT16 -> bits16(dtype, memory, at, (short) within(dtype, value, -0x8000, 0x7fff));
      case UINT16 -> bits16(dtype, memory, at, (short) within(dtype, value, 0, 0xffff));
      case INT32 ->
          bits32(
              dtype, memory, at, (int) within(dtype, value, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case UINT32 -> bits32(dtype, memory, at, (int) within(dtype, value, 0, 0xffff_ffffL));
      case INT64, DATETIME64, TIMEDELTA64 -> bits64(dtype, memory, at, value);
      case UINT64 -> bits64(dtype, memory, at, within(dtype, value, 0, Long.MAX_VALUE));
      case FLOAT16 -> bits16(dtype, memory, at, toHalf((double) value));
      case FLOAT32 -> bits32(dtype, memory, at, Float.floatToRawIntBits((float) value));
      case FLOAT64 -> bits64(dtype, memory, at, Double.doubleToRawLongBits((double) value));
      case FLOAT128 ->
          longDouble(
              dtype, memory, at, LongDoubles.fraction(value), LongDoubles.signAndExponent(value));
      case COMPLEX64, COMPLEX128, COMPLEX256 -> setComplex(dtype, memory, at, (double) value, 0);
      default -> throw noNumber(dtype);
    }
  }

  static void setComplex(DType dtype, MemorySegment memory, long at, double real, double imag) {
    switch (dtype.type) {
      case COMPLEX64 -> {
        bits32(dtype, memory, at, Float.floatToRawIntBits((float) real));
        bits32(dtype, memory, at + 4, Float.floatToRawIntBits((float) imag));
      }
      case COMPLEX128 -> {
        bits64(dtype, memory, at, Double.doubleToRawLongBits(real));
        bits64(dtype, memory, at + 8, Double.doubleToRawLongBits(imag));
      }
      case COMPLEX256 -> {
        longDouble(dtype, memory, at, real);
        longDouble(dtype, memory, at + LONG_DOUBLE_BYTES, imag);
      }
      default ->
          throw new UnsupportedOperationException(dtype + " elements have no imaginary part");
    }
  }

  private static short bits16(DType dtype, MemorySegment memory, long at) {
    short bits = memory.get(ValueLayout.JAVA_SHORT_UNALIGNED, at);
    return dtype.swapped ? Short.reverseBytes(bits) : bits;
  }

  private static int bits32(DType dtype, MemorySegment memory, long at) {
    int bits = memory.get(ValueLayout.JAVA_INT_UNALIGNED, at);
    return dtype.swapped ? Integer.reverseBytes(bits) : bits;
  }

  static long bits64(DType dtype, MemorySegment memory, long at) {
    long bits = memory.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
    return dtype.swapped ? Long.reverseBytes(bits) : bits;
  }

  private static void bits16(DType dtype, MemorySegment memory, long at, short bits) {
    memory.set(
        ValueLayout.JAVA_SHORT_UNALIGNED, at, dtype.swapped ? Short.reverseBytes(bits) : bits);
  }

  private static void bits32(DType dtype, MemorySegment memory, long at, int bits) {
    memory.set(
        ValueLayout.JAVA_INT_UNALIGNED, at, dtype.swapped ? Integer.reverseBytes(bits) : bits);
  }

  static void bits64(DType dtype, MemorySegment memory, long at, long bits) {
    memory.set(ValueLayout.JAVA_LONG_UNALIGNED, at, dtype.swapped ? Long.reverseBytes(bits) : bits);
  }

  private static double longDouble(DType dtype, MemorySegment memory, long at) {
    return dtype.swapped
        ? LongDoubles.toDouble(bits64(dtype, memory, at + 8), bits16(dtype, memory, at + 6))
        : LongDoubles.toDouble(bits64(dtype, memory, at), bits16(dtype, memory, at + 8));
  }

  /** Exactly, and zeros in the bytes that say nothing. */
  private static void longDouble(DType dtype, MemorySegment memory, long at, double value) {
    longDouble(dtype, memory, at, LongDoubles.fraction(value), LongDoubles.signAndExponent(value));
  }

  private static void longDouble(
      DType dtype, MemorySegment memory, long at, long fraction, short signAndExponent) {
    bits64(dtype, memory, at, 0);
    bits64(dtype, memory, at + 8, 0);
    bits64(dtype, memory, dtype.swapped ? at + 8 : at, fraction);
    bits16(dtype, memory, dtype.swapped ? at + 6 : at + 8, signAndExponent);
  }

  /** The nearest double: halved with the lost bit kept sticky, so that it rounds once. */
  static double unsignedToDouble(long bits) {
    return bits >= 0 ? bits : (double) ((bits >>> 1) | (bits & 1)) * 2;
  }

  static float unsignedToFloat(long bits) {
    return bits >= 0 ? bits : (float) ((bits >>> 1) | (bits & 1)) * 2;
  }

  /**
   * The nearest half. The step through a float rounds to odd (truncated, with the last bit set if
   * anything was lost), else it would round twice.
   */
  private static short toHalf(double value) {
    float near = (float) value;
    if (near != value && !Double.isNaN(value)) {
      int bits = Float.floatToRawIntBits(near);
      if (Math.abs((double) near) > Math.abs(value)) {
        bits--;
      }
      near = Float.intBitsToFloat(bits | 1);
    }
    return Float.floatToFloat16(near);
  }

  private static long exact(double value, String type) {
    long whole = (long) value;
    if (whole != value || whole == Long.MAX_VALUE) {
      throw new ArithmeticException(value + " is no whole number that fits " + type);
    }
    return whole;
  }

  private static long within(DType dtype, long value, long low, long high) {
    if (value < low || value > high) {
      throw new ArithmeticException(
          value + " does not fit " + dtype + ", which holds " + low + " to " + high);
    }
    return value;
  }

  private static UnsupportedOperationException noNumber(DType dtype) {
    return new UnsupportedOperationException(
        dtype.kind() == DType.Kind.COMPLEX
            ? dtype + " elements have two parts: use getReal and getImaginary"
            : dtype + " elements are no numbers: use get and set, or field");
  }
}
