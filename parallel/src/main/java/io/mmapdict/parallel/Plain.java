package io.mmapdict.parallel;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The short form of what most tasks are given and return: null, a boolean, a number, a text. Java's
 * serialization takes microseconds and a stream for each of them.
 */
final class Plain {
  /** Java's serialization begins with 0xAC, so with none of these. */
  private static final byte NULL = 'n';

  private static final byte TRUE = 't';
  private static final byte FALSE = 'f';
  private static final byte INT = 'i';
  private static final byte LONG = 'l';
  private static final byte DOUBLE = 'd';
  private static final byte TEXT = 's';

  private Plain() {}

  /** The bytes, or null if it is none of these. */
  static byte @Nullable [] pack(@Nullable Object object) {
    return switch (object) {
      case null -> new byte[] {NULL};
      case Boolean b -> new byte[] {b ? TRUE : FALSE};
      case Integer i -> of(INT, Integer.BYTES).putInt(i).array();
      case Long l -> of(LONG, Long.BYTES).putLong(l).array();
      case Double d -> of(DOUBLE, Double.BYTES).putLong(Double.doubleToRawLongBits(d)).array();
      case String s when s.length() < Short.MAX_VALUE -> text(s);
      default -> null;
    };
  }

  /** Whether {@link #pack} made them. */
  static boolean isPacked(byte[] bytes) {
    return bytes.length > 0
        && switch (bytes[0]) {
          case NULL, TRUE, FALSE, INT, LONG, DOUBLE, TEXT -> true;
          default -> false;
        };
  }

  /**
   * What {@link #pack} was given.
   *
   * @throws java.nio.BufferUnderflowException if bytes are missing
   */
  static @Nullable Object unpack(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    return switch (bytes[0]) {
      case NULL -> null;
      case TRUE -> true;
      case FALSE -> false;
      case INT -> in.getInt();
      case LONG -> in.getLong();
      case DOUBLE -> Double.longBitsToDouble(in.getLong());
      case TEXT -> in.asCharBuffer().toString();
      default -> throw new IllegalArgumentException("not in the short form: " + bytes[0]);
    };
  }

  private static ByteBuffer of(byte kind, int length) {
    return ByteBuffer.allocate(1 + length).put(kind);
  }

  /** Char by char: a text need not be whole Unicode. */
  private static byte[] text(String text) {
    byte[] bytes = new byte[1 + Character.BYTES * text.length()];
    ByteBuffer.wrap(bytes).put(TEXT).asCharBuffer().put(text);
    return bytes;
  }
}
