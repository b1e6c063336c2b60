package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.ByteSlice;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Steps through the opcodes of a pickle without running it. Each argument is known to lie inside
 * the bytes to be read before {@link #next} returns; it is read when it is asked for.
 *
 * <pre>{@code
 * PickleScanner scanner = new PickleScanner(segment, 0, segment.byteSize());
 * while (scanner.next()) {
 *   seen.add(scanner.offset() + " " + scanner.opcode());
 * }
 * }</pre>
 *
 * <p>It goes on behind a STOP; who wants to end there does. Not safe for use by several threads.
 */
public final class PickleScanner {
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private static final int NO_CODE = -1;

  private final MemorySegment segment;
  private final long end;
  private final PickleLimits limits;
  private final SegmentTexts texts;

  private int code = NO_CODE;
  private long offset;
  private long payload;
  private long payloadBytes;
  private long next;

  /** Steps through {@code segment} from {@code start} to {@code end}, with the default limits. */
  public PickleScanner(MemorySegment segment, long start, long end) {
    this(segment, start, end, PickleLimits.DEFAULT);
  }

  /**
   * Steps through {@code segment} from {@code start} to {@code end}.
   *
   * @throws IndexOutOfBoundsException if that is not inside the segment
   */
  public PickleScanner(MemorySegment segment, long start, long end, PickleLimits limits) {
    Objects.checkFromToIndex(start, end, segment.byteSize());
    this.segment = segment;
    this.texts = new SegmentTexts(segment);
    this.end = end;
    this.limits = limits;
    this.next = start;
    this.offset = start;
  }

  /** Steps through a part of what another one steps through. */
  PickleScanner(PickleScanner whole, long start, long end) {
    Objects.checkFromToIndex(start, end, whole.segment.byteSize());
    this.segment = whole.segment;
    this.texts = whole.texts;
    this.end = end;
    this.limits = whole.limits;
    this.next = start;
    this.offset = start;
  }

  /**
   * Goes to the next opcode; false at the end.
   *
   * @throws PickleException if the byte is no opcode or its argument is cut off
   */
  public boolean next() {
    offset = next;
    if (next >= end) {
      code = NO_CODE;
      return false;
    }
    code = computed(segment.get(ValueLayout.JAVA_BYTE, next));
    int bytes = Opcode.fixedBytes(code);
    Opcode variable = bytes < 0 ? Opcode.of(code) : null;
    if (bytes < 0 && variable == null) {
      throw new PickleException(
          String.format("expected a pickle opcode, found the byte 0x%02x", code), offset);
    }
    payload = next + 1;
    if (variable != null) {
      readVariable(variable.argument());
      return true;
    }
    need(bytes);
    payloadBytes = bytes;
    next = payload + bytes;
    return true;
  }

  /**
   * A byte as 0 to 255, computed. Where another program cuts the mapped file meanwhile, a compiled
   * load is skipped, leaves what was in the register, and the error comes later. Of a load alone
   * the compiler trusts the range and checks no bounds, so that a table of 256 would be read
   * anywhere in memory, and the JVM would die of it.
   */
  static int computed(byte loaded) {
    return Integer.reverseBytes(loaded) >>> (Integer.SIZE - Byte.SIZE);
  }

  /** Reads how long an argument is that says so itself. */
  private void readVariable(Argument argument) {
    if (argument.isCounted()) {
      need(argument.size());
      long count = nonNegative(argument.readCount(segment, payload));
      payload += argument.size();
      need(count);
      payloadBytes = count;
      next = payload + count;
      return;
    }
    long at = payload;
    for (int line = 0; line < argument.size(); line++) {
      at = endOfLine(at) + 1;
    }
    payloadBytes = at - 1 - payload;
    next = at;
  }

  /**
   * The opcode {@link #next} went to.
   *
   * @throws IllegalStateException before the first and after the last
   */
  public Opcode opcode() {
    Opcode opcode = code == NO_CODE ? null : Opcode.of(code);
    if (opcode == null) {
      throw new IllegalStateException("no opcode here: next() was not called or gave false");
    }
    return opcode;
  }

  /** Its byte, 0 to 255. */
  int code() {
    return code;
  }

  /** Where the opcode's byte stands in the segment. */
  public long offset() {
    return offset;
  }

  /** Where the next opcode stands: behind the argument. */
  public long nextOffset() {
    return next;
  }

  /** Where the argument's content starts: behind its length if it has one. */
  public long argumentOffset() {
    return payload;
  }

  /** How many bytes of content the argument has: without its length and its last newline. */
  public long argumentBytes() {
    return payloadBytes;
  }

  /**
   * The argument of an opcode with a number of fixed size (and of FRAME, where a length over 2^63 -
   * 1 is refused).
   *
   * @throws IllegalStateException if the opcode has another argument
   */
  public long number() {
    return switch (opcode().argument()) {
      case UINT1 -> uint1();
      case UINT2 -> uint2();
      case INT4 -> int4();
      case UINT4 -> segment.get(INT, payload) & 0xFFFFFFFFL;
      case UINT8 -> nonNegative(segment.get(LONG, payload));
      default -> throw wrongArgument("a number of fixed size");
    };
  }

  /** The argument of BININT1, BINGET and others of one byte. */
  long uint1() {
    return computed(segment.get(ValueLayout.JAVA_BYTE, payload));
  }

  /** Of BININT2. */
  long uint2() {
    int upper = computed(segment.get(ValueLayout.JAVA_BYTE, payload + 1));
    return computed(segment.get(ValueLayout.JAVA_BYTE, payload)) | upper << Byte.SIZE;
  }

  /** Of BININT. */
  long int4() {
    return segment.get(INT, payload);
  }

  /** Of BINFLOAT. */
  double float8() {
    return segment.get(DOUBLE, payload);
  }

  /**
   * The argument of an int opcode in any form: a {@link Long}, or a {@link BigInteger} if large.
   */
  public Number integer() {
    return switch (opcode().argument()) {
      case UINT1, UINT2, INT4, UINT4, UINT8 -> number();
      case LONG1, LONG4 -> twosComplement();
      case DECIMALNL_SHORT -> {
        long plain = TextArguments.plainNumber(segment, payload, payloadBytes);
        yield plain >= 0 ? (Number) plain : TextArguments.integer(digits(), offset);
      }
      case DECIMALNL_LONG -> TextArguments.longInteger(digits(), offset);
      default -> throw wrongArgument("an int");
    };
  }

  /** A byte at or behind the opcode, or 0 if there is none. */
  byte byteAt(long at) {
    return at < end ? segment.get(ValueLayout.JAVA_BYTE, at) : 0;
  }

  /**
   * Goes behind these opcodes if they are what stands here, the one it is at and those behind. Not
   * where a str among them might be too long: who reads them one by one refuses it.
   */
  boolean skipIf(byte[] opcodes) {
    if (opcodes.length > limits.maxStringBytes()
        || !OpcodeMatcher.areAt(segment, offset, end, opcodes)) {
      return false;
    }
    next = offset + opcodes.length;
    return true;
  }

  /** Whether the argument's content has at most eight bytes, and may have so many as a str. */
  boolean isShort() {
    return payloadBytes <= Long.BYTES
        && payloadBytes <= limits.maxStringBytes()
        && payload + Long.BYTES <= end;
  }

  /** The content of such an argument, and zeros up to eight bytes. */
  long word() {
    int unused = Long.SIZE - Byte.SIZE * (int) payloadBytes;
    return unused == Long.SIZE ? 0 : segment.get(LONG, payload) << unused >>> unused;
  }

  /** Goes over bytes that are no opcodes; so many there are. */
  void skip(long count) {
    next += count;
  }

  /** Goes over the next opcode if it is this one, which has no argument. */
  boolean skip(Opcode expected) {
    boolean isNext = next < end && byteAt(next) == (byte) expected.code();
    next += isNext ? 1 : 0;
    return isNext;
  }

  /** The bool that an INT is in text, 00 or 01; null if it is a number. */
  @Nullable Boolean bool() {
    boolean is = payloadBytes == 2 && byteAt(payload) == '0';
    byte second = is ? byteAt(payload + 1) : 0;
    return second == '0' ? Boolean.FALSE : second == '1' ? Boolean.TRUE : null;
  }

  /** The argument of FLOAT or BINFLOAT. */
  public double floatingPoint() {
    return switch (opcode().argument()) {
      case FLOAT8 -> float8();
      case FLOATNL -> {
        long plain = TextArguments.plainNumber(segment, payload, payloadBytes);
        yield plain >= 0
            ? plain
            : TextArguments.floatingPoint(line(1000, "characters of a float"), offset);
      }
      default -> throw wrongArgument("a float");
    };
  }

  /** The argument of a str opcode of Python 3. */
  public String text() {
    return switch (opcode().argument()) {
      case UNICODESTRING1, UNICODESTRING4, UNICODESTRING8 -> texts.utf8(payload, stringLength());
      case UNICODESTRINGNL -> TextArguments.rawUnicodeEscape(bytes(), payload);
      default -> throw wrongArgument("a str");
    };
  }

  /** The content of STRING, BINSTRING and SHORT_BINSTRING, Python 2's str, unescaped. */
  public byte[] oldString() {
    return switch (opcode().argument()) {
      case STRING1, STRING4 -> bytes();
      case STRINGNL -> TextArguments.quoted(bytes(), payload);
      default -> throw wrongArgument("a str of Python 2");
    };
  }

  /** The module and the name of GLOBAL or INST. */
  public PyGlobal globalName() {
    if (opcode().argument() != Argument.STRINGNL_NOESCAPE_PAIR) {
      throw wrongArgument("a module and a name");
    }
    String both = texts.utf8(payload, stringLength());
    int newline = both.indexOf('\n');
    return new PyGlobal(both.substring(0, newline), both.substring(newline + 1));
  }

  /** The argument of a bytes or bytearray opcode, not copied. */
  public ByteSlice byteSlice() {
    return switch (opcode().argument()) {
      case BYTES1, BYTES4, BYTES8 -> slice(false);
      case BYTEARRAY8 -> slice(true);
      default -> throw wrongArgument("bytes");
    };
  }

  /** The argument's content. */
  MemorySegment slice() {
    return segment.asSlice(payload, payloadBytes);
  }

  private ByteSlice slice(boolean mutable) {
    return new ByteSlice(slice(), payload, mutable);
  }

  private long nonNegative(long count) {
    if (count < 0) {
      throw ScannerFaults.negative(opcode(), count, offset);
    }
    return count;
  }

  /** Unsigned, for the same reason as {@link #computed}. */
  private void need(long count) {
    if (Long.compareUnsigned(count, end - payload) > 0) {
      throw ScannerFaults.cutOff(opcode(), count, end - payload, offset);
    }
  }

  private long endOfLine(long from) {
    for (long at = from; at < end; at++) {
      if (segment.get(ValueLayout.JAVA_BYTE, at) == '\n') {
        return at;
      }
    }
    throw new PickleException(
        opcode() + " expects a line, but the pickle ends before its newline", offset);
  }

  private Number twosComplement() {
    if (payloadBytes > limits.maxIntegerBytes()) {
      throw tooLong(limits.maxIntegerBytes(), "bytes of an int");
    }
    return TwosComplement.read(segment, payload, (int) payloadBytes);
  }

  /** The argument's content, of an opcode whose argument is text. */
  byte[] bytes() {
    byte[] bytes = new byte[stringLength()];
    MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, payload, bytes, 0, bytes.length);
    return bytes;
  }

  private int stringLength() {
    if (payloadBytes > limits.maxStringBytes()) {
      throw tooLong(limits.maxStringBytes(), "bytes of a str");
    }
    return (int) payloadBytes;
  }

  private String digits() {
    return line(limits.maxIntegerBytes(), "digits of an int");
  }

  private String line(int maxBytes, String unit) {
    if (payloadBytes > maxBytes) {
      throw tooLong(maxBytes, unit);
    }
    return new String(bytes(), StandardCharsets.ISO_8859_1);
  }

  private PickleException tooLong(long limit, String unit) {
    return ScannerFaults.tooLong(opcode(), payloadBytes, limit, unit, offset);
  }

  private IllegalStateException wrongArgument(String asked) {
    return ScannerFaults.wrongArgument(opcode(), asked);
  }
}
