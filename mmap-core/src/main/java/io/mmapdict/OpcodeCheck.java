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
import java.util.Set;
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

  private static final String ANY = "any";
  private static final String MARK = "mark";
  private static final String SLICE = "stackslice";
  private static final Set<String> EITHER = Set.of("int_or_bool", "bytes_or_str");

  /** The words of an opcode's row, before and after. */
  private record Row(List<String> before, List<String> after, boolean toMark) {
    static Row of(Opcode opcode) {
      List<String> before = words(opcode.before());
      return new Row(before, words(opcode.after()), before.contains(SLICE));
    }

    private static List<String> words(String text) {
      return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }
  }

  private static final Map<Opcode, Row> ROWS = new EnumMap<>(Opcode.class);

  static {
    for (Opcode opcode : Opcode.values()) {
      ROWS.put(opcode, Row.of(opcode));
    }
  }

  private final long memoMax;
  private final Map<Long, String> memo = new HashMap<>();
  private String[] stack = new String[16];
  private int size;
  private int[] marks = new int[4];
  private int markCount;

  private OpcodeCheck(long memoMax) {
    this.memoMax = memoMax;
  }

  /**
   * What is wrong with a value's opcodes, or null.
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
    }
    if (check.size != 1 || check.markCount != 0) {
      return new Fault(
          end,
          "the value leaves "
              + check.size
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
        if (markCount > 0 && marks[markCount - 1] == size) {
          markCount--;
        } else {
          pop(ANY);
        }
      }
      case MARK -> {
        if (markCount == marks.length) {
          marks = Arrays.copyOf(marks, 2 * markCount);
        }
        marks[markCount++] = size;
      }
      case DUP -> {
        String top = pop(ANY);
        push(top);
        push(top);
      }
      case GET, BINGET, LONG_BINGET -> {
        String kept = memo.get(index(scanner));
        if (kept == null) {
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
        String top = pop(ANY);
        push(top);
        memo.put(index, top);
      }
      default -> {
        content(scanner);
        replace(opcode, ROWS.get(opcode));
      }
    }
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
    String target = ANY;
    for (int i = words - 1; i >= 0; i--) {
      target = pop(row.before.get(i));
    }
    if (opcode == Opcode.REDUCE || opcode == Opcode.NEWOBJ) {
      checkArguments(words);
    }
    for (String word : row.after) {
      boolean changed = words > 0 && !row.before.isEmpty() && word.equals(row.before.getFirst());
      push(changed ? target : EITHER.contains(word) ? ANY : word);
    }
  }

  /** The arguments, which were on top a moment ago, are a tuple. */
  private void checkArguments(int words) {
    String arguments = stack[size + words - 1];
    if (!arguments.equals("tuple") && !arguments.equals(ANY)) {
      throw new Wrong("expects a tuple of arguments on the stack, found " + arguments);
    }
  }

  /** Takes all down to the mark; gives how many words of the row that were. */
  private int toMark(Opcode opcode, Row row) {
    if (markCount == 0) {
      throw new Wrong("expects a mark on the stack, found none");
    }
    int count = size - marks[--markCount];
    int words = row.before.size() - row.before.indexOf(MARK);
    if (count < words - 2) {
      throw new Wrong("expects an object above the mark, found none");
    }
    if ((opcode == Opcode.DICT || opcode == Opcode.SETITEMS) && count % 2 != 0) {
      throw new Wrong("expects keys and values in turn above the mark, found " + count);
    }
    size -= count;
    return words;
  }

  private String pop(String expected) {
    int floor = markCount == 0 ? 0 : marks[markCount - 1];
    if (size <= floor) {
      throw new Wrong(
          "expects "
              + (expected.equals(ANY) ? "an object" : "a " + expected)
              + " on the stack, found "
              + (markCount == 0 ? "none" : "a mark"));
    }
    String found = stack[--size];
    if (!expected.equals(ANY) && !found.equals(expected) && !found.equals(ANY)) {
      throw new Wrong("expects a " + expected + " on the stack, found " + found);
    }
    return found;
  }

  private void push(String type) {
    if (size == stack.length) {
      stack = Arrays.copyOf(stack, 2 * size);
    }
    stack[size++] = type;
  }

  /** What an opcode misses. */
  private static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Wrong(String what) {
      super(what, null, false, false);
    }
  }
}
