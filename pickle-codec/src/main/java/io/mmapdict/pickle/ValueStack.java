package io.mmapdict.pickle;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The unpickler's stack with its marks. Nothing below the topmost mark can be taken. */
final class ValueStack {
  private final int limit;
  private @Nullable Object[] values = new Object[16];
  private int size;
  private int[] marks = new int[8];
  private int markCount;

  ValueStack(int limit) {
    this.limit = limit;
  }

  void push(@Nullable Object value, long offset) {
    if (size == values.length) {
      if (size >= limit) {
        throw tooMany(offset);
      }
      values = Arrays.copyOf(values, (int) Math.min(limit, 2L * size));
    }
    values[size++] = value;
  }

  @Nullable Object pop(Opcode opcode, long offset) {
    Object value = peek(opcode, offset);
    values[--size] = null;
    return value;
  }

  @Nullable Object peek(Opcode opcode, long offset) {
    return below(size, opcode, offset);
  }

  void replaceTop(@Nullable Object value) {
    values[size - 1] = value;
  }

  void mark(long offset) {
    if (markCount == marks.length) {
      if (markCount >= limit) {
        throw tooMany(offset);
      }
      marks = Arrays.copyOf(marks, (int) Math.min(limit, 2L * markCount));
    }
    marks[markCount++] = size;
  }

  /** Takes all above the topmost mark, and the mark. */
  @Nullable Object[] popToMark(Opcode opcode, long offset) {
    int from = popMark(opcode, offset);
    @Nullable Object[] taken = Arrays.copyOfRange(values, from, size);
    cut(from);
    return taken;
  }

  /** Takes the topmost mark and leaves what is above it, which begins where this says. */
  int popMark(Opcode opcode, long offset) {
    if (markCount == 0) {
      throw new PickleException(opcode + " expects a mark on the stack, found none", offset);
    }
    return marks[--markCount];
  }

  /** Where the topmost values begin. */
  int top(int count, Opcode opcode, long offset) {
    if (size - count < floor()) {
      throw missing(opcode, offset);
    }
    return size - count;
  }

  /** The value below this place. */
  @Nullable Object below(int place, Opcode opcode, long offset) {
    if (place <= floor()) {
      throw missing(opcode, offset);
    }
    return values[place - 1];
  }

  int size() {
    return size;
  }

  @Nullable Object get(int place) {
    return values[place];
  }

  /** Drops all from this place on. */
  void cut(int from) {
    Arrays.fill(values, from, size, null);
    size = from;
  }

  void clear() {
    cut(0);
    markCount = 0;
  }

  /** POP: a value, or the mark if that is on top. */
  void drop(long offset) {
    if (markCount > 0 && marks[markCount - 1] == size) {
      markCount--;
    } else {
      pop(Opcode.POP, offset);
    }
  }

  /** The only value, where a pickle ends without STOP. */
  @Nullable Object only(long end) {
    if (markCount != 0 || size != 1) {
      throw new PickleException(
          "expected one value at the end, found " + size + " and " + markCount + " marks", end);
    }
    return values[0];
  }

  private int floor() {
    return markCount == 0 ? 0 : marks[markCount - 1];
  }

  private PickleException missing(Opcode opcode, long offset) {
    return new PickleException(
        opcode + " expects a value on the stack, found " + (markCount == 0 ? "none" : "a mark"),
        offset);
  }

  private PickleException tooMany(long offset) {
    return new PickleException(
        "more than "
            + limit
            + " values or marks on the stack; raise maxStack in PickleLimits if "
            + "the file is to be trusted",
        offset);
  }
}
