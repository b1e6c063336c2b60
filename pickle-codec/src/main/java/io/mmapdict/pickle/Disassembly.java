package io.mmapdict.pickle;

import static java.util.Objects.requireNonNull;

import io.mmapdict.pickle.spi.ByteSlice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The opcodes of a pickle as {@code python3 -m pickletools} prints them, byte for byte, a line
 * each; with the same checks: that each opcode finds on the stack and in the memo what it takes,
 * and that STOP leaves nothing. Three things differ: an int of more than 4300 digits is printed,
 * which Python refuses; a FRAME of 2^63 bytes or more is refused; and behind 2^28 blanks lines are
 * indented no further, for a MiB of marks would make terabytes of them. Nothing is imported or
 * called. Not safe for use by several threads.
 *
 * <pre>{@literal
 *     0: \x80 PROTO      4
 *     2: ]    EMPTY_LIST
 *     3: .    STOP
 * highest protocol among opcodes = 2
 * }</pre>
 */
public final class Disassembly {
  private static final String MARK = "mark";
  private static final int OFFSET_WIDTH = 5;
  private static final int INDENT = 4;
  private static final int NAME_WIDTH = 10;

  /** The default of Python's {@code sys.set_int_max_str_digits}. */
  private static final int MOST_DIGITS = 4300;

  private static final BigInteger TOO_LARGE = BigInteger.TEN.pow(MOST_DIGITS);

  private static final long MOST_BLANKS = 1L << 28;

  /** Of what is left on the stack, in the message. */
  private static final int MOST_SHOWN = 10;

  private static final int NONE = -1;
  private static final String NO_MARK = "no MARK exists on stack";

  private static final Map<Opcode, List<String>> BEFORE = words(Opcode::before);
  private static final Map<Opcode, List<String>> AFTER = words(Opcode::after);

  private final PickleScanner scanner;
  private final TextBlock out;

  /** What is on the stack, by Python's words for it. */
  private final List<String> stack = new ArrayList<>();

  /** Where the marks on the stack were pushed. */
  private final List<Long> marks = new ArrayList<>();

  private final ToolMemo<String> memo = new ToolMemo<>();
  private int protocol = -1;
  private long blanks;

  private Disassembly(MemorySegment source, long start, long end, Appendable out) {
    this.scanner = new PickleScanner(source, start, end);
    this.out = new TextBlock(out);
  }

  /**
   * Writes the opcodes from the first one up to STOP.
   *
   * @param out gets the lines before a fault, too
   * @throws PickleException if pickletools would refuse it
   * @throws IOException from {@code out}
   */
  public static void write(MemorySegment pickle, Appendable out) throws IOException {
    write(pickle, 0, pickle.byteSize(), true, out);
  }

  /**
   * Writes some opcodes of a pickle.
   *
   * @param start where the first stands in {@code source}, from which offsets are counted
   * @param end where the last ends, unless a STOP ends them before
   * @param stopNeeded false if what stands there is a value without its STOP
   * @throws PickleException as {@link #write(MemorySegment, Appendable)}
   */
  public static void write(
      MemorySegment source, long start, long end, boolean stopNeeded, Appendable out)
      throws IOException {
    Disassembly disassembly = new Disassembly(source, start, end, out);
    try {
      disassembly.run(stopNeeded, end);
    } finally {
      disassembly.out.flush();
    }
  }

  private void run(boolean stopNeeded, long end) throws IOException {
    boolean stopped = false;
    while (!stopped && scanner.next()) {
      step(scanner.opcode());
      stopped = scanner.opcode() == Opcode.STOP;
    }
    if (!stopped && stopNeeded) {
      throw new PickleException("the pickle ends before its STOP", end);
    }
    out.append("highest protocol among opcodes = ").append(protocol, 0).append('\n');
    if (stack.size() > (stopped ? 0 : 1)) {
      throw new PickleException("left on the stack at the end: " + left(), scanner.offset());
    }
  }

  private String left() {
    List<String> first = stack.subList(0, Math.min(stack.size(), MOST_SHOWN));
    return first.size() == stack.size() ? first.toString() : stack.size() + ", first " + first;
  }

  private void step(Opcode opcode) throws IOException {
    protocol = Math.max(protocol, opcode.protocol());
    int depth = marks.size();
    Object argument = argument();
    out.append(scanner.offset(), OFFSET_WIDTH).append(": ");
    if (argument instanceof BigInteger number && number.abs().compareTo(TOO_LARGE) >= 0) {
      throw tooManyDigits();
    }
    List<String> before = BEFORE.get(opcode);
    int mark = before.indexOf(MARK);
    boolean toMark = mark >= 0 || (opcode == Opcode.POP && isMarkOnTop());
    long memoized = memo.size();
    String fault = toMark ? (marks.isEmpty() ? NO_MARK : null) : memoFault(opcode, argument);
    long markAt = toMark && fault == null ? toMark() : NONE;
    line(
        opcode,
        depth,
        argument,
        opcode == Opcode.MEMOIZE ? memoized : markAt,
        toMark ? fault : null);
    if (fault != null) {
      throw fault(opcode, fault);
    }
    take(opcode, toMark ? Math.max(mark, 0) : before.size());
    if (isGet(opcode)) {
      stack.add(requireNonNull(memo.get(index(argument))));
    } else {
      put(AFTER.get(opcode));
    }
    if (opcode == Opcode.MARK) {
      marks.add(scanner.offset());
    }
  }

  private void take(Opcode opcode, int count) {
    if (stack.size() < count) {
      throw fault(opcode, "takes " + count + " from the stack, where " + stack.size() + " are");
    }
    for (int i = 0; i < count; i++) {
      stack.removeLast();
    }
  }

  private void put(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      stack.add(words.get(i));
    }
  }

  /** Stores what is to be stored. Gives what is wrong with what is asked of the memo, or null. */
  private @Nullable String memoFault(Opcode opcode, @Nullable Object argument) {
    return switch (opcode) {
      case PUT, BINPUT, LONG_BINPUT -> store(index(argument));
      case MEMOIZE -> store((long) memo.size());
      case GET, BINGET, LONG_BINGET ->
          memo.get(index(argument)) == null ? "memo index " + argument + " was never stored" : null;
      default -> null;
    };
  }

  private static boolean isGet(Opcode opcode) {
    return opcode == Opcode.GET || opcode == Opcode.BINGET || opcode == Opcode.LONG_BINGET;
  }

  /** In text 00 and 01 are bools, which are ints to Python. */
  private static Number index(@Nullable Object argument) {
    return argument instanceof Number number ? number : Boolean.TRUE.equals(argument) ? 1L : 0L;
  }

  private boolean isMarkOnTop() {
    return !stack.isEmpty() && stack.getLast().equals(MARK);
  }

  /** Takes the topmost mark and all above it; says where it was pushed. */
  private long toMark() {
    int mark = stack.lastIndexOf(MARK);
    if (mark < 0) {
      throw fault(scanner.opcode(), "another opcode has taken its mark as a value");
    }
    while (stack.size() > mark) {
      stack.removeLast();
    }
    return marks.removeLast();
  }

  /** Gives what is wrong with that, or null. */
  private @Nullable String store(Number index) {
    if (memo.get(index) != null) {
      return "memo index " + index + " is stored for a second time";
    }
    if (stack.isEmpty() || isMarkOnTop()) {
      return "nothing on the stack to store in the memo but " + (stack.isEmpty() ? "it" : "a mark");
    }
    memo.put(index, stack.getLast(), scanner.offset());
    return null;
  }

  /**
   * Writes a line.
   *
   * @param number where the mark was that it takes, or what it memoizes as, or NONE
   * @param note instead of the number
   */
  private void line(
      Opcode opcode, int depth, @Nullable Object argument, long number, @Nullable String note)
      throws IOException {
    if (opcode.code() < 0x7f) {
      out.append((char) opcode.code()).append("   ");
    } else {
      PythonRepr.writeHex('x', opcode.code(), 2, out);
    }
    int indent = blanks < MOST_BLANKS ? INDENT * depth : 0;
    blanks += indent;
    out.blanks(1 + indent).append(opcode.name());
    if (argument != null || number != NONE || note != null) {
      out.blanks(NAME_WIDTH - opcode.name().length());
    }
    if (argument != null) {
      out.append(' ');
      writeArgument(argument);
    }
    if (number != NONE) {
      out.append(opcode == Opcode.MEMOIZE ? " (as " : " (MARK at ").append(number, 0).append(')');
    } else if (note != null) {
      out.append(' ').append(note);
    }
    out.append('\n');
  }

  private void writeArgument(Object argument) throws IOException {
    switch (argument) {
      case String text -> PythonRepr.write(text, out);
      case Long number -> out.append(number, 0);
      case BigInteger number -> DecimalDigits.write(number, out);
      case Double number -> out.append(PythonRepr.of(number));
      case Boolean truth -> out.append(truth ? "True" : "False");
      case ByteSlice bytes when bytes.mutable() -> PythonRepr.writeByteArray(bytes.segment(), out);
      case ByteSlice bytes -> PythonRepr.writeBytes(bytes.segment(), out);
      default -> out.append(argument.toString());
    }
  }

  /** As pickletools reads it, which is not always what the unpickler makes of it. */
  private @Nullable Object argument() {
    return switch (scanner.opcode().argument()) {
      case NONE -> null;
      case UINT1, UINT2, INT4, UINT4, UINT8 -> scanner.number();
      case LONG1, LONG4 -> scanner.integer();
      case DECIMALNL_LONG -> integerInDigits();
      case DECIMALNL_SHORT -> {
        Boolean bool = scanner.bool();
        yield bool == null ? integerInDigits() : bool;
      }
      case FLOAT8, FLOATNL -> scanner.floatingPoint();
      case STRING1, STRING4 -> new String(scanner.oldString(), StandardCharsets.ISO_8859_1);
      case STRINGNL -> ascii(scanner.oldString());
      case STRINGNL_NOESCAPE, STRINGNL_NOESCAPE_PAIR -> names();
      case UNICODESTRING1, UNICODESTRING4, UNICODESTRING8, UNICODESTRINGNL -> scanner.text();
      case BYTES1, BYTES4, BYTES8, BYTEARRAY8 -> scanner.byteSlice();
    };
  }

  private Number integerInDigits() {
    int digits = 0;
    for (long i = 0; i < scanner.argumentBytes(); i++) {
      byte b = scanner.byteAt(scanner.argumentOffset() + i);
      digits += b >= '0' && b <= '9' ? 1 : 0;
    }
    if (digits > MOST_DIGITS) {
      throw tooManyDigits();
    }
    return scanner.integer();
  }

  /** Python neither reads nor prints them, for that takes time with their square. */
  private PickleException tooManyDigits() {
    return fault(scanner.opcode(), "has an int of more than " + MOST_DIGITS + " digits");
  }

  /** One line, or two with a blank between them. It undoes escapes in them, for all their name. */
  private String names() {
    byte[] lines = scanner.bytes();
    int first = 0;
    while (first < lines.length && lines[first] != '\n') {
      first++;
    }
    String name = ascii(unescaped(lines, 0, first));
    return first == lines.length
        ? name
        : name + " " + ascii(unescaped(lines, first + 1, lines.length));
  }

  private byte[] unescaped(byte[] lines, int start, int end) {
    byte[] line = Arrays.copyOfRange(lines, start, end);
    for (byte b : line) {
      if (b == '\\') {
        return TextArguments.unescaped(line, scanner.offset());
      }
    }
    return line;
  }

  private String ascii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        throw fault(scanner.opcode(), "expects ASCII");
      }
    }
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private PickleException fault(Opcode opcode, String what) {
    return new PickleException(opcode + ": " + what, scanner.offset());
  }

  private static Map<Opcode, List<String>> words(Function<Opcode, String> of) {
    Map<Opcode, List<String>> words = new EnumMap<>(Opcode.class);
    for (Opcode opcode : Opcode.values()) {
      String text = of.apply(opcode);
      words.put(opcode, text.isEmpty() ? List.of() : List.of(text.split(" ")));
    }
    return words;
  }
}
