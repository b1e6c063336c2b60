package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.ByteSlice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The opcodes of a pickle as {@code python3 -m pickletools} prints them, byte for byte, a line
 * each; with the same checks: that each opcode finds on the stack and in the memo what it takes,
 * and that STOP leaves nothing. Two things differ: an int of more than 4300 digits is printed,
 * which Python refuses, and a FRAME of 2^63 bytes or more is refused. Nothing is imported or
 * called. Not safe for use by several threads.
 *
 * <pre>{@code
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

  private static final Map<Opcode, List<String>> BEFORE = words(Opcode::before);
  private static final Map<Opcode, List<String>> AFTER = words(Opcode::after);

  private final PickleScanner scanner;
  private final Appendable out;

  /** What is on the stack, by Python's words for it. */
  private final List<String> stack = new ArrayList<>();

  /** Where the marks on the stack were pushed. */
  private final List<Long> marks = new ArrayList<>();

  private final Map<Number, String> memo = new HashMap<>();
  private int protocol = -1;

  private Disassembly(MemorySegment source, long start, long end, Appendable out) {
    this.scanner = new PickleScanner(source, start, end);
    this.out = out;
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
    new Disassembly(source, start, end, out).run(stopNeeded, end);
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
    out.append("highest protocol among opcodes = ").append(Integer.toString(protocol)).append('\n');
    if (stack.size() > (stopped ? 0 : 1)) {
      throw new PickleException("left on the stack at the end: " + stack, scanner.offset());
    }
  }

  private void step(Opcode opcode) throws IOException {
    protocol = Math.max(protocol, opcode.protocol());
    int depth = marks.size();
    Object argument = argument();
    String offset = Long.toString(scanner.offset());
    out.append(" ".repeat(Math.max(0, OFFSET_WIDTH - offset.length()))).append(offset).append(": ");
    if (argument instanceof BigInteger number && number.abs().compareTo(TOO_LARGE) >= 0) {
      throw tooManyDigits();
    }
    Effect effect = effect(opcode, argument);
    line(opcode, depth, effect);
    if (effect.fault != null) {
      throw fault(opcode, effect.fault);
    }
    if (stack.size() < effect.taken) {
      throw fault(
          opcode, "takes " + effect.taken + " from the stack, where " + stack.size() + " are");
    }
    stack.subList(stack.size() - effect.taken, stack.size()).clear();
    stack.addAll(effect.left);
    if (opcode == Opcode.MARK) {
      marks.add(scanner.offset());
    }
  }

  /**
   * What an opcode does.
   *
   * @param note stands behind the argument
   * @param fault why it cannot
   * @param taken from the stack, once the mark and what is above it are gone
   * @param left put there
   */
  private record Effect(
      @Nullable Object argument,
      @Nullable String note,
      @Nullable String fault,
      int taken,
      List<String> left) {}

  private Effect effect(Opcode opcode, @Nullable Object argument) {
    List<String> before = BEFORE.get(opcode);
    List<String> left = AFTER.get(opcode);
    int mark = before.indexOf(MARK);
    if (mark >= 0 || (opcode == Opcode.POP && isMarkOnTop())) {
      if (marks.isEmpty()) {
        String fault = "no MARK exists on stack";
        return new Effect(argument, fault, fault, 0, left);
      }
      return new Effect(argument, toMark(), null, Math.max(mark, 0), left);
    }
    return switch (opcode) {
      case PUT, BINPUT, LONG_BINPUT ->
          new Effect(argument, null, store(index(argument)), before.size(), left);
      case MEMOIZE -> {
        long index = memo.size();
        yield new Effect(null, "(as " + index + ")", store(index), before.size(), left);
      }
      case GET, BINGET, LONG_BINGET -> {
        String stored = memo.get(index(argument));
        yield stored == null
            ? new Effect(argument, null, "memo index " + argument + " was never stored", 0, left)
            : new Effect(argument, null, null, 0, List.of(stored));
      }
      default -> new Effect(argument, null, null, before.size(), left);
    };
  }

  /** In text 00 and 01 are bools, which are ints to Python. */
  private static Number index(@Nullable Object argument) {
    return argument instanceof Number number ? number : Boolean.TRUE.equals(argument) ? 1L : 0L;
  }

  private boolean isMarkOnTop() {
    return !stack.isEmpty() && stack.getLast().equals(MARK);
  }

  /** Takes the topmost mark and all above it; says where it was pushed. */
  private String toMark() {
    int mark = stack.lastIndexOf(MARK);
    if (mark < 0) {
      throw fault(scanner.opcode(), "another opcode has taken its mark as a value");
    }
    stack.subList(mark, stack.size()).clear();
    return "(MARK at " + marks.removeLast() + ")";
  }

  /** Gives what is wrong with that, or null. */
  private @Nullable String store(Number index) {
    if (memo.containsKey(index)) {
      return "memo index " + index + " is stored for a second time";
    }
    if (stack.isEmpty() || isMarkOnTop()) {
      return "nothing on the stack to store in the memo but " + (stack.isEmpty() ? "it" : "a mark");
    }
    memo.put(index, stack.getLast());
    return null;
  }

  private void line(Opcode opcode, int depth, Effect effect) throws IOException {
    String code =
        opcode.code() < 0x7f
            ? Character.toString(opcode.code()) + "   "
            : "\\x" + Integer.toHexString(opcode.code());
    out.append(code).append(' ').append(" ".repeat(INDENT * depth)).append(opcode.name());
    if (effect.argument != null || effect.note != null) {
      out.append(" ".repeat(Math.max(0, NAME_WIDTH - opcode.name().length())));
    }
    if (effect.argument != null) {
      out.append(' ');
      writeArgument(effect.argument);
    }
    if (effect.note != null) {
      out.append(' ').append(effect.note);
    }
    out.append('\n');
  }

  private void writeArgument(Object argument) throws IOException {
    switch (argument) {
      case String text -> out.append(PythonRepr.of(text));
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
      case DECIMALNL_SHORT ->
          scanner.isText("00") || scanner.isText("01")
              ? (Object) scanner.isText("01")
              : integerInDigits();
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
    for (byte b : scanner.lines().getFirst()) {
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
    return scanner.lines().stream()
        .map(line -> ascii(TextArguments.unescaped(line, scanner.offset())))
        .collect(Collectors.joining(" "));
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
