package io.mmapdict;

import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PickleScanner;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs the opcodes of one value on a stack of types instead of values: whether Python would find
 * what each opcode takes, and one object at the end. Nothing is built and no payload is touched.
 *
 * <p>What a call returns is not known here: it counts as any type.
 */
final class OpcodeCheck {
  /** Why a value's opcodes are wrong. */
  record Fault(long offset, String what) {}

  /**
   * The words of {@link Opcode#before} and {@link Opcode#after}. A stack of them takes a byte each:
   * there may be as many as a value has bytes.
   */
  private enum Type {
    MARK("mark"),
    ANY("any"),
    SLICE("stackslice"),
    INT("int"),
    BOOL("bool"),
    INT_OR_BOOL("int_or_bool"),
    FLOAT("float"),
    NONE("None"),
    BYTES("bytes"),
    STR("str"),
    BYTES_OR_STR("bytes_or_str"),
    BYTEARRAY("bytearray"),
    BUFFER("buffer"),
    LIST("list"),
    TUPLE("tuple"),
    DICT("dict"),
    SET("set"),
    FROZENSET("frozenset");

    private static final Type[] ALL = values();
    private static final Map<String, Type> BY_WORD =
        Stream.of(ALL).collect(Collectors.toMap(Type::toString, Function.identity()));

    private final String word;

    Type(String word) {
      this.word = word;
    }

    static List<Type> all(String words) {
      return words.isEmpty()
          ? List.of()
          : Stream.of(words.split(" "))
              .map(word -> Objects.requireNonNull(BY_WORD.get(word), word))
              .toList();
    }

    @SuppressWarnings("EnumOrdinal") // leads to ALL, and nowhere else
    byte code() {
      return (byte) ordinal();
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /** The words of an opcode's row, before and after. */
  private record Row(List<Type> before, List<Type> after, boolean toMark) {
    static Row of(Opcode opcode) {
      List<Type> before = Type.all(opcode.before());
      return new Row(before, Type.all(opcode.after()), before.contains(Type.SLICE));
    }
  }

  private static final int PAGE = 16;
  private static final long MOST = Integer.MAX_VALUE - 8L;
  private static final Map<Opcode, Row> ROWS = new EnumMap<>(Opcode.class);

  static {
    for (Opcode opcode : Opcode.values()) {
      ROWS.put(opcode, Row.of(opcode));
    }
  }

  private final long memoMax;

  /** Pages of types: indices start anywhere, and go on from there. MARK is none. */
  private final Map<Long, byte[]> memo = new HashMap<>();

  /** Types, and the marks between them. */
  private byte[] stack = new byte[16];

  private int size;
  private int markCount;

  private OpcodeCheck(long memoMax) {
    this.memoMax = memoMax;
  }

  /**
   * What is wrong with a value's opcodes, or null. Null as well where there is too little memory to
   * tell: who builds the value needs more, and says so.
   *
   * @param memoMax the first memo index that the value may not use; negative for any
   */
  static @Nullable Fault of(MemorySegment file, long start, long end, long memoMax) {
    OpcodeCheck check = new OpcodeCheck(memoMax);
    PickleScanner scanner = new PickleScanner(file, start, end);
    try {
      while (scanner.next()) {
        check.step(scanner);
      }
    } catch (Wrong e) {
      return new Fault(scanner.offset(), scanner.opcode() + " " + e.getMessage());
    } catch (PickleException e) {
      String message = String.valueOf(e.getMessage());
      String place = " (at offset " + e.offset() + ")";
      return new Fault(e.offset() < 0 ? scanner.offset() : e.offset(), message.replace(place, ""));
    } catch (OutOfMemoryError e) {
      return null;
    }
    if (check.size != 1 || check.markCount != 0) {
      return new Fault(
          end,
          "the value leaves "
              + (check.size - check.markCount)
              + " objects and "
              + check.markCount
              + " marks, expected one object");
    }
    return null;
  }

  /**
   * Where opcodes lead.
   *
   * @param frame where the next frame starts, or -1 if they end or are none before
   * @param looked how many bytes were looked at: not those of counted arguments, which are gone
   *     over
   */
  record Way(long frame, long looked) {}

  /** Where the next frame starts if the opcodes from here on are believed. */
  static Way toNextFrame(MemorySegment file, long start, long end) {
    PickleScanner scanner = new PickleScanner(file, start, end);
    long looked = 0;
    try {
      while (scanner.next()) {
        looked++;
        if (scanner.opcode() == Opcode.FRAME) {
          return new Way(scanner.offset(), looked);
        }
        if (scanner.opcode() == Opcode.STOP) {
          return new Way(-1, looked);
        }
        if (scanner.opcode().argument().isLine()) {
          looked += scanner.argumentBytes();
        }
      }
      return new Way(-1, looked);
    } catch (PickleException e) {
      boolean isOpcode = scanner.argumentOffset() > scanner.offset();
      boolean isLine = isOpcode && scanner.opcode().argument().isLine(); // one without an end
      return new Way(-1, looked + (isLine ? end - scanner.offset() : 1));
    }
  }

  private void step(PickleScanner scanner) {
    Opcode opcode = scanner.opcode();
    switch (opcode) {
      case STOP, PROTO, FRAME, MEMOIZE ->
          throw new Wrong("stands inside a value, which may not hold it");
      case EXT1, EXT2, EXT4, PERSID, BINPERSID, NEXT_BUFFER, READONLY_BUFFER ->
          throw new Wrong("names something outside the file");
      case POP -> {
        if (isMarkOnTop()) {
          size--;
          markCount--;
        } else {
          pop(Type.ANY);
        }
      }
      case MARK -> {
        push(Type.MARK);
        markCount++;
      }
      case DUP -> {
        Type top = pop(Type.ANY);
        push(top);
        push(top);
      }
      case GET, BINGET, LONG_BINGET -> {
        Type kept = kept(index(scanner));
        if (kept == Type.MARK) {
          throw new Wrong("takes index " + index(scanner) + " of the memo, which is not set");
        }
        push(kept);
      }
      case PUT, BINPUT, LONG_BINPUT -> {
        long index = index(scanner);
        if (memoMax >= 0 && index >= memoMax) {
          throw new Wrong(
              "sets index " + index + " of the memo, the entry's memo max is " + memoMax);
        }
        Type top = pop(Type.ANY);
        push(top);
        keep(index, top);
      }
      default -> {
        content(scanner);
        replace(opcode, ROWS.get(opcode));
      }
    }
  }

  private void keep(long index, Type type) {
    memo.computeIfAbsent(index / PAGE, _ -> new byte[PAGE])[(int) (index % PAGE)] = type.code();
  }

  private Type kept(long index) {
    byte[] page = memo.get(index / PAGE);
    return page == null ? Type.MARK : Type.ALL[page[(int) (index % PAGE)]];
  }

  private static long index(PickleScanner scanner) {
    if (scanner.opcode() == Opcode.GET || scanner.opcode() == Opcode.PUT) {
      if (scanner.integer() instanceof Long index && index >= 0) {
        return index;
      }
      throw new Wrong("expects an index from 0");
    }
    return scanner.number();
  }

  /** Text and numbers in text may be none. */
  private static void content(PickleScanner scanner) {
    switch (scanner.opcode()) {
      case UNICODE, SHORT_BINUNICODE, BINUNICODE, BINUNICODE8 -> scanner.text();
      case INT, LONG -> scanner.integer();
      case FLOAT -> scanner.floatingPoint();
      case STRING, BINSTRING, SHORT_BINSTRING -> ascii(scanner.oldString());
      case GLOBAL, INST -> scanner.globalName();
      default -> {
        // every argument of its length is one
      }
    }
  }

  /** Plain Python 3 loads a str of Python 2 only so; we read it as bytes otherwise. */
  private static void ascii(byte[] bytes) {
    for (byte each : bytes) {
      if (each < 0) {
        throw new Wrong("expects ASCII, found the byte %02x".formatted(each & 0xff));
      }
    }
  }

  private void replace(Opcode opcode, Row row) {
    int words = row.before.size();
    if (row.toMark) {
      words -= toMark(opcode, row);
    }
    Type target = Type.ANY;
    for (int i = words - 1; i >= 0; i--) {
      target = pop(row.before.get(i));
    }
    if (opcode == Opcode.REDUCE || opcode == Opcode.NEWOBJ) {
      checkArguments(words);
    }
    for (Type type : row.after) {
      boolean changed = words > 0 && !row.before.isEmpty() && type == row.before.getFirst();
      boolean either = type == Type.INT_OR_BOOL || type == Type.BYTES_OR_STR;
      push(changed ? target : either ? Type.ANY : type);
    }
  }

  /** The arguments, which were on top a moment ago, are a tuple. */
  private void checkArguments(int words) {
    Type arguments = Type.ALL[stack[size + words - 1]];
    if (arguments != Type.TUPLE && arguments != Type.ANY) {
      throw new Wrong("expects a tuple of arguments on the stack, found " + arguments);
    }
  }

  /** Takes all down to the mark; gives how many words of the row that were. */
  private int toMark(Opcode opcode, Row row) {
    if (markCount == 0) {
      throw new Wrong("expects a mark on the stack, found none");
    }
    int mark = size - 1;
    while (stack[mark] != Type.MARK.code()) {
      mark--;
    }
    int count = size - 1 - mark;
    int words = row.before.size() - row.before.indexOf(Type.MARK);
    if (count < words - 2) {
      throw new Wrong("expects an object above the mark, found none");
    }
    if ((opcode == Opcode.DICT || opcode == Opcode.SETITEMS) && count % 2 != 0) {
      throw new Wrong("expects keys and values in turn above the mark, found " + count);
    }
    size = mark;
    markCount--;
    return words;
  }

  private boolean isMarkOnTop() {
    return size > 0 && stack[size - 1] == Type.MARK.code();
  }

  private Type pop(Type expected) {
    if (size == 0 || isMarkOnTop()) {
      throw new Wrong(
          "expects "
              + (expected == Type.ANY ? "an object" : "a " + expected)
              + " on the stack, found "
              + (size == 0 ? "none" : "a mark"));
    }
    Type found = Type.ALL[stack[--size]];
    if (expected != Type.ANY && found != expected && found != Type.ANY) {
      throw new Wrong("expects a " + expected + " on the stack, found " + found);
    }
    return found;
  }

  private void push(Type type) {
    if (size == stack.length) {
      // No array is longer than 2^31 - 9: one more is as if there were no memory.
      stack = Arrays.copyOf(stack, Math.max(size + 1, (int) Math.min(2L * size, MOST)));
    }
    stack[size++] = type.code();
  }

  /** What an opcode misses. */
  private static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Wrong(String what) {
      super(what, null, false, false);
    }
  }
}
