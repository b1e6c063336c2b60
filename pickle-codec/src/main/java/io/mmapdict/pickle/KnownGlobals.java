package io.mmapdict.pickle;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Globals by the opcodes that name them: module and name as SHORT_BINUNICODE, then STACK_GLOBAL.
 * They are compared where they lie: what names a type in every value is not made into strs each
 * time. Immutable.
 */
final class KnownGlobals {
  private record Known(PyGlobal global, @SuppressWarnings("ArrayRecordComponent") byte[] opcodes) {}

  private static final int PLACES = 64;

  /** By what {@link #place} says. */
  private final Known[][] known = new Known[PLACES][0];

  KnownGlobals(Collection<PyGlobal> globals) {
    for (PyGlobal global : globals) {
      Ops ops = new Ops();
      Scalars.global(ops, global.module(), global.name());
      byte[] opcodes = ops.bytes().toByteArray();
      int place = place(opcodes.length, opcodes[opcodes.length - 2]);
      known[place] = Arrays.copyOf(known[place], known[place].length + 1);
      known[place][known[place].length - 1] = new Known(global, opcodes);
    }
  }

  /** The global whose first opcode the scanner stands at, which then goes on behind its last. */
  @Nullable PyGlobal take(PickleScanner scanner) {
    long next = scanner.nextOffset();
    if (scanner.byteAt(next) != (byte) Opcode.SHORT_BINUNICODE.code()) {
      return null;
    }
    long last = next + 2 + PickleScanner.computed(scanner.byteAt(next + 1));
    if (scanner.byteAt(last) != (byte) Opcode.STACK_GLOBAL.code()) {
      return null;
    }
    int bytes = (int) (last + 1 - scanner.offset());
    for (Known each : known[place(bytes, scanner.byteAt(last - 1))]) {
      if (scanner.skipIf(each.opcodes)) {
        return each.global;
      }
    }
    return null;
  }

  private static int place(int bytes, byte lastOfName) {
    return (5 * bytes + lastOfName) & (PLACES - 1);
  }
}
